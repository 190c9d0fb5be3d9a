package dev.descent.data;

import dev.descent.tensor.Shape;

/// Examples by number, each an input and a label.
///
/// A dataset is a pure function of the numbers asked for: the same indices give the same batch.
/// Loaders call it from one thread at a time.
public interface Dataset {
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
}
