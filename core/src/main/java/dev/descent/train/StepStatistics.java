package dev.descent.train;

import dev.descent.io.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What went on inside one step.
///
/// @param step the step, from 1
/// @param learningRate the learning rate of the update
/// @param gradientNorm the Euclidean norm ‖g‖ over the gradients of all parameters
/// @param parameters each parameter, in the model's order
/// @param activations each layer of [dev.descent.nn.Activation], in the order of their use
/// @param batch the examples of the step
public record StepStatistics(
    long step,
    double learningRate,
    double gradientNorm,
    List<ParameterStatistics> parameters,
    List<ActivationStatistics> activations,
    BatchStatistics batch) {
  /// Copies the lists.
  public StepStatistics {
    parameters = List.copyOf(parameters);
    activations = List.copyOf(activations);
  }

  /// The statistics as a JSON object, each parameter and layer under its name.
  public Map<String, Object> toMap() {
    Map<String, Object> parts = new LinkedHashMap<>();
    for (ParameterStatistics each : parameters) {
      Map<String, Object> numbers = new LinkedHashMap<>();
      numbers.put("weightNorm", each.weightNorm);
      numbers.put("gradientNorm", each.gradientNorm);
      numbers.put("updateRatio", each.updateRatio);
      parts.put(each.name, numbers);
    }
    Map<String, Object> layers = new LinkedHashMap<>();
    for (ActivationStatistics each : activations) {
      Map<String, Object> numbers = new LinkedHashMap<>();
      numbers.put("kind", each.kind);
      numbers.put("units", each.units);
      numbers.put("dead", each.dead);
      numbers.put("saturated", each.saturated);
      layers.put(each.name, numbers);
    }
    Map<String, Object> examples = new LinkedHashMap<>();
    examples.put("size", batch.size);
    examples.put("inputMean", batch.inputMean);
    examples.put("inputDeviation", batch.inputDeviation);
    examples.put("inputLargest", batch.inputLargest);
    examples.put("classCounts", batch.classCounts);
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("step", step);
    map.put("learningRate", learningRate);
    map.put("gradientNorm", gradientNorm);
    map.put("parameters", parts);
    map.put("activations", layers);
    map.put("batch", examples);
    return map;
  }

  /// The statistics of a JSON object.
  ///
  /// **Throws** [IllegalArgumentException] if the object is not one that [#toMap] yields
  public static StepStatistics fromMap(Map<String, ?> map) {
    List<ParameterStatistics> parameters = new ArrayList<>();
    object(map, "parameters")
        .forEach((name, value) -> {
          Map<String, ?> numbers = object(value, name);
          parameters.add(
              new ParameterStatistics(
                  name,
                  number(numbers, "weightNorm"),
                  number(numbers, "gradientNorm"),
                  number(numbers, "updateRatio")));
        });
    List<ActivationStatistics> activations = new ArrayList<>();
    object(map, "activations")
        .forEach((name, value) -> {
          Map<String, ?> numbers = object(value, name);
          activations.add(
              new ActivationStatistics(
                  name,
                  String.valueOf(numbers.get("kind")),
                  (int) number(numbers, "units"),
                  (int) number(numbers, "dead"),
                  number(numbers, "saturated")));
        });
    Map<String, ?> examples = object(map, "batch");
    List<Integer> counts = new ArrayList<>();
    if (examples.get("classCounts") instanceof List<?> list) {
      list.forEach(count -> counts.add((int) Json.toDouble(count)));
    }
    return new StepStatistics(
        (long) number(map, "step"),
        number(map, "learningRate"),
        number(map, "gradientNorm"),
        parameters,
        activations,
        new BatchStatistics(
            (int) number(examples, "size"),
            number(examples, "inputMean"),
            number(examples, "inputDeviation"),
            number(examples, "inputLargest"),
            counts));
  }

  private static double number(Map<String, ?> map, String name) {
    return Json.toDouble(map.get(name));
  }

  private static Map<String, ?> object(Map<String, ?> map, String name) {
    return object(map.get(name), name);
  }

  @SuppressWarnings("unchecked") // the keys of JSON objects are strings
  private static Map<String, ?> object(@Nullable Object value, String name) {
    if (value instanceof Map<?, ?> map) {
      return (Map<String, ?>) map;
    }
    throw new IllegalArgumentException("\"" + name + "\" must be an object, not " + value);
  }

  /// One parameter. Norms are Euclidean, infinite where the sum of squares exceeds float32.
  ///
  /// @param name the dotted name
  /// @param weightNorm ‖w‖ after the update
  /// @param gradientNorm ‖g‖; 0 if the loss does not depend on the parameter
  /// @param updateRatio ‖Δw‖ / ‖w‖, about 10⁻³ in a run that is set up well; 1 for what the step
  ///   made of zeros
  public record ParameterStatistics(
      String name, double weightNorm, double gradientNorm, double updateRatio) {}

  /// One layer of units with an activation function.
  ///
  /// @param name the dotted name
  /// @param kind the function, such as `Relu`
  /// @param units the number of units: numbers that come out for one example
  /// @param dead how many of them gave 0 for every example of the batch; ReLU only, 0 for others
  /// @param saturated the share of the batch's outputs on the flat parts of the function: |y| >
  ///   0.97 of tanh, y below 0.03 or above 0.97 of sigmoid; 0 for others
  public record ActivationStatistics(
      String name, String kind, int units, int dead, double saturated) {}

  /// The examples.
  ///
  /// @param size how many
  /// @param inputMean the mean over all numbers that came in; NaN if they are indices
  /// @param inputDeviation their standard deviation; NaN if they are indices
  /// @param inputLargest the largest absolute value among them; NaN if they are indices
  /// @param classCounts how many examples of each class; empty if the labels are no classes
  public record BatchStatistics(
      int size,
      double inputMean,
      double inputDeviation,
      double inputLargest,
      List<Integer> classCounts) {
    /// Copies the list.
    public BatchStatistics {
      classCounts = List.copyOf(classCounts);
    }
  }
}
