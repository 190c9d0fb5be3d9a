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

  /// So that a copied block of A stays there, too, for as many rows as a tile mostly has.
  static final int MOST_TERMS_OF_BLOCKS = 256;

  // For so many rows a panel of B is read where it lies: a copy would cost more than it saves.
  private static final int MOST_ROWS_IN_PLACE = 12;

  // In floats: some tens of microseconds, against one or two for another phase.
  private static final long LEAST_COPIED_AGAIN = 1 << 16;

  // In floats: with what lies between pieces, a copy must stay below 2³¹.
  private static final long MOST_COPIED = 1 << 30;

  private static final Form OF_COPIES = new Form(true, true);

  private static final ThreadLocal<Buffers> BUFFERS = ThreadLocal.withInitial(Buffers::new);

  private final int m;
  private final int n;
  private final int k;
  private final Matrix a;
  private final Matrix b;
  private final Form form;
  private final Parameters parameters = Parameters.local();
  private final Buffers buffers = BUFFERS.get();

  /// A product `op(A)·op(B)`, of shapes `[m, k]` and `[k, n]`.
  BlockedProduct(int m, int n, int k, Matrix a, Matrix b) {
    this.m = m;
    this.n = n;
    this.k = k;
    this.a = a;
    this.b = b;
    this.form =
        a instanceof Stored storedA && b instanceof Stored storedB
            ? form(storedA.transposed, storedB.transposed, m)
            : OF_COPIES;
  }

  /// An operand.
  sealed interface Matrix permits Stored, Copied {}

  /// A matrix in an array.
  ///
  /// @param transposed whether its columns are stored one after the other, not its rows
  /// @param elements the array
  /// @param offset where the matrix begins
  /// @param distance from one stored row, or column, to the next
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Stored(boolean transposed, float[] elements, int offset, int distance) implements Matrix {
    private long position(int row, int column) {
      return 4L * (offset + (transposed ? column * distance + row : row * distance + column));
    }

    private MemorySegment segment() {
      return Segments.local().from(elements, 0);
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

  /// Whether the operands are better copied before the product, once for all its tiles: if more
  /// than one tile would copy the same, and it is worth a phase of its own.
  static boolean isForCopies(MatMulTiles tiles) {
    boolean isCopied =
        MatMul.best() instanceof MachineMatMul
            && tiles.transA()
            && form(true, tiles.transB(), tiles.m()).equals(OF_COPIES)
            && !tiles.transB();
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
      MemorySegment blockA = blockOfA(firstRow, rows, term, terms);
      if (form.panelOfB() && b instanceof Stored stored && !stored.transposed) {
        copyPanels(stored, firstColumn, columns, term, terms);
      }
      parameters.set(Parameters.TERMS, terms);
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

  private MemorySegment blockOfA(int firstRow, int rows, int term, int terms) {
    if (a instanceof Stored stored && !stored.transposed) {
      parameters.set(Parameters.A, stored.position(firstRow, term));
      parameters.set(Parameters.A_ROW, 4L * stored.distance);
      parameters.set(Parameters.A_BLOCK, 4L * stored.distance * ProductCode.ROWS);
      return stored.segment();
    }
    long distance = Packing.BLOCKS.distance(terms);
    parameters.set(Parameters.A_ROW, Float.BYTES);
    parameters.set(Parameters.A_BLOCK, distance);
    return switch (a) {
      case Copied copied -> {
        parameters.set(Parameters.A, copied.position(firstRow, term, terms));
        yield copied.memory;
      }
      case Stored stored -> {
        MemorySegment blocks = buffers.blocks(Packing.BLOCKS.bytes(rows, terms));
        Packing.BLOCKS.copy(
            parameters,
            stored.segment(),
            stored.position(firstRow, term),
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

  private void copyPanels(Stored stored, int firstColumn, int columns, int term, int terms) {
    Packing.PANELS.copy(
        parameters,
        stored.segment(),
        stored.position(term, firstColumn),
        4L * stored.distance,
        columns,
        terms,
        buffers.panels(Packing.PANELS.bytes(columns, terms)).address(),
        Packing.PANELS.distance(terms));
  }

  /// A panel of B, copied but where that is not worth it.
  private MemorySegment panel(int firstColumn, int j, int width, int term, int terms) {
    if (b instanceof Copied copied) {
      parameters.set(Parameters.B, copied.position(firstColumn + j, term, terms));
      return copied.memory;
    }
    Stored stored = (Stored) b;
    long position = stored.position(term, firstColumn + j);
    if (stored.transposed) {
      MemorySegment panel = buffers.panels(Packing.PANELS.bytes(1, terms));
      Packing.copyTransposed(
          parameters,
          stored.segment(),
          position,
          4L * stored.distance,
          width,
          terms,
          panel.address());
      parameters.set(Parameters.B, 0);
      return panel;
    }
    if (form.panelOfB()) { // copied with the others
      parameters.set(Parameters.B, j / COLUMNS * Packing.PANELS.distance(terms));
      return buffers.panels;
    }
    if (width < COLUMNS) {
      copyPanels(stored, firstColumn + j, width, term, terms);
      parameters.set(Parameters.B, 0);
      return buffers.panels;
    }
    parameters.set(Parameters.B, position);
    parameters.set(Parameters.B_TERM, 4L * stored.distance);
    return stored.segment();
  }

  private void run(MachineCode code, MemorySegment first, MemorySegment second, MemorySegment c) {
    MemorySegment none = MemorySegment.NULL;
    code.call(parameters.block(), first, second, c, none, none, none, none, none);
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

  /// A thread's copies, and the sums that are not complete.
  private static final class Buffers {
    private MemorySegment panels = allocate(0);
    private MemorySegment blocks = allocate(0);
    private MemorySegment sums = allocate(0);

    MemorySegment panels(long bytes) {
      panels = grown(panels, bytes);
      return panels;
    }

    MemorySegment blocks(long bytes) {
      blocks = grown(blocks, bytes);
      return blocks;
    }

    void reserveSums(int rows, int columns) {
      sums = grown(sums, (long) Float.BYTES * rows * Math.ceilDiv(columns, COLUMNS) * COLUMNS);
    }

    private static MemorySegment grown(MemorySegment buffer, long bytes) {
      return buffer.byteSize() < bytes ? allocate(bytes) : buffer;
    }

    private static MemorySegment allocate(long bytes) {
      return Arena.ofAuto().allocate(bytes, 64);
    }
  }
}
