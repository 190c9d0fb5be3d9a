package dev.descent.kernel;

import java.util.ArrayList;
import java.util.List;

/// A product and the fused group that works on its result, tile by tile: the group finds the tile
/// that was just computed in the cache, and no thread waits for the others in between.
///
/// The group may read and write anything that lies as the product's result does. Where others need
/// the result too, it reaches memory; where not, a tile of it only ever exists in its thread's
/// scratch, and the next tile takes its place.
public final class ChainKernel implements Kernel {
  // 256 KB: half of a small second-level cache.
  private static final int LARGEST_PRIVATE_TILE = 1 << 16;

  private final ProductKernel product;
  private final Program program;
  private final boolean isPrivate;

  private ChainKernel(ProductKernel product, Program program, boolean isPrivate) {
    this.product = product;
    this.program = program;
    this.isPrivate = isPrivate;
  }

  /// Whether a group can follow a product tile by tile.
  public static boolean fits(ProductKernel product, LoopKernel group) {
    Value result = product.outputs().getFirst();
    return product.tilesAreContiguous()
        && group.program().shape().count() == result.shape().count()
        && group.program().readsInPlace(result);
  }

  /// The two as one.
  ///
  /// @param shared whether others than the group need the product's result
  public static ChainKernel of(ProductKernel product, LoopKernel group, boolean shared) {
    boolean isPrivate = !shared && product.largestTile() <= LARGEST_PRIVATE_TILE;
    Program program = group.program();
    if (isPrivate) {
      program.readFromScratch(product.outputs().getFirst());
    }
    return new ChainKernel(product, program, isPrivate);
  }

  @Override
  public int tiles() {
    return product.tiles();
  }

  @Override
  public void run(int tile, Memory memory) {
    if (isPrivate) {
      Scratch scratch = Scratch.local();
      float[] result = scratch.result(product.largestTile(), product.start(tile));
      product.run(tile, memory, result, -product.start(tile));
    } else {
      product.run(tile, memory);
    }
    LoopKernel.run(program, memory, product.start(tile), product.start(tile + 1));
  }

  @Override
  public List<Value> inputs() {
    List<Value> inputs = new ArrayList<>(product.inputs());
    for (Value input : program.inputs()) {
      if (input.base() != product.outputs().getFirst().base()) {
        inputs.add(input);
      }
    }
    return inputs;
  }

  @Override
  public List<Value> outputs() {
    List<Value> outputs = new ArrayList<>(isPrivate ? List.of() : product.outputs());
    outputs.addAll(program.outputs());
    return outputs;
  }

  @Override
  public boolean canOverwrite(Value input) {
    boolean factor = product.inputs().stream().anyMatch(value -> value.base() == input.base());
    return !factor && program.readsInPlace(input);
  }

  @Override
  public String kind() {
    return "product, fused";
  }

  @Override
  public String detail() {
    return product.detail() + ", " + program.detail();
  }

  @Override
  public long work() {
    return product.work() + (long) program.shape().count() * program.length();
  }
}
