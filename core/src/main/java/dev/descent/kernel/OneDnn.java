package dev.descent.kernel;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;

/// Matrix products by oneDNN, which reads and writes the Java arrays in place.
///
/// A call is a critical one: the garbage collector waits for it. That is why [MatMulTiles] bounds
/// the work of a call. oneDNN would spread a call over OpenMP threads, which wait busily and so
/// fight with ours; each call therefore sets the calling thread's OpenMP limit to one and puts it
/// back afterwards.
///
/// oneDNN is slow at the tiles of a product whose first operand is transposed, so we copy their
/// part of it to lie as it is wanted (`docs/decisions/0005-transposed-operands-are-copied.md`).
///
/// - **Source** <https://uxlfoundation.github.io/oneDNN/>, `dnnl_sgemm`
final class OneDnn implements MatMul {
  // Handles are fast only as constants of the compiler: a static final field, and a record within
  // it.
  private static final Outcome OUTCOME = tryLoad();
  private static final @Nullable SignalShield SHIELD = SignalShield.instance();

  // Below these, a copy costs more than it saves.
  private static final int LEAST_COLUMNS_TO_COPY = 128;
  private static final int LEAST_TERMS_TO_COPY = 64;

  private final String description;

  private OneDnn(String description) {
    this.description = description;
  }

  /// Loads the native library, unpacking it first where that has not happened yet.
  static OneDnn load() throws NativeLibraryException {
    return switch (OUTCOME) {
      case Bound bound -> new OneDnn(bound.description);
      case Failed failed -> throw failed.reason;
    };
  }

  @Override
  public String describe() {
    return description;
  }

  @Override
  public void multiply(
      boolean transA,
      boolean transB,
      int m,
      int n,
      int k,
      float[] a,
      int aOffset,
      int lda,
      float[] b,
      int bOffset,
      int ldb,
      float[] c,
      int cOffset,
      int ldc) {
    if (!Matrices.check(
        transA, transB, m, n, k, a, aOffset, lda, b, bOffset, ldb, c, cOffset, ldc)) {
      return;
    }
    if (transA && n >= LEAST_COLUMNS_TO_COPY && k >= LEAST_TERMS_TO_COPY) {
      multiplyCopies(transB, m, n, k, a, aOffset, lda, b, bOffset, ldb, c, cOffset, ldc);
    } else {
      sgemm(transA, transB, m, n, k, a, aOffset, lda, b, bOffset, ldb, 0, c, cOffset, ldc);
    }
  }

  private static void sgemm(
      boolean transA,
      boolean transB,
      int m,
      int n,
      int k,
      float[] a,
      int aOffset,
      int lda,
      float[] b,
      int bOffset,
      int ldb,
      float beta,
      float[] c,
      int cOffset,
      int ldc) {
    Bound library = (Bound) OUTCOME;
    int status;
    try {
      int threads = (int) library.getThreads.invokeExact();
      if (threads != 1) {
        library.setThreads.invokeExact(1);
      }
      MemorySegment before = SHIELD == null ? MemorySegment.NULL : SHIELD.raise();
      status =
          (int)
              library.sgemm.invokeExact(
                  transposition(transA),
                  transposition(transB),
                  (long) m,
                  (long) n,
                  (long) k,
                  1f,
                  from(a, aOffset),
                  (long) lda,
                  from(b, bOffset),
                  (long) ldb,
                  beta,
                  from(c, cOffset),
                  (long) ldc);
      if (SHIELD != null) {
        SHIELD.lower(before);
      }
      if (threads != 1) {
        library.setThreads.invokeExact(threads);
      }
    } catch (Throwable e) {
      throw new IllegalStateException("[sgemm] the call of oneDNN failed: " + e, e);
    }
    if (status != 0) {
      throw new IllegalStateException(
          "[sgemm] oneDNN refused ["
              + m
              + ", "
              + k
              + "]·["
              + k
              + ", "
              + n
              + "] with status "
              + status);
    }
  }

  /// Multiplies with A transposed, by copies of its parts. The parts of k follow each other in
  /// order.
  private static void multiplyCopies(
      boolean transB,
      int m,
      int n,
      int k,
      float[] a,
      int aOffset,
      int lda,
      float[] b,
      int bOffset,
      int ldb,
      float[] c,
      int cOffset,
      int ldc) {
    Transposer transposer = Transposer.local();
    for (int i = 0; i < m; i += Transposer.ROWS) {
      int rows = Math.min(Transposer.ROWS, m - i);
      for (int p = 0; p < k; p += Transposer.COLUMNS) {
        int terms = Math.min(Transposer.COLUMNS, k - p);
        sgemm(
            false,
            transB,
            rows,
            n,
            terms,
            transposer.copy(a, aOffset + p * lda + i, lda, rows, terms),
            0,
            Transposer.leadingDimension(terms),
            b,
            bOffset + (transB ? p : p * ldb),
            ldb,
            p == 0 ? 0 : 1,
            c,
            cOffset + i * ldc,
            ldc);
      }
    }
  }

  private static MemorySegment from(float[] array, int offset) {
    return MemorySegment.ofArray(array).asSlice((long) Float.BYTES * offset);
  }

  private static byte transposition(boolean transposed) {
    return (byte) (transposed ? 'T' : 'N');
  }

  private static Outcome tryLoad() {
    try {
      return bind(NativeLibrary.load());
    } catch (NativeLibraryException e) {
      return new Failed(e);
    } catch (IllegalCallerException | UnsupportedOperationException e) {
      return new Failed(
          new NativeLibraryException("native access is not allowed: " + e.getMessage(), e));
    }
  }

  @SuppressWarnings("restricted")
  private static Bound bind(NativeLibrary library) throws NativeLibraryException {
    Linker linker = Linker.nativeLinker();
    Linker.Option heap = Linker.Option.critical(true);
    MemoryLayout[] parameters = {
      JAVA_BYTE,
      JAVA_BYTE,
      JAVA_LONG,
      JAVA_LONG,
      JAVA_LONG,
      JAVA_FLOAT,
      ADDRESS,
      JAVA_LONG,
      ADDRESS,
      JAVA_LONG,
      JAVA_FLOAT,
      ADDRESS,
      JAVA_LONG
    };
    MethodHandle sgemm =
        linker.downcallHandle(
            library.find("dnnl_sgemm"), FunctionDescriptor.of(JAVA_INT, parameters), heap);
    MethodHandle getThreads =
        linker.downcallHandle(
            library.find("omp_get_max_threads"),
            FunctionDescriptor.of(JAVA_INT),
            Linker.Option.critical(false));
    MethodHandle setThreads =
        linker.downcallHandle(
            library.find("omp_set_num_threads"),
            FunctionDescriptor.ofVoid(JAVA_INT),
            Linker.Option.critical(false));
    return new Bound(sgemm, getThreads, setThreads, describe(linker, library));
  }

  @SuppressWarnings("restricted")
  private static String describe(Linker linker, NativeLibrary library)
      throws NativeLibraryException {
    MethodHandle version =
        linker.downcallHandle(library.find("dnnl_version"), FunctionDescriptor.of(ADDRESS));
    try {
      MemorySegment numbers =
          ((MemorySegment) version.invokeExact()).reinterpret(3 * JAVA_INT.byteSize());
      return "oneDNN "
          + numbers.getAtIndex(JAVA_INT, 0)
          + "."
          + numbers.getAtIndex(JAVA_INT, 1)
          + "."
          + numbers.getAtIndex(JAVA_INT, 2)
          + " ("
          + library.origin()
          + ")";
    } catch (Throwable e) {
      throw new NativeLibraryException("oneDNN does not tell its version: " + e, e);
    }
  }

  private sealed interface Outcome {}

  private record Bound(
      MethodHandle sgemm, MethodHandle getThreads, MethodHandle setThreads, String description)
      implements Outcome {}

  private record Failed(NativeLibraryException reason) implements Outcome {}
}
