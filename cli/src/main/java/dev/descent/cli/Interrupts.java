package dev.descent.cli;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/// Lets a run end in good order on Ctrl-C.
///
/// The first Ctrl-C runs the action that is given, the second ends the program at once, as the
/// first would have done without this. A shutdown hook could not do that: while hooks run, the JVM
/// ignores further signals.
///
/// `sun.misc.Signal` is in the JDK's supported module `jdk.unsupported`, but javac warns of it and
/// the warning cannot be turned off: hence the reflection. Where signals cannot be handled (a JVM
/// started with `-Xrs`), Ctrl-C simply ends the program.
final class Interrupts implements AutoCloseable {
  /// What a shell reports of a program that Ctrl-C has ended: 128 + SIGINT.
  static final int EXIT_CODE = 130;

  /// What a terminal sends when it is closed.
  private static final String HANG_UP = "HUP";

  /// What is sent when the system shuts down, or the terminal is closed, ends a run as gently as
  /// Ctrl-C does.
  private static final List<String> SIGNALS = List.of("INT", "TERM", HANG_UP);

  private final Runnable restore;

  private Interrupts(Runnable restore) {
    this.restore = restore;
  }

  /// Handles Ctrl-C until it is closed.
  ///
  /// @param first what the first Ctrl-C does, on a thread of its own
  /// @param further what each further one does
  static Interrupts handle(Runnable first, Runnable further) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Method handle = signal.getMethod("handle", signal, handler);
      Object ours =
          Proxy.newProxyInstance(
              Interrupts.class.getClassLoader(),
              new Class<?>[] {handler},
              onSignal(first, further));
      List<Runnable> restores = new ArrayList<>();
      for (String name : SIGNALS) {
        Object each = signal.getConstructor(String.class).newInstance(name);
        Object before = handle.invoke(null, each, ours);
        restores.add(() -> put(handle, each, before));
      }
      return new Interrupts(() -> restores.forEach(Runnable::run));
    } catch (ReflectiveOperationException e) {
      return new Interrupts(() -> {});
    }
  }

  /// Only `handle(Signal)` is ever called on the proxy.
  ///
  /// A hang-up comes several times, from the terminal and from the shell: it never ends a program
  /// at once.
  static InvocationHandler onSignal(Runnable first, Runnable second) {
    AtomicBoolean asked = new AtomicBoolean();
    return (_, _, signal) -> {
      if (!asked.getAndSet(true)) {
        first.run();
      } else if (!String.valueOf(signal[0]).equals("SIG" + HANG_UP)) {
        second.run();
      }
      return null;
    };
  }

  private static void put(Method handle, Object interrupt, Object handler) {
    try {
      handle.invoke(null, interrupt, handler);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot put the signal handler back", e);
    }
  }

  @Override
  public void close() {
    restore.run();
  }
}
