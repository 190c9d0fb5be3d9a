package dev.descent.optim;

import dev.descent.autograd.Gradients;
import dev.descent.nn.Buffer;
import dev.descent.nn.Module;
import dev.descent.nn.Parameter;
import dev.descent.nn.State;
import dev.descent.nn.StateNames;
import dev.descent.tensor.Tensor;
import dev.descent.tensor.TensorTree;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
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
public final class Optimizer implements TensorTree {
  private final Module model;
  private final UpdateRule rule;
  private final List<Slot> slots = new ArrayList<>();
  private final Step step = new Step();
  private final TensorTree gradientsAndLosses = this::forEachGradientAndLoss;
  private double learningRate;
  private long steps;
  private @Nullable Tensor pendingLoss;

  /// A parameter with what the rule keeps for it.
  private record Slot(String name, Parameter parameter, List<Buffer> state) {}

  /// An optimizer at step 0.
  ///
  /// **Throws** [IllegalArgumentException] if the model has no parameters
  public Optimizer(Module model, UpdateRule rule) {
    this.model = model;
    this.rule = rule;
    this.learningRate = rule.learningRate();
    Set<Parameter> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    model
        .parameters()
        .forEach((name, parameter) -> {
          if (seen.add(parameter)) { // a module that stands in two places is still trained once
            slots.add(new Slot(name, parameter, initialState(parameter)));
          }
        });
    if (slots.isEmpty()) {
      throw new IllegalArgumentException("there is nothing to train: the model has no parameters");
    }
  }

  private List<Buffer> initialState(Parameter parameter) {
    return rule.stateNames().stream()
        .map(name -> new Buffer(rule.init(name, parameter.shape())))
        .toList();
  }

  /// Forgets the gradients of all parameters.
  public void zeroGrad() {
    for (Slot slot : slots) {
      slot.parameter.zeroGrad();
    }
  }

  /// Updates the parameters by the gradients that `backward()` gave them, and computes everything.
  ///
  /// **Throws** [IllegalStateException] if no parameter has a gradient
  public void step() {
    requireGradient();
    step.begin(++steps, learningRate);
    for (Slot slot : slots) {
      Tensor gradient = slot.parameter.gradient();
      if (gradient != null) {
        update(slot, gradient);
        slot.parameter.stepTaken();
      }
    }
    boolean done = false;
    try {
      Tensor.eval(model, this, gradientsAndLosses);
      done = true;
    } finally {
      if (!done) {
        revert();
      }
    }
  }

  /// Lets a step that cannot be computed, such as one with an index out of range, not have been:
  /// the promises of its results would fail for ever after.
  private void revert() {
    steps--;
    model.states().values().forEach(State::revert);
    slots.forEach(slot -> slot.state.forEach(State::revert));
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
    List<@Nullable Tensor> found = new ArrayList<>(slots.size());
    for (Slot slot : slots) {
      Tensor value = slot.parameter.value();
      found.add(gradients.reaches(value) ? gradients.get(value) : null);
    }
    step.begin(++steps, learningRate);
    for (int i = 0; i < found.size(); i++) {
      Tensor gradient = found.get(i);
      if (gradient != null) {
        update(slots.get(i), gradient);
      }
    }
    pendingLoss = gradients.loss();
  }

  private void update(Slot slot, Tensor gradient) {
    List<Tensor> kept = new ArrayList<>(slot.state.size());
    for (Buffer buffer : slot.state) {
      kept.add(buffer.value());
    }
    step.beginParameter();
    UpdateRule.Update update = rule.apply(slot.parameter.value(), gradient, kept, step);
    for (int i = 0; i < slot.state.size(); i++) {
      slot.state.get(i).assign(update.state().get(i));
    }
    slot.parameter.assign(update.parameter());
  }

  private void requireGradient() {
    for (Slot slot : slots) {
      if (slot.parameter.gradient() != null) {
        return;
      }
    }
    throw new IllegalStateException(
        "no parameter has a gradient; call loss.backward() before step()");
  }

  private void forEachGradientAndLoss(Consumer<Tensor> action) {
    @Nullable Tensor last = null;
    for (Slot slot : slots) {
      Tensor gradient = slot.parameter.gradient();
      if (gradient != null) {
        action.accept(gradient);
      }
      for (Tensor loss : slot.parameter.takeLosses()) {
        if (loss != last) { // usually all parameters have the same one
          action.accept(loss);
          last = loss;
        }
      }
    }
  }

  /// Hands out the kept tensors, and the loss of the latest [#update] if it is not computed yet.
  @Override
  public void forEachTensor(Consumer<Tensor> action) {
    for (int i = 0; i < slots.size(); i++) {
      List<Buffer> state = slots.get(i).state;
      for (int j = 0; j < state.size(); j++) {
        action.accept(state.get(j).value());
      }
    }
    if (pendingLoss != null) {
      if (!pendingLoss.isEvaluated()) {
        action.accept(pendingLoss);
      } else {
        pendingLoss = null;
      }
    }
  }

  /// The rule.
  public UpdateRule rule() {
    return rule;
  }

  /// The present learning rate.
  public double learningRate() {
    return learningRate;
  }

  /// Sets the learning rate from the next step on.
  ///
  /// **Throws** [IllegalArgumentException] if it is negative or not finite
  public void learningRate(double next) {
    Settings.requireNotNegative("learning rate", next);
    learningRate = next;
  }

  /// The number of steps so far.
  public long steps() {
    return steps;
  }

  /// The kept tensors by dotted name, such as `hidden.weight.momentum`: with the model's own state,
  /// the number of steps and the learning rate, all that a run needs to go on.
  public Map<String, Tensor> state() {
    Map<String, Tensor> found = new LinkedHashMap<>();
    forEachBuffer((name, buffer) -> found.put(name, buffer.value()));
    return found;
  }

  /// Goes back to a saved state, or leaves everything as it is if something does not fit.
  ///
  /// **Throws** [IllegalArgumentException] naming what is missing, unexpected, or of another shape
  /// or type
  ///
  /// @param values by dotted name, as [#state()] yields them
  /// @param stepsDone the number of steps at that time
  public void load(Map<String, Tensor> values, long stepsDone) {
    if (stepsDone < 0) {
      throw new IllegalArgumentException(
          "the number of steps must be at least 0, not " + stepsDone);
    }
    StateNames.requireSame("optimizer", state(), values);
    forEachBuffer((name, buffer) -> buffer.assign(Objects.requireNonNull(values.get(name))));
    steps = stepsDone;
  }

  private void forEachBuffer(BiConsumer<String, Buffer> action) {
    for (Slot slot : slots) {
      for (int i = 0; i < slot.state.size(); i++) {
        action.accept(slot.name + "." + rule.stateNames().get(i), slot.state.get(i));
      }
    }
  }
}
