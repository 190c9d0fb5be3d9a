package dev.descent.tensor;

/// Operations that combine elements along axes, and those made of them. Axes may be counted from
/// the end (−1 is the last); no axes means all of them.
public sealed interface Reductions permits Tensor {
  /// This object as a tensor.
  Tensor tensor();

  /// The sum over all elements, a scalar.
  default Tensor sum() {
    return reduce(Reduce.Kind.SUM, false);
  }

  /// The sum over the axes, which disappear unless `keepDims`. The sum of nothing is 0.
  default Tensor sum(boolean keepDims, int... axes) {
    return reduce(Reduce.Kind.SUM, keepDims, axes);
  }

  /// The mean over all elements, a scalar.
  default Tensor mean() {
    return mean(false);
  }

  /// The mean over the axes, which disappear unless `keepDims`. The mean of nothing is NaN.
  default Tensor mean(boolean keepDims, int... axes) {
    double count = countPer("mean", axes);
    return sum(keepDims, axes).mul(Constant.of(1 / count));
  }

  /// The largest element, a scalar.
  default Tensor max() {
    return max(false);
  }

  /// The largest over the axes, which disappear unless `keepDims`.
  default Tensor max(boolean keepDims, int... axes) {
    requireElements("max", axes);
    return reduce(Reduce.Kind.MAX, keepDims, axes);
  }

  /// The smallest element, a scalar.
  default Tensor min() {
    return min(false);
  }

  /// The smallest over the axes, which disappear unless `keepDims`.
  default Tensor min(boolean keepDims, int... axes) {
    requireElements("min", axes);
    return reduce(Reduce.Kind.MIN, keepDims, axes);
  }

  /// The mean squared distance from the mean (divided by n, not by n − 1) over all elements, a
  /// scalar.
  default Tensor variance() {
    return variance(false);
  }

  /// The mean squared distance from the mean (divided by n, not by n − 1) over the axes, which
  /// disappear unless `keepDims`.
  default Tensor variance(boolean keepDims, int... axes) {
    mask("variance", axes);
    return tensor().sub(mean(true, axes)).square().mean(keepDims, axes);
  }

  /// log Σ eˣ over all elements, a scalar, without overflow.
  default Tensor logSumExp() {
    return logSumExp(false);
  }

  /// log Σ eˣ over the axes, without overflow; the axes disappear unless `keepDims`.
  default Tensor logSumExp(boolean keepDims, int... axes) {
    return reduce(Reduce.Kind.LOG_SUM_EXP, keepDims, axes);
  }

  /// The int32 index, row-major, of the largest of all elements; the first of equal ones.
  default Tensor argMax() {
    return tensor().reshape(-1).argMax(0);
  }

  /// The int32 index, row-major, of the smallest of all elements; the first of equal ones.
  default Tensor argMin() {
    return tensor().reshape(-1).argMin(0);
  }

  /// The int32 index of the largest element along an axis, which disappears; the first of equal
  /// ones.
  default Tensor argMax(int axis) {
    return argReduce(true, axis, false);
  }

  /// The int32 index of the largest element along an axis, which disappears unless `keepDims`.
  default Tensor argMax(int axis, boolean keepDims) {
    return argReduce(true, axis, keepDims);
  }

  /// The int32 index of the smallest element along an axis, which disappears; the first of equal
  /// ones.
  default Tensor argMin(int axis) {
    return argReduce(false, axis, false);
  }

  /// The int32 index of the smallest element along an axis, which disappears unless `keepDims`.
  default Tensor argMin(int axis, boolean keepDims) {
    return argReduce(false, axis, keepDims);
  }

  /// eˣ / Σ eˣ along an axis, without overflow: positive numbers that add up to 1.
  default Tensor softmax(int axis) {
    return logSoftmax(axis).exp();
  }

  /// The logarithm of [#softmax].
  default Tensor logSoftmax(int axis) {
    return tensor().sub(logSumExp(true, axis));
  }

  private Tensor argReduce(boolean largest, int axis, boolean keepDims) {
    int positive = tensor().shape().axis(axis, largest ? "argMax" : "argMin");
    return Tensor.apply(new ArgReduce(largest, positive, keepDims), tensor());
  }

  private Tensor reduce(Reduce.Kind kind, boolean keepDims, int... axes) {
    return Tensor.apply(new Reduce(kind, mask(kind.label(), axes), keepDims), tensor());
  }

  private int mask(String op, int... axes) {
    Shape shape = tensor().shape();
    if (axes.length == 0) {
      return (1 << shape.rank()) - 1;
    }
    int mask = 0;
    for (int axis : axes) {
      int bit = 1 << shape.axis(axis, op);
      if ((mask & bit) != 0) {
        throw new ShapeException(op, "axis " + axis + " of " + shape + " is named twice");
      }
      mask |= bit;
    }
    return mask;
  }

  private int countPer(String op, int... axes) {
    int count = 1;
    int mask = mask(op, axes);
    for (int axis = 0; axis < tensor().shape().rank(); axis++) {
      count *= (mask >> axis & 1) != 0 ? tensor().shape().size(axis) : 1;
    }
    return count;
  }

  private void requireElements(String op, int... axes) {
    if (countPer(op, axes) == 0) {
      throw new ShapeException(
          op, "there is no " + op + " of no elements; the shape is " + tensor().shape());
    }
  }
}
