package dev.descent.tensor;

import org.jspecify.annotations.Nullable;

/// The indices 0 … n−1 as int32.
///
/// @param count n
public record Iota(int count) implements Op {
  @Override
  public String label() {
    return "iota";
  }

  @Override
  public boolean isElementwise() {
    return true;
  }

  @Override
  public Shape shape(Tensor[] inputs) {
    return Shape.of(count);
  }

  @Override
  public DType dtype(Tensor[] inputs) {
    return DType.INT32;
  }

  @Override
  public double[] reference(double[][] inputs, Shape[] shapes, Shape shape) {
    double[] y = new double[count];
    for (int i = 0; i < count; i++) {
      y[i] = i;
    }
    return y;
  }

  @Override
  public @Nullable Tensor derivative(int operand, Tensor gradient, Tensor[] inputs, Tensor output) {
    return null;
  }
}
