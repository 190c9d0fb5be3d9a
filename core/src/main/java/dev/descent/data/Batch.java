package dev.descent.data;

import dev.descent.tensor.ShapeException;
import dev.descent.tensor.Tensor;

/// Some examples of a dataset, side by side. The tensors may be promises: what makes a batch of raw
/// data (picking rows, converting pixels) then happens in the same piece of work as the training
/// step.
///
/// @param inputs `[size, ...]`
/// @param labels `[size]` int32 classes, or float32 targets `[size, ...]`
public record Batch(Tensor inputs, Tensor labels) {
  /// **Throws** [ShapeException] if the first axes differ
  public Batch {
    if (inputs.shape().rank() == 0
        || labels.shape().rank() == 0
        || inputs.size(0) != labels.size(0)) {
      throw new ShapeException(
          "batch",
          "inputs "
              + inputs.shape()
              + " and labels "
              + labels.shape()
              + " need the same first axis, one row an example");
    }
  }

  /// The number of examples.
  public int size() {
    return inputs.size(0);
  }
}
