package dev.descent.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// Kernels that each need what the one before has computed in the same rows, as one: the last layer
/// of a classifier, its loss, and the gradient back to the layer before.
///
/// A tile is some rows through all kernels: they find in the cache what they have just written, and
/// no thread waits for the others in between.
public final class RowPass implements Kernel {
  /// A tile has at least as many.
  static final int LEAST_ROWS = 32;

  // As many as the products among the kernels would have in a tile.
  private static final int FEW_ROWS = 64;
  private static final int MANY_ROWS = 1024;
  private static final int ENOUGH_TILES = 16;

  // Machine code that reads bytes has no masks: a tile must be a multiple of sixteen elements.
  private static final int QUANTUM = 16;

  private final List<RowKernel> kernels;
  private final int rows;
  private final int tiles;

  /// The kernels as one.
  ///
  /// @param kernels of as many rows, in order; each reads what the others write by rows
  public RowPass(List<RowKernel> kernels) {
    this.kernels = List.copyOf(kernels);
    this.rows = kernels.getFirst().rows();
    this.tiles = tiles(rows);
  }

  /// Whether so many rows are enough for more than one tile.
  public static boolean isWorthwhile(int rows) {
    return tiles(rows) > 1;
  }

  /// Into how many tiles so many rows are split.
  static int tiles(int rows) {
    int tiles = 1;
    while (rows / tiles >= 2 * FEW_ROWS && (tiles < ENOUGH_TILES || rows / tiles > MANY_ROWS)) {
      tiles *= 2;
    }
    return tiles;
  }

  @Override
  public int tiles() {
    return tiles;
  }

  @Override
  public void run(int tile, Memory memory) {
    int first = MatMulTiles.start(rows, tiles, QUANTUM, tile);
    int end = MatMulTiles.start(rows, tiles, QUANTUM, tile + 1);
    for (RowKernel kernel : kernels) {
      kernel.runRows(first, end, memory);
    }
  }

  @Override
  public Kernel compiled() {
    return new RowPass(kernels.stream().map(kernel -> (RowKernel) kernel.compiled()).toList());
  }

  @Override
  public List<Value> inputs() {
    List<Value> written = outputs().stream().map(Value::base).toList();
    return kernels.stream()
        .flatMap(kernel -> kernel.inputs().stream())
        .filter(value -> !written.contains(value.base()))
        .distinct()
        .toList();
  }

  @Override
  public List<Value> outputs() {
    List<Value> outputs = new ArrayList<>();
    kernels.forEach(kernel -> outputs.addAll(kernel.outputs()));
    return outputs;
  }

  @Override
  public String kind() {
    return "row pass";
  }

  @Override
  public String detail() {
    return kernels.stream().map(Kernel::detail).collect(Collectors.joining("; "));
  }

  @Override
  public long work() {
    return kernels.stream().mapToLong(Kernel::work).sum();
  }
}
