package dev.descent.tensor;

import org.jspecify.annotations.Nullable;

/// Conversion to another type. To integers it cuts off the fraction.
///
/// @param to the type of the result
public record Cast(DType to) implements Op {
  @Override
  public String label() {
    return "cast";
  }

  @Override
  public boolean isElementwise() {
    return true;
  }

  @Override
  public Shape shape(Tensor[] inputs) {
    return inputs[0].shape();
  }

  @Override
  public DType dtype(Tensor[] inputs) {
    return to;
  }

  @Override
  public double[] reference(double[][] inputs, Shape[] shapes, Shape shape) {
    double[] y = inputs[0].clone();
    for (int i = 0; i < y.length; i++) {
      y[i] =
          switch (to) {
            case FLOAT32 -> y[i];
            case INT32 -> (int) y[i];
            case UINT8 -> (int) y[i] & 0xFF;
          };
    }
    return y;
  }

  @Override
  public @Nullable Tensor derivative(int operand, Tensor gradient, Tensor[] inputs, Tensor output) {
    return to == DType.FLOAT32 && inputs[0].dtype() == DType.FLOAT32 ? gradient : null;
  }
}
