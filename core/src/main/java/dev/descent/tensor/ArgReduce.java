package dev.descent.tensor;

import org.jspecify.annotations.Nullable;

/// The index along an axis of the largest or the smallest element, as int32: the first of equal
/// ones, and NaN before any number. It has no derivative.
///
/// @param largest whether the largest is wanted
/// @param axis the axis, counted from the start
/// @param keepDims whether the axis stays, with size 1
public record ArgReduce(boolean largest, int axis, boolean keepDims) implements Op {
  @Override
  public String label() {
    return largest ? "argMax" : "argMin";
  }

  @Override
  public Shape shape(Tensor[] inputs) {
    Checks.requireFloat(this, inputs);
    if (inputs[0].shape().size(axis) == 0) {
      throw new ShapeException(label(), "axis " + axis + " of " + inputs[0].shape() + " is empty");
    }
    return Reduce.reduced(inputs[0].shape(), 1 << axis, keepDims);
  }

  @Override
  public DType dtype(Tensor[] inputs) {
    return DType.INT32;
  }

  @Override
  public double[] reference(double[][] inputs, Shape[] shapes, Shape shape) {
    int size = shapes[0].size(axis);
    int inner = shapes[0].strides()[axis];
    double[] y = new double[shape.count()];
    for (int i = 0; i < y.length; i++) {
      int start = i / inner * inner * size + i % inner;
      int best = 0;
      for (int k = 1; k < size; k++) {
        if (better(inputs[0][start + k * inner], inputs[0][start + best * inner])) {
          best = k;
        }
      }
      y[i] = best;
    }
    return y;
  }

  private boolean better(double candidate, double best) {
    if (Double.isNaN(best)) {
      return false;
    }
    return Double.isNaN(candidate) || (largest ? candidate > best : candidate < best);
  }

  @Override
  public @Nullable Tensor derivative(int operand, Tensor gradient, Tensor[] inputs, Tensor output) {
    return null;
  }
}
