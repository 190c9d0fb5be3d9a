package dev.descent.kernel;

import dev.descent.kernel.ProductCode.Form;
import dev.descent.tensor.DType;
import dev.descent.tensor.Shape;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/// A product of matrices by machine code, block by block, so that what is used again is still in
/// the processor's caches: six rows of A in the first level, some panels of B in the second.
///
/// Panels of B are copied, so that they are dense, but for few rows. A is copied if it is stored
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

  /// So that a copied block of A stays there, too, for as many rows as a tile mostly has.
  static final int MOST_TERMS_OF_BLOCKS = 256;

  // Panels of a call stay in the second-level cache, while each block of rows goes through them.
  private static final int MOST_TERMS_OF_A_CALL = 4096;

  // The garbage collector waits for a call: some tenths of a millisecond.
  private static final int MOST_PRODUCTS_OF_A_CALL = 1 << 24;

  // For few rows, panels of a small B are read where they lie: a copy would cost more than it
  // saves. Of a large B it is faster, as it reads row after row; a panel needs a part of each row.
  private static final int MOST_ROWS_IN_PLACE = 12;

  // Rows of A times floats of B, with what lies between its rows.
  private static final long MOST_READ_IN_PLACE = 1 << 22;

  // In floats: some tens of microseconds, against one or two for another phase.
  private static final long LEAST_COPIED_AGAIN = 1 << 16;

  // In floats: with what lies between pieces, a copy must stay below 2³¹.
  private static final long MOST_COPIED = 1 << 30;

  private static final Form OF_COPIES = new Form(true, true);

  private static final Matrix NONE = new Stored(false, MemorySegment.NULL, 0, 0);

  private static final long CACHE_LINE = 64;

  private static final ThreadLocal<BlockedProduct> LOCAL =
      ThreadLocal.withInitial(BlockedProduct::new);

  private final Parameters parameters = Parameters.local();

  // Copies, and the sums that are not complete.
  private MemorySegment panels = allocate(0);
  private MemorySegment blocks = allocate(0);
  private MemorySegment sums = allocate(0);

  private int m;
  private int n;
  private int k;
  private Matrix a = NONE;
  private Matrix b = NONE;
  private Form form = OF_COPIES;

  // The block under way.
  private int row;
  private int rows;
  private int column;
  private int term;
  private int terms;

  private BlockedProduct() {}

  /// A product `op(A)·op(B)`, of shapes `[m, k]` and `[k, n]`: this thread's only one, to be
  /// computed before the next.
  static BlockedProduct of(int m, int n, int k, Matrix a, Matrix b) {
    BlockedProduct product = LOCAL.get();
    product.m = m;
    product.n = n;
    product.k = k;
    product.a = a;
    product.b = b;
    product.form =
        a instanceof Stored storedA && b instanceof Stored storedB
            ? form(storedA.transposed, storedB.transposed, m, k, storedB.distance)
            : OF_COPIES;
    return product;
  }

  /// An operand.
  sealed interface Matrix permits Stored, Copied {}

  /// A matrix in an array.
  ///
  /// @param transposed whether its columns are stored one after the other, not its rows
  /// @param elements the whole array
  /// @param offset where the matrix begins
  /// @param distance from one stored row, or column, to the next
  record Stored(boolean transposed, MemorySegment elements, int offset, int distance)
      implements Matrix {
    private long position(int row, int column) {
      return 4L * (offset + (transposed ? column * distance + row : row * distance + column));
    }
  }

  /// What [PackKernel] has copied, both operands or none: pieces for the first
  /// [#MOST_TERMS_OF_BLOCKS] terms, then for the next.
  ///
  /// @param start where the copy begins, in bytes
  /// @param pieces how many there are for the same terms
  /// @param first the first of them that counts
  record Copied(Packing packing, MemorySegment memory, long start, int pieces, int first)
      implements Matrix {
    private long position(int index, int term, int terms) {
      long before = term / MOST_TERMS_OF_BLOCKS * packing.distance(MOST_TERMS_OF_BLOCKS) * pieces;
      return start + before + (first + index / packing.width) * packing.distance(terms);
    }
  }

  /// What becomes of the sums.
  interface Target {
    /// Runs the code for the last terms of some panels.
    ///
    /// @param parameters know all but the places
    /// @param row the panels' first row
    /// @param column the first panel's first column
    /// @param masked whether it is one that has fewer columns than others, which the parameters
    ///   know
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
  ///
  /// @param ldb the distance between the stored rows, or columns, of B
  static Form form(boolean transA, boolean transB, int m, int k, int ldb) {
    boolean inPlace = m <= MOST_ROWS_IN_PLACE && (long) m * k * ldb < MOST_READ_IN_PLACE;
    return new Form(transA, transB || !inPlace);
  }

  /// Whether the operands are better copied before the product, once for all its tiles: if more
  /// than one tile would copy the same, and it is worth a phase of its own.
  static boolean isForCopies(MatMulTiles tiles) {
    boolean isCopied =
        MatMul.best() instanceof MachineMatMul
            && tiles.transA()
            && !tiles.transB()
            && tiles.m() > MOST_ROWS_IN_PLACE;
    long again =
        (tiles.columnTiles() - 1L) * tiles.m() * tiles.k()
            + (tiles.rowTiles() - 1L) * tiles.n() * tiles.k();
    long size = ((long) tiles.m() + tiles.n()) * tiles.k();
    return isCopied && again >= LEAST_COPIED_AGAIN && size <= MOST_COPIED;
  }

  /// The code for operands that are copied, which keeps the sums as they are.
  static MachineCode codeForCopies() {
    return Codes.product(OF_COPIES, false);
  }

  /// A thread's buffer for sums, until its next product.
  static MemorySegment roomForSums(int rows, int columns) {
    BlockedProduct product = LOCAL.get();
    product.reserveSums(rows, columns);
    return product.sums;
  }

  /// Writes the result to a matrix stored by rows.
  void to(MemorySegment c, int offset, int distance) {
    run((_, blockA, panelB, row, column, masked) -> {
      parameters.set(Parameters.place(0), 4L * (offset + row * distance + column));
      parameters.set(Parameters.rowStride(0), 4L * distance);
      parameters.set(Parameters.panelStride(0), 4L * COLUMNS);
      run(Codes.product(form, masked), blockA, panelB, c);
    });
  }

  /// Computes it.
  void run(Target target) {
    try {
      runBlocks(target);
    } finally {
      a = NONE; // a thread must not keep what it has worked on
      b = NONE;
    }
  }

  private void runBlocks(Target target) {
    int mostTerms = form.blocksOfA() ? MOST_TERMS_OF_BLOCKS : MOST_TERMS;
    for (row = 0; row < m; row += MOST_ROWS) {
      rows = Math.min(MOST_ROWS, m - row);
      for (column = 0; column < n; column += MOST_COLUMNS) {
        int columns = Math.min(MOST_COLUMNS, n - column);
        if (k > mostTerms) {
          reserveSums(rows, columns);
        }
        for (term = 0; term < k; term += mostTerms) {
          terms = Math.min(mostTerms, k - term);
          block(columns, target);
        }
      }
    }
  }

  private void block(int columns, Target target) {
    MemorySegment blockA = blockOfA();
    if (form.panelOfB() && b instanceof Stored stored && !stored.transposed) {
      copyPanels(stored, 0, columns);
    }
    parameters.set(Parameters.TERMS, terms);
    parameters.set(Parameters.CONTINUES, term == 0 ? 0 : 1);
    parameters.set(Parameters.PARTIAL_PANEL, 4L * rows * COLUMNS);
    int most = COLUMNS * panelsOfACall(rows, terms);
    int whole = columns / COLUMNS * COLUMNS;
    for (int j = 0; j < columns; ) {
      int width = j < whole ? Math.min(most, whole - j) : columns - whole;
      panels(blockA, j, width, target);
      j += width;
    }
  }

  private static int panelsOfACall(int rows, int terms) {
    return Math.max(
        1,
        Math.min(MOST_TERMS_OF_A_CALL / terms, MOST_PRODUCTS_OF_A_CALL / terms / rows / COLUMNS));
  }

  /// Computes some whole panels of a block, or one of fewer columns.
  ///
  /// @param j the first panel's column in the block
  private void panels(MemorySegment blockA, int j, int columns, Target target) {
    boolean masked = columns < COLUMNS;
    MemorySegment panelsOfB = panels(j, columns);
    long sumsBefore = 4L * rows * j;
    parameters.set(Parameters.ROWS, rows);
    parameters.set(Parameters.PANELS, masked ? 1 : columns / COLUMNS);
    parameters.set(Parameters.PARTIAL, sums.address() + sumsBefore);
    if (term + terms < k) {
      parameters.set(Parameters.place(0), sumsBefore);
      parameters.set(Parameters.rowStride(0), 4L * COLUMNS);
      parameters.set(Parameters.panelStride(0), 4L * rows * COLUMNS);
      run(Codes.product(masked ? form.withPanel() : form, false), blockA, panelsOfB, sums);
    } else {
      if (masked) {
        parameters.setMask(columns);
      }
      target.finish(parameters, blockA, panelsOfB, row, column + j, masked);
    }
  }

  private MemorySegment blockOfA() {
    if (a instanceof Stored stored && !stored.transposed) {
      parameters.set(Parameters.A, stored.position(row, term));
      parameters.set(Parameters.A_ROW, 4L * stored.distance);
      parameters.set(Parameters.A_BLOCK, 4L * stored.distance * ProductCode.ROWS);
      return stored.elements;
    }
    long distance = Packing.BLOCKS.distance(terms);
    parameters.set(Parameters.A_ROW, Float.BYTES);
    parameters.set(Parameters.A_BLOCK, distance);
    return switch (a) {
      case Copied copied -> {
        parameters.set(Parameters.A, copied.position(row, term, terms));
        yield copied.memory;
      }
      case Stored stored -> {
        blocks = grown(blocks, Packing.BLOCKS.bytes(rows, terms));
        Packing.BLOCKS.copy(
            parameters,
            stored.elements,
            stored.position(row, term),
            4L * stored.distance,
            rows,
            terms,
            blocks.address(),
            distance);
        parameters.set(Parameters.A, 0);
        yield blocks;
      }
    };
  }

  private void copyPanels(Stored stored, int j, int columns) {
    panels = grown(panels, Packing.PANELS.bytes(columns, terms));
    Packing.PANELS.copy(
        parameters,
        stored.elements,
        stored.position(term, column + j),
        4L * stored.distance,
        columns,
        terms,
        panels.address(),
        Packing.PANELS.distance(terms));
  }

  /// Panels of B, copied but where that is not worth it.
  private MemorySegment panels(int j, int columns) {
    long distance = Packing.PANELS.distance(terms);
    switch (b) {
      case Copied copied -> parameters.set(Parameters.B, copied.position(column + j, term, terms));
      case Stored stored when stored.transposed -> {
        copyTransposed(stored, j, columns);
        parameters.set(Parameters.B, 0);
      }
      case Stored _ when form.panelOfB() -> // copied with the others
          parameters.set(Parameters.B, j / COLUMNS * distance);
      case Stored stored when columns < COLUMNS -> {
        copyPanels(stored, j, columns);
        parameters.set(Parameters.B, 0);
      }
      case Stored stored -> {
        parameters.set(Parameters.B, stored.position(term, column + j));
        parameters.set(Parameters.B_TERM, 4L * stored.distance);
        parameters.set(Parameters.PANEL, 4L * COLUMNS);
        return stored.elements;
      }
    }
    parameters.set(Parameters.PANEL, distance);
    return b instanceof Copied copied ? copied.memory : panels;
  }

  private void copyTransposed(Stored stored, int j, int columns) {
    long distance = Packing.PANELS.distance(terms);
    panels = grown(panels, Packing.PANELS.bytes(columns, terms));
    for (int panel = 0; panel < columns; panel += COLUMNS) {
      Packing.copyTransposed(
          parameters,
          stored.elements,
          stored.position(term, column + j + panel),
          4L * stored.distance,
          Math.min(COLUMNS, columns - panel),
          terms,
          panels.address() + panel / COLUMNS * distance);
    }
  }

  private void run(MachineCode code, MemorySegment first, MemorySegment second, MemorySegment c) {
    MemorySegment none = MemorySegment.NULL;
    code.call(parameters, first, second, c, none, none);
  }

  /// Written at the first product.
  private static final class Codes {
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

  private void reserveSums(int rows, int columns) {
    sums = grown(sums, (long) Float.BYTES * rows * Math.ceilDiv(columns, COLUMNS) * COLUMNS);
  }

  private static MemorySegment grown(MemorySegment buffer, long bytes) {
    return buffer.byteSize() < bytes ? allocate(bytes) : buffer;
  }

  private static MemorySegment allocate(long bytes) {
    return Arena.ofAuto().allocate(bytes, CACHE_LINE);
  }
}
