package dev.descent.kernel;

import java.util.Objects;

/// How one matrix product is split into tiles that may run at the same time.
///
/// The split depends on the product's shape alone, never on the number of threads, and k is never
/// split: every element of C is the same sum in the same order however many threads there are. The
/// rule and the figures behind it are in `docs/decisions/0002-matmul-tiles.md` and `0014`: halve
/// the tiles until there are [#ENOUGH_TILES], or [#FEWER_TILES], or a half would not be worth a
/// hand-over; go on while a tile is so large that garbage collection would wait for it. Columns are
/// halved first; if A is transposed, rows are: once by machine code of our own, always by oneDNN.
/// That code reads its rows of A again for each panel of B: where they would not stay in a cache,
/// rows are halved further. Where operands are copied before, tiles follow another rule
/// ([#ofCopies]).
///
/// @param transA whether A is stored transposed
/// @param transB whether B is stored transposed
/// @param m rows of C
/// @param n columns of C
/// @param k terms of a sum
/// @param rowTiles into how many parts the rows of C are split
/// @param columnTiles into how many parts the columns of C are split
/// @param rowQuantum a tile's first row is a multiple of it
record MatMulTiles(
    boolean transA,
    boolean transB,
    int m,
    int n,
    int k,
    int rowTiles,
    int columnTiles,
    int rowQuantum) {
  private static final int ENOUGH_TILES = 16;
  private static final int FEWER_TILES = 8;
  private static final double LEAST_FLOPS = 0.5e6;
  private static final double MOST_FLOPS = 256e6;
  private static final int FEWEST_THAT_COUNT = 8;

  // In floats: 4 MiB, of a third-level cache that others use too.
  private static final long MOST_READ_AGAIN = 1 << 20;

  // With more tiles of rows, B is copied more often.
  private static final int LEAST_ROWS_READ_AGAIN = 512;

  private static final int MOST_ROWS_OF_COPIES = 256;
  private static final int LEAST_COLUMNS_OF_COPIES = 48;
  private static final int LEAST_ROWS = 64;
  private static final int LEAST_COLUMNS = 32;
  private static final int LEAST_COLUMNS_OF_ONE_DNN = 128;

  // Tiles start at multiples of a cache line, so that no two threads write to the same line of an
  // aligned row.
  private static final int QUANTUM = 16;

  /// Splits `op(A)·op(B)`, of shapes `[m, k]` and `[k, n]`.
  ///
  /// - **Throws** [IllegalArgumentException] if a size is negative
  static MatMulTiles of(boolean transA, boolean transB, int m, int n, int k) {
    return of(MatMul.best() instanceof MachineMatMul, transA, transB, m, n, k);
  }

  /// The same, for machine code of our own or for other implementations.
  static MatMulTiles of(boolean machineCode, boolean transA, boolean transB, int m, int n, int k) {
    if (m < 0 || n < 0 || k < 0) {
      throw new IllegalArgumentException(
          "[matmul] negative size: m " + m + ", n " + n + ", k " + k);
    }
    // Tiles of a transposed A each copy their part of it, and more of them would do so more often.
    int enough = machineCode && !transA ? ENOUGH_TILES : FEWER_TILES;
    int leastColumns = machineCode ? LEAST_COLUMNS : LEAST_COLUMNS_OF_ONE_DNN;
    int rowTiles = 1;
    int columnTiles = 1;
    while (true) {
      double flops =
          2.0
              * counted(m, machineCode)
              * n
              * counted(k, machineCode)
              / ((double) rowTiles * columnTiles);
      boolean wanted = rowTiles * columnTiles < enough || flops > MOST_FLOPS;
      if (!wanted || flops < 2 * LEAST_FLOPS) {
        break;
      }
      boolean rowsCanHalve = m / rowTiles >= 2 * LEAST_ROWS;
      boolean columnsCanHalve = n / columnTiles >= 2 * leastColumns;
      boolean rowsFirst = transA && (!machineCode || rowTiles == 1);
      if (rowsCanHalve && (rowsFirst || !columnsCanHalve)) {
        rowTiles *= 2;
      } else if (columnsCanHalve) {
        columnTiles *= 2;
      } else {
        break;
      }
    }
    while (machineCode
        && !transA
        && columnTiles > 1
        && (long) m / rowTiles * k > MOST_READ_AGAIN
        && m / rowTiles >= 2 * LEAST_ROWS_READ_AGAIN) {
      rowTiles *= 2;
    }
    return new MatMulTiles(transA, transB, m, n, k, rowTiles, columnTiles, QUANTUM);
  }

  /// Splits `Aᵀ·B` whose operands are copied before ([PackKernel]), so that tiles may overlap in
  /// what they read: rows, until a tile's part of A stays in the second-level cache, and at least
  /// once; then columns, until there are [#ENOUGH_TILES].
  static MatMulTiles ofCopies(int m, int n, int k) {
    int rowTiles = 1;
    while (m / rowTiles > MOST_ROWS_OF_COPIES || (rowTiles == 1 && m >= 2 * LEAST_ROWS)) {
      rowTiles *= 2;
    }
    int columnTiles = 1;
    while (n / columnTiles >= 2 * LEAST_COLUMNS_OF_COPIES
        && (rowTiles * columnTiles < ENOUGH_TILES
            || 2.0 * m * n * k / rowTiles / columnTiles > MOST_FLOPS)) {
      columnTiles *= 2;
    }
    return new MatMulTiles(true, false, m, n, k, rowTiles, columnTiles, ProductCode.ROWS);
  }

  /// With few rows or terms it is memory that takes the time, not arithmetic.
  private static int counted(int size, boolean machineCode) {
    return size == 0 || !machineCode ? size : Math.max(size, FEWEST_THAT_COUNT);
  }

  /// The number of tiles; at least 1.
  int count() {
    return rowTiles * columnTiles;
  }

  /// The number of elements of the largest tile.
  int largest() {
    int rows = 0;
    for (int part = 0; part < rowTiles; part++) {
      rows =
          Math.max(
              rows,
              start(m, rowTiles, rowQuantum, part + 1) - start(m, rowTiles, rowQuantum, part));
    }
    int columns = 0;
    for (int part = 0; part < columnTiles; part++) {
      columns =
          Math.max(
              columns,
              start(n, columnTiles, QUANTUM, part + 1) - start(n, columnTiles, QUANTUM, part));
    }
    return rows * columns;
  }

  /// The first row of a tile.
  int firstRow(int tile) {
    return start(m, rowTiles, rowQuantum, tile / columnTiles);
  }

  /// The number of rows of a tile.
  int rows(int tile) {
    return start(m, rowTiles, rowQuantum, tile / columnTiles + 1) - firstRow(tile);
  }

  /// The first column of a tile.
  int firstColumn(int tile) {
    return start(n, columnTiles, QUANTUM, tile % columnTiles);
  }

  /// The number of columns of a tile.
  int columns(int tile) {
    return start(n, columnTiles, QUANTUM, tile % columnTiles + 1) - firstColumn(tile);
  }

  /// Computes one tile of `C ← op(A)·op(B)`. The arguments are those of the whole product.
  ///
  /// - **Throws** [IndexOutOfBoundsException] if there is no such tile, and as [MatMul#multiply]
  ///   does
  void multiply(
      MatMul kernel,
      int tile,
      float[] a,
      int aOffset,
      int lda,
      float[] b,
      int bOffset,
      int ldb,
      float[] c,
      int cOffset,
      int ldc) {
    Objects.checkIndex(tile, count());
    int i = firstRow(tile);
    int j = firstColumn(tile);
    kernel.multiply(
        transA,
        transB,
        rows(tile),
        columns(tile),
        k,
        a,
        aOffset + (transA ? i : i * lda),
        lda,
        b,
        bOffset + (transB ? j * ldb : j),
        ldb,
        c,
        cOffset + i * ldc + j,
        ldc);
  }

  /// Where a part of a size begins.
  static int start(int size, int parts, int quantum, int part) {
    long quanta = (size + quantum - 1L) / quantum;
    return (int) Math.min(size, quanta * part / parts * quantum);
  }
}
