package dev.descent.tensor;

import org.jspecify.annotations.Nullable;

/// The slices of the first operand along an axis that the int32 indices of the second name: a row
/// look-up. An index out of range is an error when it is evaluated.
///
/// @param axis the axis, counted from the start
public record Take(int axis) implements Op {
  @Override
  public String label() {
    return "take";
  }

  @Override
  public Shape shape(Tensor[] inputs) {
    Checks.requireIndices(this, inputs[1]);
    int[] from = inputs[0].shape().toArray();
    int[] indices = inputs[1].shape().toArray();
    int[] sizes = new int[from.length - 1 + indices.length];
    System.arraycopy(from, 0, sizes, 0, axis);
    System.arraycopy(indices, 0, sizes, axis, indices.length);
    System.arraycopy(from, axis + 1, sizes, axis + indices.length, from.length - axis - 1);
    return Shape.of(sizes);
  }

  @Override
  public DType dtype(Tensor[] inputs) {
    return inputs[0].dtype();
  }

  @Override
  public double[] reference(double[][] inputs, Shape[] shapes, Shape shape) {
    int inner = shapes[0].strides()[axis];
    int size = shapes[0].size(axis);
    int indices = shapes[1].count();
    double[] y = new double[shape.count()];
    for (int i = 0; i < y.length; i++) {
      int outer = i / (inner * indices);
      int index = index(this, inputs[1][i / inner % indices], size);
      y[i] = inputs[0][(outer * size + index) * inner + i % inner];
    }
    return y;
  }

  static int index(Op op, double index, int size) {
    if (index < 0 || index >= size) {
      throw new IndexOutOfBoundsException(
          "["
              + op.label()
              + "] index "
              + (int) index
              + " is out of range for an axis of size "
              + size);
    }
    return (int) index;
  }

  @Override
  public @Nullable Tensor derivative(int operand, Tensor gradient, Tensor[] inputs, Tensor output) {
    return operand == 0
        ? Tensor.apply(new ScatterAdd(axis, inputs[0].shape()), gradient, inputs[1])
        : null;
  }
}
