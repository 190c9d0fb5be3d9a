package dev.descent.nn;

import dev.descent.tensor.Constant;
import dev.descent.tensor.Shape;
import dev.descent.tensor.ShapeException;
import dev.descent.tensor.Tensor;
import dev.descent.tensor.TensorTree;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A layer or a network: a function with parameters.
///
/// A module registers what it owns by name, in its constructor: `param("weight", ...)`,
/// `buffer("running_mean", ...)`, `child("hidden", ...)`. The dotted names, such as
/// `hidden.weight`, are stable; they are the keys in model files.
public abstract class Module implements TensorTree {
  private final Map<String, State> states = new LinkedHashMap<>();
  private final Map<String, Counter> counters = new LinkedHashMap<>();
  private final Map<String, Module> children = new LinkedHashMap<>();
  private @Nullable Consumer<Tensor> observer;
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

  /// Registers a count.
  protected final Counter counter(String name) {
    requireFree(name);
    Counter counter = new Counter();
    counters.put(name, counter);
    return counter;
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
      throw new IllegalArgumentException(
          "a name must not be empty nor hold a dot: \"" + name + "\"");
    }
    if (states.containsKey(name) || counters.containsKey(name) || children.containsKey(name)) {
      throw new IllegalArgumentException(
          "\"" + name + "\" is registered twice in " + getClass().getSimpleName());
    }
  }

  /// What the module computes; callers use [#apply].
  protected abstract Tensor forward(Tensor inputs);

  /// Computes the module's result for a batch.
  ///
  /// **Throws** [ShapeException] naming the layer if the inputs do not fit
  public final Tensor apply(Tensor inputs) {
    try {
      Tensor outputs = forward(inputs);
      if (observer != null) {
        observer.accept(outputs);
      }
      return outputs;
    } catch (ShapeException e) {
      throw name.isEmpty() ? e : e.within(name);
    }
  }

  /// Computes the module's result and hands the result of every module inside it to the observer,
  /// by dotted name, as they are applied; this module's own comes last, under the empty name.
  public final Tensor observe(Tensor inputs, BiConsumer<String, Tensor> results) {
    forEachModule("", (path, module) -> module.observer = output -> results.accept(path, output));
    try {
      return apply(inputs);
    } finally {
      forEachModule("", (path, module) -> module.observer = null);
    }
  }

  /// What the module is called in [#summary]: by default the name of its class.
  protected String type() {
    return getClass().getSimpleName();
  }

  /// A table of the layers: dotted name, type, shape of the result, number of trained parameters,
  /// and bytes of parameters and buffers. The module is applied in evaluation mode, but nothing is
  /// computed.
  ///
  /// @param inputSizes the shape of a float32 batch, such as 128, 784
  public final String summary(int... inputSizes) {
    return summary(Constant.of(0).broadcastTo(Shape.of(inputSizes)));
  }

  /// The table of the layers for inputs of another type, such as the int32 indices of an embedding.
  ///
  /// @param inputs a batch, of which only shape and type matter
  public final String summary(Tensor inputs) {
    return Summary.of(this, inputs);
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

  /// The parameters and buffers of this module and its children by dotted name, in order of
  /// registration.
  public final Map<String, State> states() {
    Map<String, State> found = new LinkedHashMap<>();
    forEachState("", found::put);
    return found;
  }

  /// The counts that this module and its children keep, by dotted name, in order of registration.
  public final Map<String, Counter> counters() {
    Map<String, Counter> found = new LinkedHashMap<>();
    forEachModule(
        "",
        (path, module) ->
            module.counters.forEach(
                (key, counter) -> found.put(path.isEmpty() ? key : path + "." + key, counter)));
    return found;
  }

  /// The present values of the parameters and buffers by dotted name: what a model file holds.
  public final Map<String, Tensor> state() {
    Map<String, Tensor> found = new LinkedHashMap<>();
    forEachState("", (path, state) -> found.put(path, state.value()));
    return found;
  }

  /// Replaces the values of all parameters and buffers, or of none if something does not fit.
  ///
  /// **Throws** [IllegalArgumentException] naming what is missing, unexpected, or of another shape
  /// or type
  ///
  /// @param values by dotted name, as [#state()] yields them
  public final void load(Map<String, Tensor> values) {
    StateNames.requireSame("model", state(), values);
    states().forEach((path, state) -> state.assign(Objects.requireNonNull(values.get(path))));
  }

  /// The parameters and buffers that this module itself registered.
  final Iterable<State> ownStates() {
    return states.values();
  }

  /// Hands out this module, with the path that is given, and all modules inside it.
  final void forEachModule(String path, BiConsumer<String, Module> action) {
    action.accept(path, this);
    String prefix = path.isEmpty() ? "" : path + ".";
    children.forEach((key, child) -> child.forEachModule(prefix + key, action));
  }

  /// Sets the mode of this module alone.
  final void setOwnTraining(boolean on) {
    training = on;
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
    return Collections.unmodifiableMap(children);
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
