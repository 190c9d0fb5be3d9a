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

  /// What the system sends when it shuts down ends a run as gently as Ctrl-C does.
  private static final List<String> SIGNALS = List.of("INT", "TERM");

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
  static InvocationHandler onSignal(Runnable first, Runnable second) {
    AtomicBoolean asked = new AtomicBoolean();
    return (_, _, _) -> {
      if (asked.getAndSet(true)) {
        second.run();
      } else {
        first.run();
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
