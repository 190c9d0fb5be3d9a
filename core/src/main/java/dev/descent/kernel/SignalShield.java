package dev.descent.kernel;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Keeps signals from the calling thread while a native product runs.
///
/// oneDNN up to 3.11 has x86-64 kernels that use the stack pointer as a pointer to the heap. A
/// signal that arrives meanwhile writes its frame there, and destroys what others keep in the heap:
/// a profiler such as JFR, which interrupts threads by signals, then ends the process. So all
/// signals but those of faults wait until the product is done.
///
/// - **Source** oneDNN's issue 4845, where it is described, and pull request 4855, which repairs it
///
/// @param mask `pthread_sigmask`; constant to the compiler because a record in a static final field
///   is
/// @param blocked the signals to hold back
record SignalShield(MethodHandle mask, MemorySegment blocked) {
  private static final int SIGSET_BYTES = 128;
  // Faults of the running instruction: blocking them would end the process.
  private static final int[] FAULTS_LINUX = {4, 5, 6, 7, 8, 11};
  private static final int[] FAULTS_MACOS = {4, 5, 6, 8, 10, 11};

  private static final boolean MACOS =
      System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("mac");
  private static final int SIG_BLOCK = MACOS ? 1 : 0;
  private static final int SIG_SETMASK = MACOS ? 3 : 2;

  private static final @Nullable SignalShield INSTANCE = create();

  // One for each thread: the mask that it had.
  private static final ThreadLocal<MemorySegment> BEFORE =
      ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(SIGSET_BYTES, 8));

  /// The shield; null where none is needed.
  static @Nullable SignalShield instance() {
    return INSTANCE;
  }

  private static @Nullable SignalShield create() {
    String os = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    String arch = System.getProperty("os.arch", "");
    boolean affected = arch.equals("amd64") || arch.equals("x86_64");
    return affected && !os.startsWith("windows") ? bind() : null;
  }

  @SuppressWarnings("restricted")
  private static @Nullable SignalShield bind() {
    Linker linker = Linker.nativeLinker();
    SymbolLookup lookup = linker.defaultLookup();
    try {
      MethodHandle fill =
          linker.downcallHandle(
              lookup.findOrThrow("sigfillset"), FunctionDescriptor.of(JAVA_INT, ADDRESS));
      MethodHandle delete =
          linker.downcallHandle(
              lookup.findOrThrow("sigdelset"), FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
      MemorySegment blocked = Arena.global().allocate(SIGSET_BYTES, 8);
      int status = (int) fill.invokeExact(blocked);
      for (int fault : MACOS ? FAULTS_MACOS : FAULTS_LINUX) {
        status |= (int) delete.invokeExact(blocked, fault);
      }
      if (status != 0) {
        throw new IllegalStateException("the set of signals could not be made");
      }
      MethodHandle mask =
          linker.downcallHandle(
              lookup.findOrThrow("pthread_sigmask"),
              FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, ADDRESS),
              Linker.Option.critical(false));
      return new SignalShield(mask, blocked);
    } catch (IllegalCallerException e) {
      return null; // native access is denied, so there are no products to shield either
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("signals cannot be held back: " + e.getMessage(), e);
    }
  }

  /// Holds signals back from this thread.
  ///
  /// @return what [#lower] needs
  MemorySegment raise() throws Throwable {
    MemorySegment before = BEFORE.get();
    requireDone((int) mask.invokeExact(SIG_BLOCK, blocked, before));
    return before;
  }

  /// Lets signals through as before; those that waited arrive now.
  void lower(MemorySegment before) throws Throwable {
    requireDone((int) mask.invokeExact(SIG_SETMASK, before, MemorySegment.NULL));
  }

  private static void requireDone(int status) {
    if (status != 0) {
      throw new IllegalStateException("pthread_sigmask failed with " + status);
    }
  }
}
