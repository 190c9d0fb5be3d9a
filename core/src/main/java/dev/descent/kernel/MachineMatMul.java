package dev.descent.kernel;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import dev.descent.kernel.BlockedProduct.Stored;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// Matrix products by machine code that Descent writes for this processor (`docs/decisions/0010`).
final class MachineMatMul implements MatMul {
  // Above that, what it costs to copy a panel is little beside the work with it.
  private static final int MOST_ROWS_OF_DOTS = 16;

  private static final @Nullable MachineMatMul INSTANCE =
      MachineCode.whyNot() == null ? new MachineMatMul() : null;

  private MachineMatMul() {}

  /// The implementation; null if this machine cannot run it.
  static @Nullable MachineMatMul instance() {
    return INSTANCE;
  }

  @Override
  public String describe() {
    return "machine code of Descent's own (AVX2, FMA)";
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
    if (isOfDots(transA, transB, m, n)) {
      dots(m, n, k, a, aOffset, lda, b, bOffset, ldb, c, cOffset, ldc);
      return;
    }
    BlockedProduct.of(
            m,
            n,
            k,
            new Stored(transA, MemorySegment.ofArray(a), aOffset, lda),
            new Stored(transB, MemorySegment.ofArray(b), bOffset, ldb))
        .to(MemorySegment.ofArray(c), cOffset, ldc);
  }

  /// Whether a product is done element by element, as rows of A times rows of B.
  static boolean isOfDots(boolean transA, boolean transB, int m, int n) {
    return !transA && transB && m <= MOST_ROWS_OF_DOTS && n >= DotCode.COLUMNS;
  }

  private static void dots(
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
    int rowOfSums = n + DotCode.COLUMNS;
    MemorySegment sums = BlockedProduct.roomForSums(m, rowOfSums);
    MemorySegment none = MemorySegment.NULL;
    Parameters parameters = Parameters.local();
    MemorySegment segmentA = MemorySegment.ofArray(a);
    MemorySegment segmentB = MemorySegment.ofArray(b);
    parameters.set(Parameters.A, 4L * aOffset);
    parameters.set(Parameters.A_ROW, 4L * lda);
    parameters.set(Parameters.B_TERM, 4L * ldb);
    parameters.set(Parameters.TERMS, k / VectorProgram.LANES);
    int lastTerms = k % VectorProgram.LANES;
    parameters.set(Parameters.CONTINUES, lastTerms);
    if (lastTerms > 0) {
      parameters.setMask(lastTerms);
    }
    parameters.set(Parameters.ROWS, m);
    parameters.set(Parameters.PARTIAL, 4L * rowOfSums);
    int groups = n / DotCode.COLUMNS;
    int start = 0;
    while (start < n) {
      parameters.set(Parameters.AHEAD, groups);
      parameters.set(Parameters.B, 4L * (bOffset + start * ldb));
      parameters.set(Parameters.OUT, sums.address() + 4L * start);
      Dots.CODE.call(parameters, segmentA, segmentB, none, none, none);
      boolean rest = start + groups * DotCode.COLUMNS < n;
      // What is left of the columns is done with some of those before.
      start = rest ? n - DotCode.COLUMNS : n;
      groups = 1;
    }
    for (int row = 0; row < m; row++) {
      MemorySegment.copy(sums, JAVA_FLOAT, 4L * row * rowOfSums, c, cOffset + row * ldc, n);
    }
  }

  /// Written at the first product of few rows.
  private static final class Dots {
    static final MachineCode CODE = DotCode.write();
  }
}
