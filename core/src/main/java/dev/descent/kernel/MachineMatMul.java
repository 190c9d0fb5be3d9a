package dev.descent.kernel;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import dev.descent.tensor.Layout;
import dev.descent.tensor.Shape;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// Matrix products by machine code that Descent writes for this processor (`docs/decisions/0009`).
final class MachineMatMul implements MatMul {
  private static final int COLUMNS = ProductCode.COLUMNS;

  // So that a panel, and what of A is read with it, stays in the second-level cache.
  private static final int MOST_TERMS = 1024;

  // A panel of B is worth a copy if it is read more often than this many times six rows.
  private static final int LEAST_ROWS_TO_COPY = 12;

  private static final ThreadLocal<Panels> PANELS = ThreadLocal.withInitial(Panels::new);

  private static final @Nullable MachineMatMul INSTANCE =
      MachineCode.whyNot() == null ? new MachineMatMul() : null;

  private MachineMatMul() {}

  /// The implementation; null if this machine cannot run it.
  static @Nullable MachineMatMul instance() {
    return INSTANCE;
  }

  private static MachineCode plain(boolean masked) {
    Shape shape = Shape.of(2, COLUMNS);
    Value sums = new Value(shape, dev.descent.tensor.DType.FLOAT32);
    Program program = new Program(shape);
    program.store(program.load(new Operand(sums, Layout.rowMajor(shape))), sums);
    program.readFromScratch(sums);
    VectorProgram group =
        java.util.Objects.requireNonNull(
            VectorProgram.of(program, COLUMNS, ProductCode.TEMPORARIES, masked));
    return ProductCode.of(group, masked);
  }

  @Override
  public String describe() {
    return "machine code of Descent's own (AVX2, FMA)";
  }

  @Override
  public void sgemm(
      boolean transA,
      boolean transB,
      int m,
      int n,
      int k,
      float alpha,
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
    Matrices.check("A", transA ? k : m, transA ? m : k, a, aOffset, lda);
    Matrices.check("B", transB ? n : k, transB ? k : n, b, bOffset, ldb);
    Matrices.check("C", m, n, c, cOffset, ldc);
    if (m == 0 || n == 0) {
      return;
    }
    if (k == 0 || alpha == 0) {
      Matrices.scale(m, n, beta, c, cOffset, ldc);
      return;
    }
    if (alpha != 1 || beta != 0) {
      new JavaMatMul("").sgemm(
          transA, transB, m, n, k, alpha, a, aOffset, lda, b, bOffset, ldb, beta, c, cOffset, ldc);
      return;
    }
    Panels panels = PANELS.get();
    panels.reserve(m, k);
    Parameters parameters = Parameters.local();
    MemorySegment block = parameters.block();
    Segments segments = Segments.local();
    MemorySegment segmentA = segments.from(a, 0);
    MemorySegment segmentB = segments.from(b, 0);
    MemorySegment segmentC = segments.from(c, 0);
    MemorySegment none = MemorySegment.NULL;
    parameters.set(Parameters.A_ROW, 4L * (transA ? 1 : lda));
    parameters.set(Parameters.A_TERM, 4L * (transA ? lda : 1));
    parameters.set(Parameters.ROWS, m);
    parameters.set(Parameters.PARTIAL, panels.partial.address());
    for (int j = 0; j < n; j += COLUMNS) {
      int columns = Math.min(COLUMNS, n - j);
      boolean inPlace = !transB && m <= LEAST_ROWS_TO_COPY && columns == COLUMNS;
      for (int p = 0; p < k; p += MOST_TERMS) {
        int terms = Math.min(MOST_TERMS, k - p);
        boolean last = p + terms == k;
        int start = bOffset + (transB ? j * ldb + p : p * ldb + j);
        parameters.set(Parameters.TERMS, terms);
        parameters.set(Parameters.B, 4L * start);
        parameters.set(Parameters.B_TERM, 4L * ldb);
        if (!inPlace) {
          if (columns == COLUMNS) {
            parameters.set(Parameters.OUT, panels.panel.address());
            (transB ? Codes.PACK_COLUMNS : Codes.PACK_ROWS)
                .call(block, none, segmentB, none, none, none, none, none, none);
          } else {
            panels.pack(b, start, transB ? ldb : 1, transB ? 1 : ldb, columns, terms);
          }
          parameters.set(Parameters.B, 0);
          parameters.set(Parameters.B_TERM, 4L * COLUMNS);
        }
        parameters.set(Parameters.A, 4L * (aOffset + (transA ? p * lda : p)));
        parameters.set(Parameters.CONTINUES, p == 0 ? 0 : 1);
        parameters.set(Parameters.place(0), last ? 4L * (cOffset + j) : 0);
        parameters.set(Parameters.rowStride(0), 4L * (last ? ldc : COLUMNS));
        if (last && columns < COLUMNS) {
          parameters.setMask(columns);
        }
        MachineCode code = last && columns < COLUMNS ? Codes.MASKED_PRODUCT : Codes.PRODUCT;
        code.call(
            block,
            segmentA,
            inPlace ? segmentB : panels.panel,
            last ? segmentC : panels.partial,
            none,
            none,
            none,
            none,
            none);
      }
    }
  }

  /// Written at the first product.
  private static final class Codes {
    static final MachineCode PACK_ROWS = PackCode.rows();
    static final MachineCode PACK_COLUMNS = PackCode.columns();
    static final MachineCode PRODUCT = plain(false);
    static final MachineCode MASKED_PRODUCT = plain(true);
  }

  /// A thread's copies: a panel of B, and the sums of a panel of C that are not complete.
  private static final class Panels {
    private MemorySegment panel = allocate(0);
    private MemorySegment partial = allocate(0);

    void reserve(int rows, int terms) {
      long size = (long) COLUMNS * Math.min(terms, MOST_TERMS);
      if (panel.byteSize() < 4 * size) {
        panel = allocate(size);
      }
      if (terms > MOST_TERMS && partial.byteSize() < 4L * COLUMNS * rows) {
        partial = allocate((long) COLUMNS * rows);
      }
    }

    private static MemorySegment allocate(long floats) {
      return Arena.ofAuto().allocate(4 * floats, 64);
    }

    /// Copies a panel of fewer columns, filled up with zeros.
    void pack(float[] b, int start, int columnStride, int termStride, int columns, int terms) {
      for (int p = 0; p < terms; p++) {
        for (int j = 0; j < COLUMNS; j++) {
          float element = j < columns ? b[start + j * columnStride + p * termStride] : 0;
          panel.setAtIndex(JAVA_FLOAT, (long) p * COLUMNS + j, element);
        }
      }
    }
  }
}
