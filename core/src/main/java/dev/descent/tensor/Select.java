package dev.descent.tensor;

import org.jspecify.annotations.Nullable;

/// Where the condition is not 0, the second operand's element; elsewhere the third's. All three
/// broadcast.
public enum Select implements Op {
  /// The only one.
  WHERE;

  static Tensor where(Tensor condition, Tensor then, Tensor otherwise) {
    return Tensor.apply(WHERE, condition, then, otherwise);
  }

  @Override
  public String label() {
    return "where";
  }

  @Override
  public boolean isElementwise() {
    return true;
  }

  @Override
  public Shape shape(Tensor[] inputs) {
    Checks.requireFloat(this, inputs);
    Shape values = Shape.broadcast(label(), inputs[1].shape(), inputs[2].shape());
    return Shape.broadcast(label(), inputs[0].shape(), values);
  }

  @Override
  public double[] reference(double[][] inputs, Shape[] shapes, Shape shape) {
    int[] condition = Indexing.broadcast(shapes[0], shape);
    int[] then = Indexing.broadcast(shapes[1], shape);
    int[] otherwise = Indexing.broadcast(shapes[2], shape);
    double[] y = new double[shape.count()];
    for (int i = 0; i < y.length; i++) {
      y[i] = inputs[0][condition[i]] != 0 ? inputs[1][then[i]] : inputs[2][otherwise[i]];
    }
    return y;
  }

  @Override
  public @Nullable Tensor derivative(int operand, Tensor gradient, Tensor[] inputs, Tensor output) {
    return switch (operand) {
      case 1 -> where(inputs[0], gradient, Constant.of(0));
      case 2 -> where(inputs[0], Constant.of(0), gradient);
      default -> null;
    };
  }
}
