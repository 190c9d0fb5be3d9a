package dev.descent.optim;

import dev.descent.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/// What a rule knows about the step that it builds, and its source of scalars.
///
/// Every parameter has a step of its own, and its rule asks for scalars in the same order in every
/// step. So a scalar whose value has not changed is the same tensor as before, and nothing is
/// allocated; and which scalars are the same tensor does not depend on their values, which would
/// cost a new plan.
public final class Step {
  private final List<Scalar> scalars = new ArrayList<>();
  private long count;
  private double learningRate;
  private int next;

  private record Scalar(double value, Tensor tensor) {}

  /// The scalars of a parameter.
  Step() {}

  void begin(long step, double rate) {
    count = step;
    learningRate = rate;
    next = 0;
  }

  /// The number of the step, from 1.
  public long count() {
    return count;
  }

  /// The present learning rate.
  public double learningRate() {
    return learningRate;
  }

  /// A number as a tensor whose value may be another in the next step without a new plan.
  public Tensor scalar(double value) {
    if (next == scalars.size()) {
      scalars.add(new Scalar(value, Tensor.scalar(value)));
    } else if (Double.compare(scalars.get(next).value(), value) != 0) {
      scalars.set(next, new Scalar(value, Tensor.scalar(value)));
    }
    return scalars.get(next++).tensor();
  }
}
