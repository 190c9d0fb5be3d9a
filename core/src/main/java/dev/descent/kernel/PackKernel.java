package dev.descent.kernel;

import dev.descent.kernel.BlockedProduct.Copied;
import java.util.List;

/// Copies an operand of a product as its machine code reads it ([Packing]), once for all tiles of
/// the product, which would each copy their part otherwise.
public final class PackKernel implements Kernel {
  private static final int MOST_TERMS = BlockedProduct.MOST_TERMS_OF_BLOCKS;

  private final Operand matrix;
  private final int start;
  private final int distance;
  private final Packing packing;
  private final int terms;
  private final int n;
  private final int parts;
  private final int termsOfATile;
  private final Value output;

  /// @param matrix stored `[terms, n]`
  /// @param start where it begins in its value
  /// @param distance from one stored row to the next
  /// @param parts into how many parts the columns are split
  /// @param termsOfATile a divisor of [BlockedProduct#MOST_TERMS_OF_BLOCKS]
  PackKernel(
      Operand matrix,
      int start,
      int distance,
      Packing packing,
      int terms,
      int n,
      int parts,
      int termsOfATile) {
    this.matrix = matrix;
    this.start = start;
    this.distance = distance;
    this.packing = packing;
    this.terms = terms;
    this.n = n;
    this.parts = parts;
    this.termsOfATile = termsOfATile;
    this.output = Value.packed(Math.toIntExact(size() / Float.BYTES));
  }

  private long size() {
    int last = terms % MOST_TERMS;
    return terms / MOST_TERMS * packing.bytes(n, MOST_TERMS)
        + (last == 0 ? 0 : packing.bytes(n, last));
  }

  /// The copy, for a tile of the product that begins at a row of A, or at a column of B.
  Copied from(int index, Memory memory) {
    int pieces = Math.ceilDiv(n, packing.width);
    return new Copied(packing, memory.packed(output), startOfCopy(), pieces, index / packing.width);
  }

  private long startOfCopy() {
    return (long) Float.BYTES * output.start();
  }

  @Override
  public int tiles() {
    return parts * tilesOfAPart();
  }

  private int tilesOfAPart() {
    return Math.ceilDiv(terms, termsOfATile);
  }

  @Override
  public void run(int tile, Memory memory) {
    int part = tile / tilesOfAPart();
    int column = MatMulTiles.start(n, parts, packing.width, part);
    int term = tile % tilesOfAPart() * termsOfATile;
    int block = term / MOST_TERMS * MOST_TERMS;
    long piece = packing.distance(Math.min(MOST_TERMS, terms - block));
    long to =
        memory.packed(output).address()
            + startOfCopy()
            + block / MOST_TERMS * packing.bytes(n, MOST_TERMS)
            + column / packing.width * piece
            + (long) Float.BYTES * packing.width * (term - block);
    packing.copy(
        Parameters.local(),
        memory.segment(matrix.value()),
        4L * (matrix.value().start() + start + term * distance + column),
        4L * distance,
        MatMulTiles.start(n, parts, packing.width, part + 1) - column,
        Math.min(termsOfATile, terms - term),
        to,
        piece);
  }

  @Override
  public List<Value> inputs() {
    return List.of(matrix.value());
  }

  @Override
  public List<Value> outputs() {
    return List.of(output);
  }

  @Override
  public String kind() {
    return "pack";
  }

  @Override
  public String detail() {
    return packing.name().toLowerCase(java.util.Locale.ROOT) + " of " + terms + "x" + n;
  }

  @Override
  public long work() {
    return (long) terms * n;
  }
}
