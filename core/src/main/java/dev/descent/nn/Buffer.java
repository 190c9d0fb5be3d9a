package dev.descent.nn;

import dev.descent.tensor.Tensor;

/// State of a model that is not trained by gradients, such as a running mean.
public final class Buffer extends State {
  /// A buffer with its first value.
  public Buffer(Tensor initial) {
    super(initial);
  }

  @Override
  Tensor adopt(Tensor fresh) {
    return fresh;
  }
}
