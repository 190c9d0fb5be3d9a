package dev.descent.kernel;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Machine code that Descent has written itself, in memory that can be executed and no longer be
/// written. It reads and writes Java arrays in place; the garbage collector waits for it, so a call
/// must be short; those to the system, for memory, are. The memory is given back when the code is
/// no longer reachable.
///
/// Works on Linux on x86-64 with AVX2 and FMA, unless the system forbids executable memory.
///
/// @param address where the code is
record MachineCode(MemorySegment address) {
  /// So many arrays are passed in registers.
  static final int FEW_ARRAYS = 5;

  private static final int READ_WRITE = 3;
  private static final int READ_EXECUTE = 5;
  private static final int PRIVATE_ANONYMOUS = 0x22;
  private static final long PAGE = 4096;

  // Handles are fast only as constants of the compiler. One kind does for our code and for all
  // functions of the system: numbers and addresses come in the same registers, whatever their
  // size, functions with fewer parameters do not look at the rest, and nobody has to look at a
  // result. Each further kind costs milliseconds.
  private static final @Nullable MethodHandle CALL =
      handle(
          FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS));

  private static final @Nullable String OBSTACLE = obstacle();

  /// Why this machine cannot run code of ours, for people; null if it can.
  static @Nullable String whyNot() {
    return OBSTACLE;
  }

  /// Makes code executable.
  ///
  /// - **Throws** [IllegalStateException] if the system refuses
  static MachineCode of(Assembler assembler) {
    byte[] code = assembler.toBytes();
    long size = (code.length + PAGE - 1) / PAGE * PAGE;
    try {
      MemorySegment memory = map(size);
      MemorySegment.copy(code, 0, memory, JAVA_BYTE, 0, code.length);
      if ((int) system("mprotect", memory.address(), size, READ_EXECUTE, 0, 0, 0) != 0) {
        throw new IllegalStateException("the system forbids executable memory (mprotect)");
      }
      return new MachineCode(memory);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("machine code cannot be placed: " + e, e);
    }
  }

  /// Makes code executable; null if the system refuses, as it may when there is much code already.
  static @Nullable MachineCode ifPossible(Assembler assembler) {
    try {
      return of(assembler);
    } catch (IllegalStateException e) {
      return null;
    }
  }

  /// Runs code that takes at most five arrays. The JVM compares each segment with all others, 15
  /// times here and 36 times with eight arrays, wherever its compiler puts the call.
  ///
  /// The arguments arrive in RDI, RSI, RDX, RCX, R8 and R9.
  ///
  /// @param parameters what the code expects there
  /// @param a an array, and so on; `NULL` where the code expects none
  void call(
      Parameters parameters,
      MemorySegment a,
      MemorySegment b,
      MemorySegment c,
      MemorySegment d,
      MemorySegment e) {
    try {
      long _ = (long) required(CALL).invokeExact(address, parameters.address(), a, b, c, d, e);
    } catch (RuntimeException | Error x) {
      throw x;
    } catch (Throwable x) {
      throw new IllegalStateException("machine code failed: " + x, x);
    }
  }

  /// Runs code that takes more arrays: the last three arrive on the stack, from `RSP + 8` on.
  void call(
      Parameters parameters,
      MemorySegment a,
      MemorySegment b,
      MemorySegment c,
      MemorySegment d,
      MemorySegment e,
      MemorySegment f,
      MemorySegment g,
      MemorySegment h) {
    try {
      required(Many.CALL).invokeExact(address, parameters.address(), a, b, c, d, e, f, g, h);
    } catch (RuntimeException | Error x) {
      throw x;
    } catch (Throwable x) {
      throw new IllegalStateException("machine code failed: " + x, x);
    }
  }

  /// Made at the first call.
  private static final class Many {
    private static final @Nullable MethodHandle CALL =
        handle(
            FunctionDescriptor.ofVoid(
                JAVA_LONG, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS));
  }

  @SuppressWarnings("restricted")
  private static MemorySegment map(long size) throws Throwable {
    long address = system("mmap", 0, size, READ_WRITE, PRIVATE_ANONYMOUS, -1, 0);
    if (address == -1) {
      throw new IllegalStateException("the system gives no memory for machine code (mmap)");
    }
    return MemorySegment.ofAddress(address)
        .reinterpret(size, Arena.ofAuto(), _ -> unmap(address, size));
  }

  private static void unmap(long address, long size) {
    try {
      long _ = system("munmap", address, size, 0, 0, 0, 0);
    } catch (Throwable e) {
      throw new IllegalStateException("memory of machine code cannot be given back: " + e, e);
    }
  }

  private static long system(String name, long a, long b, long c, long d, long e, long f)
      throws Throwable {
    MemorySegment function = Linker.nativeLinker().defaultLookup().findOrThrow(name);
    return call(function, a, b, c, d, e, f);
  }

  private static long call(MemorySegment function, long a, long b, long c, long d, long e, long f)
      throws Throwable {
    return (long)
        required(CALL)
            .invokeExact(function, a, number(b), number(c), number(d), number(e), number(f));
  }

  private static MemorySegment number(long number) {
    return MemorySegment.ofAddress(number);
  }

  private static @Nullable String obstacle() {
    String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    String processor = System.getProperty("os.arch", "");
    if (isOff("descent.jit", "DESCENT_JIT") || isOff("descent.native", "DESCENT_NATIVE")) {
      return "switched off by DESCENT_JIT or DESCENT_NATIVE";
    }
    if (!system.equals("linux") || !(processor.equals("amd64") || processor.equals("x86_64"))) {
      return "our machine code is for Linux on x86-64, not " + system + " on " + processor;
    }
    if (CALL == null) {
      return "native access is not allowed";
    }
    try {
      return hasVectors() ? null : "the processor lacks AVX2 or FMA";
    } catch (IllegalStateException e) {
      return e.getMessage();
    }
  }

  private static boolean isOff(String property, String variable) {
    return "off".equalsIgnoreCase(System.getProperty(property))
        || "off".equalsIgnoreCase(System.getenv(variable));
  }

  /// Asks the processor, and the system whether it keeps the vector registers.
  private static boolean hasVectors() {
    int fma = 1 << 12;
    int saves = 1 << 27;
    int avx = 1 << 28;
    int needed = fma | saves | avx;
    int avx2 = 1 << 5;
    return (ask(cpuid(1, false)) & needed) == needed
        && (ask(cpuid(7, true)) & avx2) != 0
        && (ask(enabledState()) & 6) == 6;
  }

  private static int ask(Assembler code) {
    try {
      MemorySegment function = of(code).address;
      return (int) call(function, 0, 0, 0, 0, 0, 0);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("the processor cannot be asked: " + e, e);
    }
  }

  private static Assembler cpuid(int leaf, boolean ebx) {
    Assembler assembler = new Assembler();
    assembler.push(Assembler.Reg.RBX);
    assembler.raw(0xB8, leaf, 0, 0, 0); // mov eax, leaf
    assembler.raw(0x31, 0xC9); // xor ecx, ecx
    assembler.raw(0x0F, 0xA2); // cpuid
    assembler.raw(0x89, ebx ? 0xD8 : 0xC8); // mov eax, ebx or ecx
    assembler.pop(Assembler.Reg.RBX);
    assembler.ret();
    return assembler;
  }

  private static Assembler enabledState() {
    Assembler assembler = new Assembler();
    assembler.raw(0x31, 0xC9); // xor ecx, ecx
    assembler.raw(0x0F, 0x01, 0xD0); // xgetbv
    assembler.ret();
    return assembler;
  }

  private static MethodHandle required(@Nullable MethodHandle handle) {
    if (handle == null) {
      throw new IllegalStateException("native access is not allowed");
    }
    return handle;
  }

  @SuppressWarnings("restricted")
  private static @Nullable MethodHandle handle(FunctionDescriptor type) {
    try {
      return Linker.nativeLinker().downcallHandle(type, Linker.Option.critical(true));
    } catch (IllegalCallerException | UnsupportedOperationException e) {
      return null;
    }
  }
}
