package dev.descent.tensor;

import org.jspecify.annotations.Nullable;

/// A scalar that is part of the program, like the 2 in 2x: it may be simplified away, and another
/// value is another program. A number that changes from step to step is [Tensor#scalar] instead.
///
/// @param value the scalar
public record Constant(float value) implements Op {
  private static final Tensor ZERO = Tensor.apply(new Constant(0));
  private static final Tensor ONE = Tensor.apply(new Constant(1));
  private static final Tensor TWO = Tensor.apply(new Constant(2));

  /// A constant as a tensor of shape `[]`.
  public static Tensor of(double value) {
    if (value == 0) {
      return ZERO;
    }
    return value == 1 ? ONE : value == 2 ? TWO : Tensor.apply(new Constant((float) value));
  }

  @Override
  public String label() {
    return "constant";
  }

  @Override
  public boolean isElementwise() {
    return true;
  }

  @Override
  public Shape shape(Tensor[] inputs) {
    return Shape.SCALAR;
  }

  @Override
  public double[] reference(double[][] inputs, Shape[] shapes, Shape shape) {
    return new double[] {value};
  }

  @Override
  public @Nullable Tensor derivative(int operand, Tensor gradient, Tensor[] inputs, Tensor output) {
    return null;
  }
}
