package dev.descent.train;

import dev.descent.autograd.Gradients;
import dev.descent.nn.Activation;
import dev.descent.nn.Module;
import dev.descent.nn.Parameter;
import dev.descent.tensor.Constant;
import dev.descent.tensor.DType;
import dev.descent.tensor.Tensor;
import dev.descent.tensor.TensorTree;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Looks into one step. What it measures is a handful of scalars that are computed together with
/// the step, from tensors that the step needs anyway: no second pass, and not a bit of the training
/// changes.
///
/// ```java
/// var probe = new StepProbe(model, dataset.classes());
/// var step = valueAndGrad(model, (m, x, y) -> crossEntropy(probe.forward(x, y), y))
///     .apply(batch.inputs(), batch.labels());
/// probe.beforeUpdate(step.gradients());
/// optimizer.update(model, step.gradients());
/// probe.afterUpdate();
/// Tensor.eval(step.loss(), model, optimizer, probe);
/// StepStatistics statistics = probe.statistics(optimizer.steps(), optimizer.learningRate());
/// ```
///
/// A probe is for one step.
public final class StepProbe implements TensorTree {
  private static final double TANH_FLAT = 0.97;
  private static final double SIGMOID_FLAT = 0.47; // away from the middle, 0.5

  private final Module model;
  private final int classes;
  private final Map<String, Activation> layers = new LinkedHashMap<>();
  private final Map<String, Layer> outputs = new LinkedHashMap<>();
  private final List<Weights> weights = new ArrayList<>();
  private @Nullable Inputs inputs;

  /// What is measured of a parameter; the squares of norms, as promises.
  private static final class Weights {
    final String name;
    final Parameter parameter;
    final Tensor before;
    final @Nullable Tensor gradient;
    @Nullable Tensor weight;
    @Nullable Tensor update;

    Weights(String name, Parameter parameter, @Nullable Tensor gradient) {
      this.name = name;
      this.parameter = parameter;
      this.before = parameter.value();
      this.gradient = gradient;
    }
  }

  private record Layer(Activation kind, int units, @Nullable Tensor measure) {}

  private record Inputs(
      int size,
      @Nullable Tensor mean,
      @Nullable Tensor variance,
      @Nullable Tensor largest,
      @Nullable Tensor labels) {}

  /// A probe.
  ///
  /// @param classes the number of classes, as [dev.descent.data.Dataset#classes]; 0 if the labels
  ///   are no classes
  public StepProbe(Module model, int classes) {
    this.model = model;
    this.classes = classes;
    collect("", model);
  }

  /// Whether a run that looks at one step in `every` looks at this one: at the multiples of
  /// `every`, and before the first of these at 1, 2, 4, 8 ..., since most of what goes wrong shows
  /// early. Never if `every` is 0.
  ///
  /// @param step the step, from 1
  public static boolean isDue(long step, int every) {
    return every > 0 && (step % every == 0 || (step < every && Long.bitCount(step) == 1));
  }

  private void collect(String path, Module module) {
    Activation.of(module).ifPresent(kind -> layers.put(path, kind));
    String prefix = path.isEmpty() ? "" : path + ".";
    module.children().forEach((name, child) -> collect(prefix + name, child));
  }

  /// Applies the model. If that is done several times in a step, the last time counts.
  ///
  /// @param labels the labels of the same examples
  public Tensor forward(Tensor inputs, Tensor labels) {
    outputs.clear();
    this.inputs = measure(inputs, labels);
    return model.observe(
        inputs,
        (path, output) -> {
          Activation kind = layers.get(path);
          if (kind != null) {
            outputs.put(path, measure(kind, output.stopGradient()));
          }
        });
  }

  private Inputs measure(Tensor inputs, Tensor labels) {
    boolean numbers = inputs.dtype() == DType.FLOAT32;
    boolean labelled = classes > 0 && labels.dtype() != DType.FLOAT32;
    Tensor plain = numbers ? inputs.stopGradient() : inputs;
    return new Inputs(
        inputs.size(0),
        numbers ? plain.mean() : null,
        numbers ? plain.variance() : null,
        numbers ? plain.abs().max() : null,
        labelled ? labels : null);
  }

  private static Layer measure(Activation kind, Tensor output) {
    int units = output.shape().count() / Math.max(1, output.size(0));
    Tensor measure =
        switch (kind) {
          case RELU -> output.max(false, 0).le(Constant.of(0)).sum();
          case TANH -> output.abs().gt(Constant.of(TANH_FLAT)).mean();
          case SIGMOID -> output.sub(Constant.of(0.5)).abs().gt(Constant.of(SIGMOID_FLAT)).mean();
          case LEAKY_RELU, GELU, SILU, SOFTPLUS, IDENTITY -> null;
        };
    return new Layer(kind, units, measure);
  }

  /// Notes the parameters and their gradients: to be called before the optimizer's update.
  ///
  /// @param gradients with respect to all parameters of the model, as the optimizer gets them
  public void beforeUpdate(Gradients gradients) {
    weights.clear();
    Set<Parameter> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    model
        .parameters()
        .forEach((name, parameter) -> {
          if (seen.add(parameter)) {
            Tensor value = parameter.value();
            Tensor squares = gradients.reaches(value) ? squares(gradients.get(value)) : null;
            weights.add(new Weights(name, parameter, squares));
          }
        });
  }

  /// Notes what the optimizer's update made of the parameters, before anything is computed.
  public void afterUpdate() {
    for (Weights each : weights) {
      Tensor value = each.parameter.value().stopGradient();
      each.weight = squares(value);
      each.update =
          each.parameter.value() == each.before
              ? null
              : squares(value.sub(each.before.stopGradient()));
    }
  }

  private static Tensor squares(Tensor tensor) {
    return tensor.stopGradient().square().sum();
  }

  @Override
  public void forEachTensor(Consumer<Tensor> action) {
    for (Layer layer : outputs.values()) {
      acceptIfThere(layer.measure, action);
    }
    for (Weights each : weights) {
      acceptIfThere(each.gradient, action);
      acceptIfThere(each.weight, action);
      acceptIfThere(each.update, action);
    }
    if (inputs != null) {
      acceptIfThere(inputs.mean, action);
      acceptIfThere(inputs.variance, action);
      acceptIfThere(inputs.largest, action);
      acceptIfThere(inputs.labels, action);
    }
  }

  private static void acceptIfThere(@Nullable Tensor tensor, Consumer<Tensor> action) {
    if (tensor != null) {
      action.accept(tensor);
    }
  }

  /// What was measured, once it is computed.
  ///
  /// @param step the step, from 1
  /// @param learningRate the learning rate of the update
  public StepStatistics statistics(long step, double learningRate) {
    Inputs seen =
        Objects.requireNonNull(inputs, "the probe's forward() was not called in this step");
    double squares = 0;
    List<StepStatistics.ParameterStatistics> parameters = new ArrayList<>();
    for (Weights each : weights) {
      double gradient = number(each.gradient, 0);
      squares += gradient;
      double weight = Math.sqrt(number(each.weight, 0));
      double update = Math.sqrt(number(each.update, 0));
      parameters.add(
          new StepStatistics.ParameterStatistics(
              each.name, weight, Math.sqrt(gradient), update == 0 ? 0 : update / weight));
    }
    List<StepStatistics.ActivationStatistics> activations = new ArrayList<>();
    outputs.forEach((name, layer) -> activations.add(statistics(name, layer)));
    return new StepStatistics(
        step, learningRate, Math.sqrt(squares), parameters, activations, statistics(seen));
  }

  private static StepStatistics.ActivationStatistics statistics(String name, Layer layer) {
    double measured = number(layer.measure, 0);
    boolean relu = layer.kind == Activation.RELU;
    return new StepStatistics.ActivationStatistics(
        name, layer.kind.type(), layer.units, relu ? (int) measured : 0, relu ? 0 : measured);
  }

  private StepStatistics.BatchStatistics statistics(Inputs seen) {
    Integer[] counts = new Integer[seen.labels == null ? 0 : classes];
    Arrays.fill(counts, 0);
    if (seen.labels != null) {
      for (int label : seen.labels.cast(DType.INT32).toIntArray()) {
        counts[label]++;
      }
    }
    return new StepStatistics.BatchStatistics(
        seen.size,
        number(seen.mean, Double.NaN),
        Math.sqrt(number(seen.variance, Double.NaN)),
        number(seen.largest, Double.NaN),
        List.of(counts));
  }

  private static double number(@Nullable Tensor tensor, double otherwise) {
    return tensor == null ? otherwise : tensor.item();
  }
}
