package dev.descent.optim;

import dev.descent.nn.Buffer;
import dev.descent.nn.Parameter;
import dev.descent.nn.State;
import dev.descent.tensor.ShapeException;
import dev.descent.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/// A parameter in training, with its rule and what the rule keeps for it.
final class Slot {
  private final String name;
  private final Parameter parameter;
  private final int group;
  private final UpdateRule rule;
  private final List<String> keptNames;
  private final List<Buffer> kept;
  private final Step step = new Step();

  /// A parameter at step 0.
  ///
  /// @param name dotted
  /// @param group the number of the parameter's group
  Slot(String name, Parameter parameter, int group, UpdateRule rule) {
    this.name = name;
    this.parameter = parameter;
    this.group = group;
    this.rule = rule;
    this.keptNames = List.copyOf(rule.stateNames());
    try {
      this.kept =
          keptNames.stream().map(key -> new Buffer(rule.init(key, parameter.shape()))).toList();
    } catch (ShapeException e) {
      throw e.within(name);
    }
  }

  String name() {
    return name;
  }

  Parameter parameter() {
    return parameter;
  }

  /// The scalars.
  Step step() {
    return step;
  }

  int group() {
    return group;
  }

  /// Replaces the parameter and the kept tensors by what the rule makes of a gradient.
  void update(Tensor gradient, long count, double rate) {
    List<Tensor> before = new ArrayList<>(kept.size());
    for (int i = 0; i < kept.size(); i++) {
      before.add(kept.get(i).value());
    }
    step.begin(count, rate);
    UpdateRule.Update update = rule.apply(parameter.value(), gradient, before, step);
    for (int i = 0; i < kept.size(); i++) {
      kept.get(i).assign(update.state().get(i));
    }
    parameter.assign(update.parameter());
  }

  /// Goes back to the kept tensors that were computed last.
  void revert() {
    kept.forEach(State::revert);
  }

  void forEachTensor(Consumer<Tensor> action) {
    for (int i = 0; i < kept.size(); i++) {
      action.accept(kept.get(i).value());
    }
  }

  /// Hands out what is kept, by dotted name.
  void forEachKept(BiConsumer<String, Buffer> action) {
    for (int i = 0; i < kept.size(); i++) {
      action.accept(name + "." + keptNames.get(i), kept.get(i));
    }
  }
}
