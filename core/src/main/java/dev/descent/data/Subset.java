package dev.descent.data;

import dev.descent.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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

  static Dataset sortedByClass(Dataset whole) {
    if (whole.classes() == 0) {
      throw new IllegalArgumentException(
          "examples of numbers cannot be sorted by class; only those with classes can");
    }
    List<List<Integer>> members = new ArrayList<>();
    for (int label = 0; label < whole.classes(); label++) {
      members.add(new ArrayList<>());
    }
    for (int start = 0; start < whole.size(); start += DIGEST_ROWS) {
      int first = start;
      int[] rows = new int[Math.min(DIGEST_ROWS, whole.size() - start)];
      Arrays.setAll(rows, i -> first + i);
      int[] labels = whole.batch(rows).labels().toIntArray();
      for (int i = 0; i < labels.length; i++) {
        members.get(labels[i]).add(first + i);
      }
    }
    return new Subset(
        whole, members.stream().flatMap(List::stream).mapToInt(Integer::intValue).toArray());
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
