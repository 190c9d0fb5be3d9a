package dev.descent.nn;

import dev.descent.tensor.ShapeException;
import dev.descent.tensor.Tensor;
import dev.descent.tensor.TensorTree;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/// A layer or a network: a function with parameters.
///
/// A module registers what it owns by name, in its constructor: `param("weight", ...)`,
/// `buffer("running_mean", ...)`, `child("hidden", ...)`. The dotted names, such as `hidden.weight`, are stable;
/// they are the keys in model files.
public abstract class Module implements TensorTree {
  private final Map<String, State> states = new LinkedHashMap<>();
  private final Map<String, Module> children = new LinkedHashMap<>();
  private String name = "";
  private boolean training = true;

  /// A module without parameters so far.
  protected Module() {}

  /// Registers a parameter.
  protected final Parameter param(String name, Tensor initial) {
    return register(name, new Parameter(initial));
  }

  /// Registers state that is not trained.
  protected final Buffer buffer(String name, Tensor initial) {
    return register(name, new Buffer(initial));
  }

  /// Registers a module that is part of this one.
  protected final <M extends Module> M child(String name, M child) {
    requireFree(name);
    Module part = child;
    part.name = name;
    children.put(name, child);
    return child;
  }

  private <S extends State> S register(String name, S state) {
    requireFree(name);
    states.put(name, state);
    return state;
  }

  private void requireFree(String name) {
    if (name.isEmpty() || name.contains(".")) {
      throw new IllegalArgumentException("a name must not be empty nor hold a dot: \"" + name + "\"");
    }
    if (states.containsKey(name) || children.containsKey(name)) {
      throw new IllegalArgumentException("\"" + name + "\" is registered twice in " + getClass().getSimpleName());
    }
  }

  /// What the module computes; callers use [#apply].
  protected abstract Tensor forward(Tensor inputs);

  /// Computes the module's result for a batch.
  ///
  /// **Throws** [ShapeException] naming the layer if the inputs do not fit
  public final Tensor apply(Tensor inputs) {
    try {
      return forward(inputs);
    } catch (ShapeException e) {
      throw name.isEmpty() ? e : e.within(name);
    }
  }

  /// The parameters of this module and its children by dotted name, in order of registration.
  public final Map<String, Parameter> parameters() {
    Map<String, Parameter> found = new LinkedHashMap<>();
    forEachState(
        "",
        (path, state) -> {
          if (state instanceof Parameter parameter) {
            found.put(path, parameter);
          }
        });
    return found;
  }

  /// The parameters and buffers of this module and its children by dotted name, in order of registration.
  public final Map<String, State> states() {
    Map<String, State> found = new LinkedHashMap<>();
    forEachState("", found::put);
    return found;
  }

  private void forEachState(String prefix, BiConsumer<String, State> action) {
    states.forEach((key, state) -> action.accept(prefix + key, state));
    children.forEach((key, child) -> child.forEachState(prefix + key + ".", action));
  }

  @Override
  public final void forEachTensor(Consumer<Tensor> action) {
    states.values().forEach(state -> action.accept(state.value()));
    children.values().forEach(child -> child.forEachTensor(action));
  }

  /// The modules that this one consists of, by name.
  public final Map<String, Module> children() {
    return java.util.Collections.unmodifiableMap(children);
  }

  /// Whether the module behaves as in training (dropout drops, batch normalisation uses the batch).
  public final boolean isTraining() {
    return training;
  }

  /// Switches to training behaviour.
  public final void train() {
    setTraining(true);
  }

  /// Switches to evaluation behaviour.
  public final void eval() {
    setTraining(false);
  }

  private void setTraining(boolean on) {
    training = on;
    children.values().forEach(child -> child.setTraining(on));
  }

  /// Forgets all gradients.
  public final void zeroGrad() {
    parameters().values().forEach(Parameter::zeroGrad);
  }
}
