package dev.descent.tensor;

import org.jspecify.annotations.Nullable;

/// Combines the elements along some axes into one.
///
/// @param kind how
/// @param axes the axes, bit n for axis n
/// @param keepDims whether a reduced axis stays, with size 1
public record Reduce(Kind kind, int axes, boolean keepDims) implements Op {

  /// The ways to combine: a row a reduction, with its reference and its derivative (`g` the
  /// gradient of the result and `y` the result, both with kept axes; `x` the operand).
  public enum Kind {
    /// The sum; of nothing, 0.
    SUM("sum", Kind::sum, (g, x, y, axes) -> g.broadcastTo(x.shape())),
    /// The largest; equal elements share the gradient.
    MAX("max", Kind::max, Kind::shared),
    /// The smallest; equal elements share the gradient.
    MIN("min", Kind::min, Kind::shared),
    /// log Σ eˣ, without overflow.
    LOG_SUM_EXP("logSumExp", Kind::logSumExp, (g, x, y, axes) -> g.mul(x.sub(y).exp()));

    private final String label;
    private final Reference reference;
    private final Derivative derivative;

    Kind(String label, Reference reference, Derivative derivative) {
      this.label = label;
      this.reference = reference;
      this.derivative = derivative;
    }

    /// The name in messages.
    String label() {
      return label;
    }

    private interface Reference {
      double of(double[] elements);
    }

    private interface Derivative {
      Tensor of(Tensor g, Tensor x, Tensor y, int axes);
    }

    private static double sum(double[] elements) {
      double sum = 0;
      for (double element : elements) {
        sum += element;
      }
      return sum;
    }

    private static double max(double[] elements) {
      double max = Double.NEGATIVE_INFINITY;
      for (double element : elements) {
        max = Math.max(max, element);
      }
      return max;
    }

    private static double min(double[] elements) {
      double min = Double.POSITIVE_INFINITY;
      for (double element : elements) {
        min = Math.min(min, element);
      }
      return min;
    }

    private static double logSumExp(double[] elements) {
      double max = max(elements);
      if (Double.isInfinite(max)) {
        return max;
      }
      double sum = 0;
      for (double element : elements) {
        sum += Math.exp(element - max);
      }
      return max + Math.log(sum);
    }

    private static Tensor shared(Tensor g, Tensor x, Tensor y, int axes) {
      Tensor winners = x.eq(y);
      return winners.mul(g.div(Tensor.apply(new Reduce(SUM, axes, true), winners)));
    }
  }

  @Override
  public String label() {
    return kind.label;
  }

  @Override
  public Shape shape(Tensor[] inputs) {
    Checks.requireFloat(this, inputs);
    return reduced(inputs[0].shape(), axes, keepDims);
  }

  /// The shape that is left.
  static Shape reduced(Shape shape, int axes, boolean keepDims) {
    int[] sizes = new int[shape.rank() - (keepDims ? 0 : Integer.bitCount(axes))];
    int next = 0;
    for (int axis = 0; axis < shape.rank(); axis++) {
      boolean gone = (axes >> axis & 1) != 0;
      if (!gone || keepDims) {
        sizes[next++] = gone ? 1 : shape.size(axis);
      }
    }
    return Shape.of(sizes);
  }

  @Override
  public double[] reference(double[][] inputs, Shape[] shapes, Shape shape) {
    Shape kept = reduced(shapes[0], axes, true);
    int[] target = Indexing.broadcast(kept, shapes[0]);
    int[] filled = new int[kept.count()];
    double[][] groups =
        new double[kept.count()][kept.count() == 0 ? 0 : shapes[0].count() / kept.count()];
    for (int i = 0; i < target.length; i++) {
      groups[target[i]][filled[target[i]]++] = inputs[0][i];
    }
    double[] y = new double[groups.length];
    for (int i = 0; i < y.length; i++) {
      y[i] = kind.reference.of(groups[i]);
    }
    return y;
  }

  @Override
  public @Nullable Tensor derivative(int operand, Tensor gradient, Tensor[] inputs, Tensor output) {
    Shape kept = reduced(inputs[0].shape(), axes, true);
    Tensor result =
        kind == Kind.SUM ? output : output.reshape(kept); // a sum's derivative does not need it
    return kind.derivative.of(gradient.reshape(kept), inputs[0], result, axes);
  }
}
