package dev.descent.optim;

import dev.descent.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/// A rule's source of scalars, for the step that it builds.
///
/// What a rule computes is the same in every step but for its scalars, and these are functions of
/// the step's number and learning rate. So a step can be built once and done again and again, and a
/// rule cannot by mistake build another graph, which would cost a new plan, in each step.
///
/// Every parameter has scalars of its own, and its rule asks for them in the same order in every
/// step: one whose value has not changed is the same tensor as before.
public final class Step {
  private final List<Scalar> scalars = new ArrayList<>();
  private Moment moment = new Moment(0, 0);
  private int next;

  /// When a step is done.
  ///
  /// @param count the number of the step, from 1
  /// @param learningRate the present learning rate
  public record Moment(long count, double learningRate) {}

  private static final class Scalar {
    private ToDoubleFunction<Moment> formula;
    private double value;
    private Tensor tensor;

    Scalar(ToDoubleFunction<Moment> formula, Moment moment) {
      this.formula = formula;
      this.value = formula.applyAsDouble(moment);
      this.tensor = Tensor.scalar(value);
    }

    void update(Moment moment) {
      double now = formula.applyAsDouble(moment);
      if (Double.compare(now, value) != 0) {
        value = now;
        tensor = Tensor.scalar(now);
      }
    }
  }

  /// The scalars of a parameter.
  Step() {}

  /// Makes the scalars that are asked for next those of a step.
  void begin(long count, double learningRate) {
    moment = new Moment(count, learningRate);
    next = 0;
  }

  /// Makes all scalars those of a step that is built like the latest.
  void repeat(long count, double learningRate) {
    begin(count, learningRate);
    for (int i = 0; i < scalars.size(); i++) {
      scalars.get(i).update(moment);
    }
  }

  /// Hands out the scalars, each as the source of its present tensor.
  void forEachScalar(Consumer<Supplier<Tensor>> action) {
    scalars.forEach(scalar -> action.accept(() -> scalar.tensor));
  }

  /// The learning rate of the step.
  public Tensor learningRate() {
    return scalar(Moment::learningRate);
  }

  /// A number that is the same in every step, but may be another in another run without a new plan.
  public Tensor scalar(double value) {
    return scalar(_ -> value);
  }

  /// A number that depends on the step.
  public Tensor scalar(ToDoubleFunction<Moment> formula) {
    if (next == scalars.size()) {
      scalars.add(new Scalar(formula, moment));
    } else {
      Scalar scalar = scalars.get(next);
      scalar.formula = formula;
      scalar.update(moment);
    }
    return scalars.get(next++).tensor;
  }
}
