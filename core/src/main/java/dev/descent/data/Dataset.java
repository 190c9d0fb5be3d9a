package dev.descent.data;

import dev.descent.tensor.Shape;
import dev.descent.tensor.Tensor;
import java.util.Arrays;

/// Examples by number, each an input and a label.
///
/// A dataset is a pure function of the numbers asked for: the same indices give the same batch.
/// Loaders call it from one thread at a time.
public interface Dataset {
  /// The examples that [#digest()] reads at a time.
  int DIGEST_ROWS = 1024;

  /// The number of examples.
  int size();

  /// The shape of one input, without the axis of the batch.
  Shape inputShape();

  /// The number of classes, where labels are classes 0 … classes−1; 0 where they are other targets.
  int classes();

  /// The examples of the given numbers, in their order.
  ///
  /// - **Throws** [IndexOutOfBoundsException], here or on evaluation, if a number is not in 0 …
  ///   size−1
  ///
  /// @param indices belongs to the dataset from now on: it must not be changed any more
  Batch batch(int[] indices);

  /// The SHA-256 of all examples in their order, in hexadecimal: equal for equal data, so that a
  /// run is not continued with other data than it began with. All examples are read for it.
  default String digest() {
    Digest digest = new Digest();
    digest.add(size() + " of " + inputShape() + " in " + classes());
    for (int start = 0; start < size(); start += DIGEST_ROWS) {
      int first = start;
      int[] rows = new int[Math.min(DIGEST_ROWS, size() - start)];
      Arrays.setAll(rows, i -> first + i);
      Batch batch = batch(rows);
      Tensor.eval(batch.inputs(), batch.labels());
      digest.add(batch.inputs());
      digest.add(batch.labels());
    }
    return digest.hex();
  }

  /// The same examples sorted by their labels, those of a class in their present order: what makes
  /// training without shuffling fail.
  ///
  /// **Throws** [IllegalArgumentException] if the labels are no classes
  default Dataset sortedByClass() {
    return Subset.sortedByClass(this);
  }
}
