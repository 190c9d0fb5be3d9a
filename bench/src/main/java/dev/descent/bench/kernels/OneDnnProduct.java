package dev.descent.bench.kernels;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.descent.kernel.NativeLibrary;
import dev.descent.kernel.NativeLibraryException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/// `dnnl_sgemm` itself, without what Descent does around it, on matrices that lie where it likes
/// them best: in native memory, aligned to cache lines.
final class OneDnnProduct implements Runnable {
  private static final int CACHE_LINE = 64;
  private static final MethodHandle SGEMM;

  static {
    try {
      NativeLibrary library = NativeLibrary.load();
      SGEMM = sgemm(library);
      oneThread(library);
    } catch (NativeLibraryException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final byte opA;
  private final byte opB;
  private final int m;
  private final int n;
  private final int k;
  private final MemorySegment a;
  private final int aRow;
  private final MemorySegment b;
  private final int bRow;
  private final MemorySegment c;

  OneDnnProduct(
      boolean transA,
      boolean transB,
      int m,
      int n,
      int k,
      float[] a,
      int aRow,
      float[] b,
      int bRow) {
    this.opA = (byte) (transA ? 'T' : 'N');
    this.opB = (byte) (transB ? 'T' : 'N');
    this.m = m;
    this.n = n;
    this.k = k;
    this.a = copy(a);
    this.aRow = aRow;
    this.b = copy(b);
    this.bRow = bRow;
    this.c = copy(new float[m * n]);
  }

  @Override
  public void run() {
    int status;
    try {
      status =
          (int)
              SGEMM.invokeExact(
                  opA,
                  opB,
                  (long) m,
                  (long) n,
                  (long) k,
                  1f,
                  a,
                  (long) aRow,
                  b,
                  (long) bRow,
                  0f,
                  c,
                  (long) n);
    } catch (Throwable e) {
      throw new IllegalStateException("the call of oneDNN failed: " + e, e);
    }
    if (status != 0) {
      throw new IllegalStateException("oneDNN refused with status " + status);
    }
  }

  float[] result() {
    return c.toArray(JAVA_FLOAT);
  }

  private static MemorySegment copy(float[] values) {
    MemorySegment memory = Arena.global().allocate((long) Float.BYTES * values.length, CACHE_LINE);
    return memory.copyFrom(MemorySegment.ofArray(values));
  }

  @SuppressWarnings("restricted")
  private static MethodHandle sgemm(NativeLibrary library) throws NativeLibraryException {
    return Linker.nativeLinker()
        .downcallHandle(
            library.find("dnnl_sgemm"),
            FunctionDescriptor.of(
                JAVA_INT,
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
                JAVA_LONG));
  }

  /// oneDNN would take all processors.
  @SuppressWarnings("restricted")
  private static void oneThread(NativeLibrary library) throws NativeLibraryException {
    MethodHandle setThreads =
        Linker.nativeLinker()
            .downcallHandle(
                library.find("omp_set_num_threads"), FunctionDescriptor.ofVoid(JAVA_INT));
    try {
      setThreads.invokeExact(1);
    } catch (Throwable e) {
      throw new IllegalStateException("OpenMP's number of threads cannot be set: " + e, e);
    }
  }
}
