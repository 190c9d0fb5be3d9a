package dev.descent.data;

import dev.descent.tensor.Shape;
import java.util.stream.IntStream;

/// Some of the examples of a dataset, in an order of their own.
final class Subset implements Dataset {
  private final Dataset whole;
  private final int[] chosen;

  Subset(Dataset whole, int[] chosen) {
    this.whole = whole;
    this.chosen = chosen;
  }

  /// The first examples of a dataset, all if it has no more.
  static Dataset first(Dataset whole, int limit) {
    return whole.size() <= limit ? whole : new Subset(whole, IntStream.range(0, limit).toArray());
  }

  /// The examples' numbers in the whole. Not to be changed.
  int[] chosen() {
    return chosen;
  }

  @Override
  public int size() {
    return chosen.length;
  }

  @Override
  public Shape inputShape() {
    return whole.inputShape();
  }

  @Override
  public int classes() {
    return whole.classes();
  }

  @Override
  public Batch batch(int[] indices) {
    return whole.batch(outer(indices));
  }

  /// The dataset of which this is a part.
  Dataset whole() {
    return whole;
  }

  /// The numbers in the whole of examples of this part.
  int[] outer(int[] indices) {
    int[] outer = new int[indices.length];
    for (int i = 0; i < outer.length; i++) {
      outer[i] = chosen[indices[i]];
    }
    return outer;
  }
}
