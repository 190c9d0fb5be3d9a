package dev.descent.optim;

import dev.descent.autograd.Gradients;
import dev.descent.nn.Module;
import dev.descent.nn.Parameter;
import dev.descent.nn.State;
import dev.descent.tensor.Tensor;
import dev.descent.tensor.TensorTree;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Trains a model's parameters by a rule, step by step, and keeps what the rule needs between
/// steps.
///
/// Both styles of training build the same graph and so give the same weights to the last bit:
///
/// ```java
/// optimizer.zeroGrad();                           var step = lossAndGrad.apply(x, y);
/// Tensor loss = ...;                              optimizer.update(model, step.gradients());
/// loss.backward();                                Tensor.eval(model, optimizer);
/// optimizer.step();
/// ```
///
/// Everything of a step is computed in one piece: parameters, kept tensors, buffers and the loss;
/// in the first style the gradients too, which may be read until `zeroGrad()`.
///
/// The parameters are those that the model has when the optimizer is made. One that has no gradient
/// in a step keeps its value; the number of the step counts for all alike.
///
/// Gradients of several batches add up until `zeroGrad()`; the sum over n batches of the loss's
/// n-th part has the gradient of one large batch:
///
/// ```java
/// optimizer.zeroGrad();
/// for (Batch batch : parts) {
///   crossEntropy(model.apply(batch.inputs()), batch.labels()).div(n).backward();
///   optimizer.accumulate();     // computes what there is so far, so that memory is let go
/// }
/// optimizer.step();
/// ```
public final class Optimizer implements TensorTree {
  private final Module model;
  private final List<UpdateRule> rules;
  private final Slots slots;
  private final TensorTree gradientsAndLosses;
  private final double[] baseRates;
  private double rateFactor = 1;
  private Clipping clipping = Clipping.none();
  private @Nullable WeightAverage average;
  private long steps;
  private long freshSince;
  private @Nullable Tensor pendingLoss;

  /// An optimizer at step 0 that trains all parameters by one rule.
  ///
  /// **Throws** [IllegalArgumentException] if the model has no parameters, or one that the rule is
  /// not made for
  public Optimizer(Module model, UpdateRule rule) {
    this(model, ParameterGroups.all(rule));
  }

  /// An optimizer at step 0.
  ///
  /// **Throws** [IllegalArgumentException] if the model has no parameters, or one that no group
  /// selects or the group's rule is not made for, or if a group is empty
  public Optimizer(Module model, ParameterGroups groups) {
    this.model = model;
    this.rules = groups.rules();
    this.slots = new Slots(groups.slots(model));
    this.gradientsAndLosses = slots::forEachGradientAndLoss;
    this.baseRates = rules.stream().mapToDouble(UpdateRule::learningRate).toArray();
  }

  /// Clips the gradients before each step. Those that can be read from the parameters are the ones
  /// before clipping.
  ///
  /// @return this
  public Optimizer clip(Clipping clipping) {
    this.clipping = clipping;
    return this;
  }

  /// Takes the weights after each step into an average, in the same piece of work.
  ///
  /// @return this
  public Optimizer average(WeightAverage average) {
    this.average = average;
    return this;
  }

  /// Forgets the gradients of all parameters.
  public void zeroGrad() {
    slots.zeroGrad();
  }

  /// Computes the gradients so far and their losses, without a step.
  ///
  /// **Throws** [IllegalStateException] if no parameter has a gradient
  public void accumulate() {
    slots.requireGradient();
    evaluate(model, gradientsAndLosses);
  }

  /// Updates the parameters by the gradients that `backward()` gave them, and computes everything.
  ///
  /// **Throws** [IllegalStateException] if no parameter has a gradient
  public void step() {
    slots.requireGradient();
    update(slots.collect(Parameter::takeGradient));
    boolean done = false;
    try {
      evaluate(model, this, gradientsAndLosses);
      done = true;
    } finally {
      if (!done) {
        steps--;
      }
    }
  }

  /// Computes. If that fails, as with an index out of range, the state is no longer the promise of
  /// results that would fail for ever after. What was computed in place before the failure stays: a
  /// buffer, such as a running mean, may be a step ahead.
  private void evaluate(TensorTree... trees) {
    boolean done = false;
    try {
      Tensor.eval(trees);
      done = true;
    } finally {
      if (!done) {
        model.states().values().forEach(State::revert);
        slots.revert();
        if (average != null) {
          average.revert();
        }
      }
    }
  }

  /// Updates the parameters by given gradients. Nothing is computed before `Tensor.eval(model,
  /// optimizer)`, which computes the loss that was differentiated as well.
  ///
  /// **Throws** [IllegalArgumentException] if the model is not this optimizer's, or the gradients
  /// are not those with respect to its present parameters
  public void update(Module model, Gradients gradients) {
    if (model != this.model) {
      throw new IllegalArgumentException("this optimizer was made for another model");
    }
    update(
        slots.collect(parameter -> {
          Tensor value = parameter.value();
          return gradients.reaches(value) ? gradients.get(value) : null;
        }));
    pendingLoss = gradients.loss();
  }

  /// @param gradients one a slot; null for a parameter that keeps its value
  private void update(List<@Nullable Tensor> gradients) {
    List<Tensor> present = new ArrayList<>(gradients.size());
    for (Tensor gradient : gradients) {
      if (gradient != null) {
        present.add(gradient);
      }
    }
    Iterator<Tensor> clipped = clipping.apply(present).iterator();
    steps++;
    for (int i = 0; i < gradients.size(); i++) {
      if (gradients.get(i) != null) {
        Slot slot = slots.get(i);
        slot.update(clipped.next(), steps - freshSince, baseRates[slot.group()] * rateFactor);
      }
    }
    if (average != null) {
      average.update(steps);
    }
  }

  /// Lets one more step begin that is built like the latest, so that its graph need not be built:
  /// the scalars become those of this step, and nothing else.
  public void repeat() {
    steps++;
    slots.repeat(steps - freshSince, group -> baseRates[group] * rateFactor);
    if (average != null) {
      average.repeat(steps);
    }
  }

  /// Hands out what is kept from step to step beside the model, that of the average too.
  public void forEachState(Consumer<State> action) {
    slots.forEachState(action);
    if (average != null) {
      average.forEachState(action);
    }
  }

  /// Hands out the scalars of the latest step, each as the source of its present tensor.
  public void forEachScalar(Consumer<Supplier<Tensor>> action) {
    slots.forEachScalar(action);
    if (average != null) {
      average.forEachScalar(action);
    }
  }

  /// Hands out the kept tensors, those of the average, and the loss of the latest [#update] if it
  /// is not computed yet.
  @Override
  public void forEachTensor(Consumer<Tensor> action) {
    slots.forEachTensor(action);
    if (average != null) {
      average.forEachTensor(action);
    }
    if (pendingLoss != null) {
      if (!pendingLoss.isEvaluated()) {
        action.accept(pendingLoss);
      } else {
        pendingLoss = null;
      }
    }
  }

  /// The rules of the groups, in order.
  public List<UpdateRule> rules() {
    return rules;
  }

  /// The learning rate of the next step: the first group's base rate times the factor.
  public double learningRate() {
    return baseRates[0] * rateFactor;
  }

  /// Sets the first group's base learning rate from the next step on, and those of other groups in
  /// the proportion that they began with.
  ///
  /// **Throws** [IllegalArgumentException] if it is negative or not finite
  public void learningRate(double next) {
    Settings.requireNotNegative("learning rate", next);
    double first = rules.getFirst().learningRate();
    for (int group = 1; group < baseRates.length && first > 0; group++) {
      baseRates[group] = rules.get(group).learningRate() * (next / first);
    }
    baseRates[0] = next;
  }

  /// Sets the factor, usually a [Schedule]'s, by which all base learning rates are multiplied from
  /// the next step on.
  ///
  /// **Throws** [IllegalArgumentException] if it is negative or not finite
  public void rateFactor(double factor) {
    Settings.requireNotNegative("factor of the learning rate", factor);
    rateFactor = factor;
  }

  /// The factor of the base learning rates.
  public double rateFactor() {
    return rateFactor;
  }

  /// The base learning rates of the groups, in order.
  public List<Double> baseRates() {
    return Arrays.stream(baseRates).boxed().toList();
  }

  /// The number of steps so far.
  public long steps() {
    return steps;
  }

  /// After how many steps the kept tensors were as at the beginning: 0, unless the rule was changed
  /// on the way. The rules count from there, for what they divide by depends on it.
  public long freshSince() {
    return freshSince;
  }

  /// Says after how many steps the kept tensors were as at the beginning.
  ///
  /// **Throws** [IllegalArgumentException] if that is not from 0 to the number of steps
  public void freshSince(long step) {
    if (step < 0 || step > steps) {
      throw new IllegalArgumentException(
          "a rule cannot be fresh since step %d after %d steps".formatted(step, steps));
    }
    freshSince = step;
  }

  /// The kept tensors by dotted name, such as `hidden.weight.momentum`: with the model's own state,
  /// the number of steps and the base learning rates, all that a run needs to go on between steps.
  public Map<String, Tensor> state() {
    return slots.state();
  }

  /// Goes back to a saved state, or leaves everything as it is if something does not fit. The base
  /// learning rates stay.
  ///
  /// **Throws** [IllegalArgumentException] naming what is missing, unexpected, or of another shape
  /// or type
  ///
  /// @param values by dotted name, as [#state()] yields them
  /// @param stepsDone the number of steps at that time
  public void load(Map<String, Tensor> values, long stepsDone) {
    load(values, stepsDone, baseRates());
  }

  /// Goes back to a saved state with its learning rates, or leaves everything as it is if something
  /// does not fit.
  ///
  /// **Throws** [IllegalArgumentException] naming what is missing, unexpected, or of another shape
  /// or type
  ///
  /// @param values by dotted name, as [#state()] yields them
  /// @param stepsDone the number of steps at that time
  /// @param rates as [#baseRates()] yields them
  public void load(Map<String, Tensor> values, long stepsDone, List<Double> rates) {
    Settings.requireSteps("number of steps", stepsDone, 0);
    if (rates.size() != baseRates.length) {
      throw new IllegalArgumentException(
          "the state does not fit this optimizer: %d learning rates instead of %d"
              .formatted(rates.size(), baseRates.length));
    }
    rates.forEach(rate -> Settings.requireNotNegative("learning rate", rate));
    slots.load(values);
    Arrays.setAll(baseRates, rates::get);
    steps = stepsDone;
    freshSince = Math.min(freshSince, stepsDone);
  }

  /// The gradients that the parameters have, by dotted name: in the middle of an accumulation part
  /// of what a run needs to go on.
  public Map<String, Tensor> gradients() {
    return slots.gradients();
  }

  /// Gives the parameters the gradients of a saved state; those that have none there have none
  /// afterwards.
  ///
  /// **Throws** [IllegalArgumentException] if there is no such parameter, or one of another shape
  ///
  /// @param values by dotted name, as [#gradients()] yields them
  public void gradients(Map<String, Tensor> values) {
    slots.gradients(values);
  }
}
