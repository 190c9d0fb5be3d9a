package dev.descent.kernel;

import java.util.Arrays;

/// A product and the fused group that works on its result, tile by tile: the group finds the tile
/// that was just computed in the cache, and no thread waits for the others in between.
///
/// The group may read and write anything that lies as the product's result does. Where others need
/// the result too, it reaches memory; where not, a tile of it only ever exists in its thread's
/// scratch, and the next tile takes its place.
public final class ChainKernel extends ProductChain {
  // 256 KB: half of a small second-level cache.
  private static final int LARGEST_PRIVATE_TILE = 1 << 16;

  private final int[] starts;
  private final int largestTile;

  private ChainKernel(ProductKernel product, Program program, boolean keepsResult) {
    super(product, program, keepsResult);
    this.starts = new int[product.tiles() + 1];
    Arrays.setAll(starts, product::start);
    this.largestTile = product.largestTile();
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
    return new ChainKernel(product, program, !isPrivate);
  }

  @Override
  public int tiles() {
    return starts.length - 1;
  }

  @Override
  public void run(int tile, Memory memory) {
    if (!keepsResult) {
      Scratch scratch = Scratch.local();
      float[] result = scratch.result(largestTile, starts[tile]);
      product.run(tile, memory, result, -starts[tile]);
    } else {
      product.run(tile, memory);
    }
    LoopKernel.run(program, memory, starts[tile], starts[tile + 1]);
  }
}
