package dev.descent.nn;

import dev.descent.tensor.Shape;
import dev.descent.tensor.ShapeException;
import dev.descent.tensor.Tensor;

/// Each sample as one vector.
///
/// - **Shapes** x `[n, ...]` → `[n, product of the rest]`
/// - **Throws** [ShapeException] if `x` is a scalar
public final class Flatten extends Module {
  @Override
  protected Tensor forward(Tensor inputs) {
    Shape shape = inputs.shape();
    if (shape.rank() == 0) {
      throw new ShapeException("flatten", "inputs must be [n, ...], not " + shape);
    }
    int size = 1;
    for (int axis = 1; axis < shape.rank(); axis++) {
      size *= shape.size(axis);
    }
    return inputs.reshape(shape.size(0), size);
  }
}
