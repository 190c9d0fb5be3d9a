package dev.descent.tensor;

import org.jspecify.annotations.Nullable;

/// A zero tensor to whose slices along an axis, named by the int32 indices of the second operand,
/// the slices of the first have been added: [Take] turned round. Slices with one index are added in
/// order.
///
/// @param axis the axis, counted from the start
/// @param shape the shape of the result
public record ScatterAdd(int axis, Shape shape) implements Op {
  @Override
  public String label() {
    return "scatterAdd";
  }

  @Override
  public Shape shape(Tensor[] inputs) {
    Checks.requireFloat(this, inputs[0]);
    Checks.requireIndices(this, inputs[1]);
    long expected = (long) shape.with(axis, 1).count() * inputs[1].shape().count();
    if (expected != inputs[0].shape().count()) {
      throw new ShapeException(
          label(),
          inputs[0].shape() + " at indices " + inputs[1].shape() + " does not fit into " + shape);
    }
    return shape;
  }

  @Override
  public double[] reference(double[][] inputs, Shape[] shapes, Shape shape) {
    int inner = shape.strides()[axis];
    int size = shape.size(axis);
    int indices = shapes[1].count();
    double[] y = new double[shape.count()];
    for (int i = 0; i < inputs[0].length; i++) {
      int outer = i / (inner * indices);
      int index = Take.index(this, inputs[1][i / inner % indices], size);
      y[(outer * size + index) * inner + i % inner] += inputs[0][i];
    }
    return y;
  }

  @Override
  public @Nullable Tensor derivative(int operand, Tensor gradient, Tensor[] inputs, Tensor output) {
    return operand == 0
        ? Tensor.apply(new Take(axis), gradient, inputs[1]).reshape(inputs[0].shape())
        : null;
  }
}
