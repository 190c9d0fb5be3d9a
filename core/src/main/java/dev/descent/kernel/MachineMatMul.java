package dev.descent.kernel;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import dev.descent.tensor.DType;
import dev.descent.tensor.Shape;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Matrix products by machine code that Descent writes for this processor (`docs/decisions/0009`).
final class MachineMatMul implements MatMul {
  private static final int COLUMNS = ProductCode.COLUMNS;

  // So that a panel, and what of A is read with it, stays in the second-level cache.
  private static final int MOST_TERMS = 1024;

  // A panel of B is worth a copy if it is read more often than this many times six rows.
  private static final int LEAST_ROWS_TO_COPY = 12;

  // Above that, what it costs to copy a panel is little beside the work with it.
  private static final int MOST_ROWS_OF_DOTS = 16;

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
    Value sums = new Value(shape, DType.FLOAT32);
    Program program = new Program(shape);
    program.store(program.load(sums.whole()), new Value(shape, DType.FLOAT32));
    VectorProgram group =
        Objects.requireNonNull(ProductCode.group(program, sums, false, COLUMNS, masked));
    return MachineCode.of(ProductCode.write(group, masked));
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
    MemorySegment segmentC = Segments.local().from(c, 0);
    multiply(
        transA,
        transB,
        m,
        n,
        k,
        a,
        aOffset,
        lda,
        b,
        bOffset,
        ldb,
        (parameters, segmentA, segmentB, column, masked) -> {
          parameters.set(Parameters.place(0), 4L * (cOffset + column));
          parameters.set(Parameters.rowStride(0), 4L * ldc);
          run(
              masked ? Codes.MASKED_PRODUCT : Codes.PRODUCT,
              parameters,
              segmentA,
              segmentB,
              segmentC);
        });
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
    MemorySegment sums = PANELS.get().sums(m * rowOfSums);
    Parameters parameters = Parameters.local();
    Segments segments = Segments.local();
    MemorySegment segmentA = segments.from(a, 0);
    MemorySegment segmentB = segments.from(b, 0);
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
      run(Codes.DOTS, parameters, segmentA, segmentB, MemorySegment.NULL);
      boolean rest = start + groups * DotCode.COLUMNS < n;
      // What is left of the columns is done with some of those before.
      start = rest ? n - DotCode.COLUMNS : n;
      groups = 1;
    }
    for (int row = 0; row < m; row++) {
      MemorySegment.copy(sums, JAVA_FLOAT, 4L * row * rowOfSums, c, cOffset + row * ldc, n);
    }
  }

  /// What becomes of the sums of a panel.
  interface Panel {
    /// Runs the code for a panel's last terms.
    ///
    /// @param parameters know all but the places
    /// @param column the panel's first
    /// @param masked whether the panel has fewer columns, which the parameters know
    void finish(
        Parameters parameters, MemorySegment a, MemorySegment b, int column, boolean masked);
  }

  private static void run(
      MachineCode code, Parameters parameters, MemorySegment a, MemorySegment b, MemorySegment c) {
    MemorySegment none = MemorySegment.NULL;
    code.call(parameters.block(), a, b, c, none, none, none, none, none);
  }

  /// `op(A)·op(B)`, panel by panel. The matrices must lie within their arrays, and no size may be
  /// zero.
  static void multiply(
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
      Panel target) {
    Panels panels = PANELS.get();
    panels.reserve(m, k);
    Parameters parameters = Parameters.local();
    Segments segments = Segments.local();
    MemorySegment segmentA = segments.from(a, 0);
    MemorySegment segmentB = segments.from(b, 0);
    parameters.set(Parameters.A_ROW, 4L * (transA ? 1 : lda));
    parameters.set(Parameters.A_TERM, 4L * (transA ? lda : 1));
    parameters.set(Parameters.ROWS, m);
    parameters.set(Parameters.PARTIAL, panels.partial.address());
    for (int j = 0; j < n; j += COLUMNS) {
      int columns = Math.min(COLUMNS, n - j);
      boolean masked = columns < COLUMNS;
      boolean inPlace = !transB && m <= LEAST_ROWS_TO_COPY && !masked;
      for (int p = 0; p < k; p += MOST_TERMS) {
        int terms = Math.min(MOST_TERMS, k - p);
        int start = bOffset + (transB ? j * ldb + p : p * ldb + j);
        parameters.set(Parameters.TERMS, terms);
        parameters.set(Parameters.B, 4L * start);
        parameters.set(Parameters.B_TERM, 4L * ldb);
        if (!inPlace) {
          if (masked) {
            panels.pack(b, start, transB ? ldb : 1, transB ? 1 : ldb, columns, terms);
          } else {
            parameters.set(Parameters.OUT, panels.panel.address());
            run(
                transB ? Codes.PACK_COLUMNS : Codes.PACK_ROWS,
                parameters,
                MemorySegment.NULL,
                segmentB,
                MemorySegment.NULL);
          }
          parameters.set(Parameters.B, 0);
          parameters.set(Parameters.B_TERM, 4L * COLUMNS);
        }
        MemorySegment panel = inPlace ? segmentB : panels.panel;
        parameters.set(Parameters.A, 4L * (aOffset + (transA ? p * lda : p)));
        parameters.set(Parameters.CONTINUES, p == 0 ? 0 : 1);
        if (p + terms < k) {
          parameters.set(Parameters.place(0), 0);
          parameters.set(Parameters.rowStride(0), 4L * COLUMNS);
          run(Codes.PRODUCT, parameters, segmentA, panel, panels.partial);
        } else {
          if (masked) {
            parameters.setMask(columns);
          }
          target.finish(parameters, segmentA, panel, j, masked);
        }
      }
    }
  }

  /// Written at the first product.
  private static final class Codes {
    static final MachineCode PACK_ROWS = PackCode.rows();
    static final MachineCode PACK_COLUMNS = PackCode.columns();
    static final MachineCode DOTS = DotCode.write();
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

    /// Room for sums.
    MemorySegment sums(int floats) {
      if (partial.byteSize() < 4L * floats) {
        partial = allocate(floats);
      }
      return partial;
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
