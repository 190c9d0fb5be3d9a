package dev.descent.kernel;

import dev.descent.kernel.BlockedProduct.Matrix;
import dev.descent.kernel.BlockedProduct.Stored;
import dev.descent.tensor.Layout;
import dev.descent.tensor.Shape;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Multiplies matrices, one after the other along the batch axes.
public final class ProductKernel implements Kernel {
  private static final int TERMS_OF_A_TILE_OF_A = 128;
  private static final int TERMS_OF_A_TILE_OF_B = 32;

  private final Operand a;
  private final Operand b;
  private final Value output;
  private final MatMulTiles tiles;
  private final int lda;
  private final int ldb;
  private final boolean small;
  private final int[] startsA;
  private final int[] startsB;
  private final @Nullable Copies copies;

  /// Copies of both operands, which run before.
  private record Copies(PackKernel a, PackKernel b) {
    // A is copied by the rows that a thread's tiles will read; B, which all read, by terms.
    static Copies of(
        Operand a, int startA, int lda, Operand b, int startB, int ldb, MatMulTiles tiles) {
      int terms = tiles.k();
      return new Copies(
          new PackKernel(
              a,
              startA,
              lda,
              Packing.BLOCKS,
              terms,
              tiles.m(),
              tiles.rowTiles(),
              TERMS_OF_A_TILE_OF_A),
          new PackKernel(
              b, startB, ldb, Packing.PANELS, terms, tiles.n(), 1, TERMS_OF_A_TILE_OF_B));
    }
  }

  /// A product.
  ///
  /// @param a the first operand, `[..., m, k]`, whose matrices [#isMatrix] accepts
  /// @param b the second operand, `[..., k, n]`, whose matrices [#isMatrix] accepts
  /// @param output receives the result, `[..., m, n]`
  public ProductKernel(Operand a, Operand b, Value output) {
    this.a = a;
    this.b = b;
    this.output = output;
    Shape shape = output.shape();
    boolean transposedA = isTransposed(a.layout());
    boolean transposedB = isTransposed(b.layout());
    this.lda = leading(a.layout(), transposedA);
    this.ldb = leading(b.layout(), transposedB);
    this.startsA = starts(a.layout(), shape);
    this.startsB = starts(b.layout(), shape);
    int m = shape.size(-2);
    int n = shape.size(-1);
    int k = a.shape().size(-1);
    this.small = (long) m * n * k <= SmallMatMul.LARGEST;
    MatMulTiles apart = MatMulTiles.of(transposedA, transposedB, m, n, k);
    boolean isCopied = startsA.length == 1 && BlockedProduct.isForCopies(apart);
    this.tiles = isCopied ? MatMulTiles.ofCopies(m, n, k) : apart;
    this.copies = isCopied ? Copies.of(a, startsA[0], lda, b, startsB[0], ldb, tiles) : null;
  }

  /// What must run before: copies of the operands, where tiles would each copy the same.
  public List<PackKernel> copies() {
    return copies == null ? List.of() : List.of(copies.a, copies.b);
  }

  /// Whether the last two axes are a matrix stored by rows or by columns, as a product needs it.
  public static boolean isMatrix(Layout layout) {
    int rows = layout.shape().size(-2);
    int columns = layout.shape().size(-1);
    int rank = layout.shape().rank();
    int rowStride = layout.strides()[rank - 2];
    int columnStride = layout.strides()[rank - 1];
    return ((columnStride == 1 || columns == 1) && (rowStride >= columns || rows == 1))
        || ((rowStride == 1 || rows == 1) && (columnStride >= rows || columns == 1));
  }

  private static boolean isTransposed(Layout layout) {
    int rank = layout.shape().rank();
    int rows = layout.shape().size(-2);
    int columns = layout.shape().size(-1);
    int rowStride = layout.strides()[rank - 2];
    int columnStride = layout.strides()[rank - 1];
    return !((columnStride == 1 || columns == 1) && (rowStride >= columns || rows == 1));
  }

  private static int leading(Layout layout, boolean transposed) {
    int rank = layout.shape().rank();
    int stride = layout.strides()[transposed ? rank - 1 : rank - 2];
    return Math.max(stride, Math.max(1, layout.shape().size(transposed ? -2 : -1)));
  }

  /// For each matrix of the result, the offset of the operand's matrix.
  private static int[] starts(Layout layout, Shape result) {
    int batchRank = result.rank() - 2;
    int shift = result.rank() - layout.shape().rank();
    int[] sizes = java.util.Arrays.copyOf(result.toArray(), batchRank);
    int[] strides = new int[batchRank];
    for (int axis = Math.max(shift, 0); axis < batchRank; axis++) {
      strides[axis] = layout.shape().size(axis - shift) == 1 ? 0 : layout.strides()[axis - shift];
    }
    Layout batch = new Layout(Shape.of(sizes), layout.offset(), strides);
    Strides walk = new Strides(batch);
    int[] starts = new int[batch.shape().count()];
    for (int i = 0; i < starts.length; i++) {
      starts[i] = walk.position(i);
    }
    return starts;
  }

  /// Whether each tile of the result lies in one piece, and the tiles in order.
  boolean tilesAreContiguous() {
    return tiles.columnTiles() == 1;
  }

  /// The index of a contiguous tile's first element, or of the end behind the last tile.
  int start(int tile) {
    int columns = output.shape().size(-1);
    int matrix = tile / tiles.count();
    return matrix * output.shape().size(-2) * columns
        + tiles.firstRow(tile % tiles.count()) * columns;
  }

  /// The number of elements of the largest tile.
  int largestTile() {
    return tiles.largest();
  }

  /// How each of the products is split.
  MatMulTiles split() {
    return tiles;
  }

  /// Whether it runs by panels, whose sums a group can work on in the processor's registers.
  boolean isByPanels() {
    return !small && !MachineMatMul.isOfDots(tiles.transA(), tiles.transB(), tiles.m(), tiles.n());
  }

  /// Whether it runs in plain Java.
  boolean isSmall() {
    return small;
  }

  Operand a() {
    return a;
  }

  Operand b() {
    return b;
  }

  /// The distance between the stored rows of the first operand.
  int lda() {
    return lda;
  }

  /// The same of the second.
  int ldb() {
    return ldb;
  }

  /// Where the first operand's only matrix begins in its value.
  int startA() {
    return startsA[0];
  }

  /// The same of the second.
  int startB() {
    return startsB[0];
  }

  /// Whether it is one product.
  boolean isSingle() {
    return startsA.length == 1;
  }

  /// A part of a single product, by machine code.
  BlockedProduct blocked(int row, int rows, int column, int columns, Memory memory) {
    if (copies != null) {
      return BlockedProduct.of(
          rows, columns, tiles.k(), copies.a.from(row, memory), copies.b.from(column, memory));
    }
    Matrix partA =
        new Stored(
            tiles.transA(),
            memory.segment(a.value()),
            a.value().start() + startsA[0] + row * (tiles.transA() ? 1 : lda),
            lda);
    Matrix partB =
        new Stored(
            tiles.transB(),
            memory.segment(b.value()),
            b.value().start() + startsB[0] + column * (tiles.transB() ? ldb : 1),
            ldb);
    return BlockedProduct.of(rows, columns, tiles.k(), partA, partB);
  }

  @Override
  public int tiles() {
    return startsA.length * tiles.count();
  }

  @Override
  public void run(int tile, Memory memory) {
    run(tile, memory, memory.floats(output), output.start());
  }

  /// Computes a tile.
  ///
  /// @param to receives it
  /// @param start the index in `to` of the whole result's first element
  void run(int tile, Memory memory, float[] to, int start) {
    int matrix = tile / tiles.count();
    int columns = output.shape().size(-1);
    int size = output.shape().size(-2) * columns;
    if (copies != null) {
      int row = tiles.firstRow(tile);
      int column = tiles.firstColumn(tile);
      blocked(row, tiles.rows(tile), column, tiles.columns(tile), memory)
          .to(MemorySegment.ofArray(to), start + row * columns + column, columns);
      return;
    }
    if (small) {
      SmallMatMul.multiply(
          tiles,
          memory.floats(a.value()),
          a.value().start() + startsA[matrix],
          lda,
          memory.floats(b.value()),
          b.value().start() + startsB[matrix],
          ldb,
          to,
          start + matrix * size);
      return;
    }
    tiles.multiply(
        MatMul.best(),
        tile % tiles.count(),
        memory.floats(a.value()),
        a.value().start() + startsA[matrix],
        lda,
        memory.floats(b.value()),
        b.value().start() + startsB[matrix],
        ldb,
        to,
        start + matrix * size,
        Math.max(1, columns));
  }

  @Override
  public List<Value> inputs() {
    return copies == null
        ? List.of(a.value(), b.value())
        : List.of(copies.a.outputs().getFirst(), copies.b.outputs().getFirst());
  }

  @Override
  public List<Value> outputs() {
    return List.of(output);
  }

  @Override
  public String kind() {
    return "product";
  }

  @Override
  public String detail() {
    return "matmul "
        + (startsA.length == 1 ? "" : startsA.length + " x ")
        + output.shape().size(-2)
        + "x"
        + output.shape().size(-1)
        + "x"
        + a.shape().size(-1)
        + (tiles.transA() ? " aT" : "")
        + (tiles.transB() ? " bT" : "");
  }

  @Override
  public long work() {
    return (long) output.shape().count() * a.shape().size(-1) / 8 + 1000;
  }
}
