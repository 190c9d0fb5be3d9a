package dev.descent.kernel;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import dev.descent.kernel.ProductCode.Form;
import dev.descent.tensor.DType;
import dev.descent.tensor.Shape;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/// A product of matrices by machine code, block by block, so that what is used again is still in
/// the processor's caches: a block of A in the second level, a panel of B in the first or second.
///
/// A panel of B is copied, so that it is dense, but for few rows. A is copied if it is stored
/// transposed: six of its rows would otherwise be a part of a cache line for each term, and the
/// lines of the terms take turns in few sets of the cache. The sums of a block rest in a buffer
/// between one block of terms and the next.
///
/// No size may be zero, and the matrices must lie within their arrays.
///
/// - **Source** Goto and van de Geijn 2008, "Anatomy of high-performance matrix multiplication"
final class BlockedProduct {
  private static final int COLUMNS = ProductCode.COLUMNS;

  // So that the buffers stay small, whatever the sizes are.
  private static final int MOST_ROWS = 256 * ProductCode.ROWS;
  private static final int MOST_COLUMNS = 16 * COLUMNS;

  // So that a panel of B, and what of A is read with it, stays in the second-level cache.
  private static final int MOST_TERMS = 1024;

  // So that a copied block of A stays there, too, for as many rows as a tile mostly has.
  private static final int MOST_TERMS_OF_BLOCKS = 256;

  // For so many rows a panel of B is read where it lies: a copy would cost more than it saves.
  private static final int MOST_ROWS_IN_PLACE = 12;

  private static final ThreadLocal<Buffers> BUFFERS = ThreadLocal.withInitial(Buffers::new);

  private final int m;
  private final int n;
  private final int k;
  private final Stored a;
  private final Stored b;
  private final Form form;
  private final Parameters parameters = Parameters.local();
  private final Buffers buffers = BUFFERS.get();
  private final MemorySegment segmentA;
  private final MemorySegment segmentB;

  /// A product `op(A)·op(B)`, of shapes `[m, k]` and `[k, n]`.
  BlockedProduct(int m, int n, int k, Stored a, Stored b) {
    this.m = m;
    this.n = n;
    this.k = k;
    this.a = a;
    this.b = b;
    this.form = form(a.transposed, b.transposed, m);
    this.segmentA = Segments.local().from(a.elements, 0);
    this.segmentB = Segments.local().from(b.elements, 0);
  }

  /// A matrix in an array.
  ///
  /// @param transposed whether its columns are stored one after the other, not its rows
  /// @param elements the array
  /// @param offset where the matrix begins
  /// @param distance from one stored row, or column, to the next
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Stored(boolean transposed, float[] elements, int offset, int distance) {
    private int index(int row, int column) {
      return offset + (transposed ? column * distance + row : row * distance + column);
    }
  }

  /// What becomes of the sums.
  interface Target {
    /// Runs the code for the last terms of a panel.
    ///
    /// @param parameters know all but the places
    /// @param row the panel's first row
    /// @param column its first column
    /// @param masked whether it has fewer columns than others, which the parameters know
    void finish(
        Parameters parameters,
        MemorySegment a,
        MemorySegment b,
        int row,
        int column,
        boolean masked);
  }

  /// How the operands of whole panels lie when the code sees them; of masked ones, B is always
  /// copied. A product and each of its tiles have the same form, as few rows are one tile
  /// ([MatMulTiles]).
  static Form form(boolean transA, boolean transB, int m) {
    return new Form(transA, transB || m > MOST_ROWS_IN_PLACE);
  }

  /// A thread's buffer for sums, until its next product.
  static MemorySegment roomForSums(int rows, int columns) {
    Buffers buffers = BUFFERS.get();
    buffers.reserveSums(rows, columns);
    return buffers.sums;
  }

  /// Writes the result to a matrix stored by rows.
  void to(float[] c, int offset, int distance) {
    MemorySegment segmentC = Segments.local().from(c, 0);
    run((_, blockA, panelB, row, column, masked) -> {
      parameters.set(Parameters.place(0), 4L * (offset + row * distance + column));
      parameters.set(Parameters.rowStride(0), 4L * distance);
      run(Codes.product(form, masked), blockA, panelB, segmentC);
    });
  }

  /// Computes it.
  void run(Target target) {
    for (int row = 0; row < m; row += MOST_ROWS) {
      for (int column = 0; column < n; column += MOST_COLUMNS) {
        block(
            row, Math.min(MOST_ROWS, m - row), column, Math.min(MOST_COLUMNS, n - column), target);
      }
    }
  }

  private void block(int firstRow, int rows, int firstColumn, int columns, Target target) {
    int mostTerms = form.blocksOfA() ? MOST_TERMS_OF_BLOCKS : MOST_TERMS;
    if (k > mostTerms) {
      buffers.reserveSums(rows, columns);
    }
    for (int term = 0; term < k; term += mostTerms) {
      int terms = Math.min(mostTerms, k - term);
      parameters.set(Parameters.TERMS, terms);
      MemorySegment blockA =
          form.blocksOfA() ? blocks(firstRow, rows, term, terms) : rows(firstRow, term);
      if (form.panelOfB() && !b.transposed) {
        copyPanels(firstColumn, columns / COLUMNS, term, terms);
      }
      parameters.set(Parameters.CONTINUES, term == 0 ? 0 : 1);
      for (int j = 0; j < columns; j += COLUMNS) {
        int width = Math.min(COLUMNS, columns - j);
        MemorySegment panelB = panel(firstColumn, j, width, term, terms);
        long sums = 4L * rows * j;
        parameters.set(Parameters.ROWS, rows);
        parameters.set(Parameters.PARTIAL, buffers.sums.address() + sums);
        boolean masked = width < COLUMNS;
        if (term + terms < k) {
          parameters.set(Parameters.place(0), sums);
          parameters.set(Parameters.rowStride(0), 4L * COLUMNS);
          run(Codes.product(masked ? form.withPanel() : form, false), blockA, panelB, buffers.sums);
        } else {
          if (masked) {
            parameters.setMask(width);
          }
          target.finish(parameters, blockA, panelB, firstRow, firstColumn + j, masked);
        }
      }
    }
  }

  /// A as it lies, in rows.
  private MemorySegment rows(int firstRow, int firstTerm) {
    parameters.set(Parameters.A, 4L * a.index(firstRow, firstTerm));
    parameters.set(Parameters.A_ROW, 4L * a.distance);
    parameters.set(Parameters.A_BLOCK, 4L * a.distance * ProductCode.ROWS);
    return segmentA;
  }

  /// Rows of A, stored transposed, as blocks of six.
  private MemorySegment blocks(int firstRow, int rows, int firstTerm, int terms) {
    MemorySegment blocks = buffers.blocks(rows, terms);
    int count = Math.ceilDiv(rows, ProductCode.ROWS);
    // The code reads whole vectors, which for the array's last elements would go beyond its end.
    int beyond = a.elements.length - a.index(firstRow, firstTerm + terms - 1);
    int whole = Math.clamp(Math.floorDiv(beyond - 2, ProductCode.ROWS), 0, count);
    if (whole > 0) {
      parameters.set(Parameters.B, 4L * a.index(firstRow, firstTerm));
      parameters.set(Parameters.B_TERM, 4L * a.distance);
      parameters.set(Parameters.ROWS, whole);
      parameters.set(Parameters.OUT, blocks.address());
      run(Codes.PACK_BLOCKS, MemorySegment.NULL, segmentA, MemorySegment.NULL);
    }
    for (int row = whole * ProductCode.ROWS; row < rows; row++) {
      long to = (long) row / ProductCode.ROWS * terms * ProductCode.ROWS + row % ProductCode.ROWS;
      for (int term = 0; term < terms; term++) {
        blocks.setAtIndex(
            JAVA_FLOAT,
            to + (long) term * ProductCode.ROWS,
            a.elements[a.index(firstRow + row, firstTerm + term)]);
      }
    }
    parameters.set(Parameters.A, 0);
    parameters.set(Parameters.A_ROW, Float.BYTES);
    parameters.set(Parameters.A_BLOCK, (long) Float.BYTES * ProductCode.ROWS * terms);
    return blocks;
  }

  /// Copies all whole panels of a B stored by rows, a row after the other: a panel's part of one is
  /// short, and the next row far away.
  private void copyPanels(int firstColumn, int panels, int firstTerm, int terms) {
    if (panels > 0) {
      MemorySegment copies = buffers.panels(panels, terms);
      parameters.set(Parameters.B, 4L * b.index(firstTerm, firstColumn));
      parameters.set(Parameters.B_TERM, 4L * b.distance);
      parameters.set(Parameters.ROWS, panels);
      parameters.set(Parameters.PANEL, 4L * COLUMNS * terms);
      parameters.set(Parameters.OUT, copies.address());
      run(Codes.PACK_ROWS, MemorySegment.NULL, segmentB, MemorySegment.NULL);
    }
  }

  /// A panel of B, copied but where that is not worth it.
  private MemorySegment panel(int firstColumn, int j, int width, int firstTerm, int terms) {
    boolean narrow = width < COLUMNS;
    if (!narrow && !b.transposed && form.panelOfB()) { // copied with the others
      parameters.set(Parameters.B, 4L * j * terms);
      return buffers.panels;
    }
    parameters.set(Parameters.B, 4L * b.index(firstTerm, firstColumn + j));
    parameters.set(Parameters.B_TERM, 4L * (narrow && b.transposed ? 1 : b.distance));
    if (!narrow && !form.panelOfB()) {
      return segmentB;
    }
    MemorySegment panel = buffers.panels(1, terms);
    parameters.set(Parameters.OUT, panel.address());
    parameters.set(Parameters.ROWS, width);
    parameters.set(Parameters.PANEL, 4L * (b.transposed ? b.distance : 1));
    run(
        narrow ? Codes.PACK_NARROW : Codes.PACK_COLUMNS,
        MemorySegment.NULL,
        segmentB,
        MemorySegment.NULL);
    parameters.set(Parameters.B, 0);
    return panel;
  }

  private void run(MachineCode code, MemorySegment first, MemorySegment second, MemorySegment c) {
    MemorySegment none = MemorySegment.NULL;
    code.call(parameters.block(), first, second, c, none, none, none, none, none);
  }

  /// Written at the first product.
  private static final class Codes {
    static final MachineCode PACK_ROWS = PackCode.rows();
    static final MachineCode PACK_COLUMNS = PackCode.columns();
    static final MachineCode PACK_NARROW = PackCode.narrow();
    static final MachineCode PACK_BLOCKS = PackCode.blocks();
    private static final Map<Form, MachineCode> PRODUCTS = new ConcurrentHashMap<>();
    private static final Map<Form, MachineCode> MASKED = new ConcurrentHashMap<>();

    /// The code that keeps the sums as they are.
    static MachineCode product(Form form, boolean masked) {
      return masked
          ? MASKED.computeIfAbsent(form.withPanel(), panels -> write(panels, true))
          : PRODUCTS.computeIfAbsent(form, any -> write(any, false));
    }

    private static MachineCode write(Form form, boolean masked) {
      Shape shape = Shape.of(2, COLUMNS);
      Value sums = new Value(shape, DType.FLOAT32);
      Program program = new Program(shape);
      program.store(program.load(sums.whole()), new Value(shape, DType.FLOAT32));
      VectorProgram group =
          Objects.requireNonNull(ProductCode.group(program, sums, false, COLUMNS, masked));
      return MachineCode.of(ProductCode.write(group, form, masked));
    }
  }

  /// A thread's copies, and the sums that are not complete.
  private static final class Buffers {
    private MemorySegment panels = allocate(0);
    private MemorySegment blocks = allocate(0);
    private MemorySegment sums = allocate(0);

    MemorySegment panels(int count, int terms) {
      panels = grown(panels, (long) count * COLUMNS * terms);
      return panels;
    }

    MemorySegment blocks(int rows, int terms) {
      long size = (long) Math.ceilDiv(rows, ProductCode.ROWS) * ProductCode.ROWS * terms;
      blocks = grown(blocks, size + COLUMNS);
      return blocks;
    }

    void reserveSums(int rows, int columns) {
      sums = grown(sums, (long) rows * Math.ceilDiv(columns, COLUMNS) * COLUMNS);
    }

    private static MemorySegment grown(MemorySegment buffer, long floats) {
      return buffer.byteSize() < 4 * floats ? allocate(floats) : buffer;
    }

    private static MemorySegment allocate(long floats) {
      return Arena.ofAuto().allocate(4 * floats, 64);
    }
  }
}
