package dev.descent.optim;

import dev.descent.nn.Buffer;
import dev.descent.nn.Module;
import dev.descent.nn.State;
import dev.descent.nn.StateNames;
import dev.descent.tensor.DType;
import dev.descent.tensor.PlainNumber;
import dev.descent.tensor.Tensor;
import dev.descent.tensor.TensorTree;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// An average of a model's weights over the steps of training, which often predicts better than the
/// weights of any single step:
///
/// ```text
/// average ← average + rate·(w − average)
/// ```
///
/// for every float32 parameter and buffer. The average is computed together with the steps:
///
/// ```java
/// Optimizer optimizer = new Optimizer(model, rule).average(WeightAverage.ema(model, 0.999));
/// ```
///
/// or, with `update` called by hand, `Tensor.eval(model, optimizer, average)`. For an evaluation or
/// a file the averages change places with the weights by [#swap()]; a second call brings the
/// weights back, bit for bit.
///
/// The averages of a layer's running statistics are not the statistics that the averaged weights
/// would yield: a model with batch normalisation is better off with an exponential average.
public final class WeightAverage implements TensorTree {
  private static final String UPDATES = "updates";
  private static final String AVERAGE = "average.";
  private static final List<String> FORMS = List.of("none", "ema:decay", "swa:first,every");

  private final Module model;
  private final String words;
  private final Rate rate;
  private final Step scalars = new Step();
  private final Map<String, Pair> pairs = new LinkedHashMap<>();
  private final List<Pair> distinct;
  private int updates;
  private int updatesBefore;
  private boolean swapped;

  private record Pair(State weights, Buffer average) {}

  /// How far the average goes to meet the weights after a step; 0 for a step that does not count.
  @FunctionalInterface
  private interface Rate {
    double of(long step);
  }

  private WeightAverage(Module model, String words, Rate rate) {
    this.model = model;
    this.words = words;
    this.rate = rate;
    // A module that stands in two places has two names, but one average.
    IdentityHashMap<State, Pair> known = new IdentityHashMap<>();
    model
        .states()
        .forEach((name, state) -> {
          if (state.value().dtype() == DType.FLOAT32) {
            pairs.put(
                name,
                known.computeIfAbsent(
                    state, weights -> new Pair(weights, new Buffer(weights.value()))));
          }
        });
    distinct = pairs.values().stream().distinct().toList();
    if (pairs.isEmpty()) {
      throw new IllegalArgumentException("there is nothing to average: the model has no weights");
    }
  }

  /// The exponential moving average: rate = 1 − min(decay, (1 + t)/(10 + t)) after step t, so that
  /// the first weights, which are chance, are soon forgotten.
  ///
  /// - **Source** Polyak and Juditsky 1992, "Acceleration of stochastic approximation by
  ///   averaging"; the growing decay as in TensorFlow's ExponentialMovingAverage
  ///
  /// @param decay in [0, 1), such as 0.999
  public static WeightAverage ema(Module model, double decay) {
    Settings.requireBelowOne("decay of the average", decay);
    return new WeightAverage(
        model,
        "ema:" + PlainNumber.of(decay),
        step -> 1 - Math.min(decay, (1.0 + step) / (10.0 + step)));
  }

  /// The plain mean of the weights after step `firstStep` and every `everySteps` from there on.
  ///
  /// - **Source** Izmailov et al. 2018, "Averaging weights leads to wider optima and better
  ///   generalization" (stochastic weight averaging)
  ///
  /// @param firstStep at least 1
  /// @param everySteps at least 1
  public static WeightAverage swa(Module model, long firstStep, long everySteps) {
    Settings.requireSteps("first step of the average", firstStep, 1);
    Settings.requireSteps("number of steps between averaged ones", everySteps, 1);
    return new WeightAverage(
        model,
        "swa:first=%d,every=%d".formatted(firstStep, everySteps),
        step -> {
          long since = step - firstStep;
          long number = since / everySteps + 1;
          return since < 0 || since % everySteps != 0 ? 0 : 1.0 / number;
        });
  }

  /// An average in words: `ema:0.999` or `swa:first=1000,every=100`; null for `none`.
  ///
  /// **Throws** [IllegalArgumentException] that says what there is
  public static @Nullable WeightAverage named(String text, Module model) {
    TextForm form = TextForm.parse("average", text, FORMS);
    return switch (form.name()) {
      case "ema" -> ema(model, form.number("decay", 0.999));
      case "swa" -> swa(model, form.whole("first"), form.whole("every", 1));
      default -> null;
    };
  }

  /// Takes the weights after a step into the average. Nothing is computed before `Tensor.eval(...,
  /// average)`.
  ///
  /// **Throws** [IllegalStateException] while the averages are in the model
  ///
  /// @param step the number of steps done: [Optimizer#steps()]
  public void update(long step) {
    requireInPlace();
    updatesBefore = updates;
    double part = rate.of(step);
    if (part == 0) {
      return;
    }
    updates++;
    scalars.begin(step, part);
    Tensor scalar = scalars.learningRate();
    // Not (1 − rate)·average + rate·w: this way a weight that never changes has itself for average.
    for (Pair pair : distinct) {
      Tensor average = pair.average.value();
      pair.average.assign(average.add(pair.weights.value().sub(average).mul(scalar)));
    }
  }

  /// Whether the weights after a step count.
  public boolean counts(long step) {
    return rate.of(step) != 0;
  }

  /// Notes a step that is built like the latest one that was as this: [#counts].
  void repeat(long step) {
    updatesBefore = updates;
    if (counts(step)) {
      updates++;
      scalars.repeat(step, rate.of(step));
    }
  }

  void forEachState(Consumer<State> action) {
    distinct.forEach(pair -> action.accept(pair.average));
  }

  void forEachScalar(Consumer<Supplier<Tensor>> action) {
    scalars.forEachScalar(action);
  }

  /// Lets the latest update not have been, if it is not computed and cannot be.
  void revert() {
    for (Pair pair : distinct) {
      if (!pair.average.value().isEvaluated()) {
        pair.average.revert();
        updates = updatesBefore;
      }
    }
  }

  /// Exchanges the model's weights and the averages; a second call exchanges them back. Before the
  /// first step that counts the weights are their own average. It costs next to nothing, for only
  /// memory changes hands; tensors that were read from the model before have no value any more.
  public void swap() {
    if (updates > 0) {
      Tensor.eval(model, this);
      distinct.forEach(pair -> pair.weights.exchange(pair.average));
    }
    swapped = !swapped;
  }

  /// Whether the averages are in the model, and the weights are kept here.
  public boolean isSwapped() {
    return swapped;
  }

  /// The averages by the names of [Module#state()]; before the first step that counts, the weights.
  ///
  /// **Throws** [IllegalStateException] while the averages are in the model
  public Map<String, Tensor> averages() {
    requireInPlace();
    Map<String, Tensor> found = new LinkedHashMap<>();
    pairs.forEach(
        (name, pair) -> found.put(name, (updates == 0 ? pair.weights : pair.average).value()));
    return found;
  }

  /// All that the future depends on: the averages by dotted name, and the number of updates as
  /// "updates".
  ///
  /// **Throws** [IllegalStateException] while the averages are in the model
  public Map<String, Tensor> state() {
    requireInPlace();
    Map<String, Tensor> found = new LinkedHashMap<>();
    found.put(UPDATES, Tensor.of(new int[] {updates}));
    pairs.forEach((name, pair) -> found.put(AVERAGE + name, pair.average.value()));
    return found;
  }

  /// The averages in a saved state, by the names of [Module#state()]; none if no step has counted.
  ///
  /// @param state as [#state()] yields it
  public static Map<String, Tensor> averages(Map<String, Tensor> state) {
    Map<String, Tensor> found = new LinkedHashMap<>();
    Tensor counted = state.get(UPDATES);
    if (counted != null && counted.toIntArray()[0] > 0) {
      state.forEach((name, tensor) -> {
        if (name.startsWith(AVERAGE)) {
          found.put(name.substring(AVERAGE.length()), tensor);
        }
      });
    }
    return found;
  }

  /// Goes back to a saved state, or leaves everything as it is if something does not fit.
  ///
  /// **Throws** [IllegalArgumentException] naming what is missing, unexpected, or of another shape
  /// or type; [IllegalStateException] while the averages are in the model
  ///
  /// @param values by name, as [#state()] yields them
  public void load(Map<String, Tensor> values) {
    StateNames.requireSame("average", state(), values);
    updates = Objects.requireNonNull(values.get(UPDATES)).toIntArray()[0];
    pairs.forEach(
        (name, pair) -> pair.average.assign(Objects.requireNonNull(values.get(AVERAGE + name))));
  }

  private void requireInPlace() {
    if (swapped) {
      throw new IllegalStateException(
          "the averages are in the model; call swap() to bring the weights back first");
    }
  }

  @Override
  public void forEachTensor(Consumer<Tensor> action) {
    distinct.forEach(pair -> action.accept(pair.average.value()));
  }

  /// The average in words, as [#named] reads them.
  @Override
  public String toString() {
    return words;
  }
}
