package dev.descent.train;

import dev.descent.tensor.Tensor;

/// The share of examples that is classified correctly.
public final class Accuracy {
  private Accuracy() {}

  /// The accuracy on a batch, between 0 and 1, as a promise. The class of the largest output
  /// counts; of equal ones the first.
  ///
  /// - **Shapes** outputs `[n, classes]`, int32 labels `[n]` → `[]`
  public static Tensor of(Tensor outputs, Tensor labels) {
    return outputs.argMax(-1).eq(labels).mean();
  }
}
