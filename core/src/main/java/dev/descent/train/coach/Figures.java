package dev.descent.train.coach;

import dev.descent.train.StepStatistics;
import dev.descent.train.StepStatistics.ParameterStatistics;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/// Figures about a step that the rules compare with their thresholds.
final class Figures {
  private Figures() {}

  /// The gradient of one layer: the norm over the parameters that it owns.
  record LayerGradient(String layer, double norm) {}

  /// The gradients layer by layer, in the model's order: parameters up to the last dot of whose
  /// names all is equal form a layer. Layers to which no gradient flows are not among them.
  static List<LayerGradient> layerGradients(StepStatistics step) {
    Map<String, Double> squares = new LinkedHashMap<>();
    for (ParameterStatistics each : step.parameters()) {
      String layer = each.name().substring(0, Math.max(0, each.name().lastIndexOf('.')));
      squares.merge(layer, each.gradientNorm() * each.gradientNorm(), Double::sum);
    }
    List<LayerGradient> layers = new ArrayList<>();
    squares.forEach((layer, sum) -> layers.add(new LayerGradient(layer, Math.sqrt(sum))));
    return layers;
  }

  /// How large the first layer's gradient is beside the last one's; 1 if there is one layer only,
  /// or no gradient at all.
  static double firstToLast(StepStatistics step) {
    List<LayerGradient> layers = layerGradients(step);
    if (layers.size() < 2 || layers.getLast().norm() == 0) {
      return 1;
    }
    return layers.getFirst().norm() / layers.getLast().norm();
  }

  /// ‖Δw‖ / ‖w‖ over all parameters together.
  static double updateRatio(StepStatistics step) {
    double update = norm(step, each -> each.updateRatio() * each.weightNorm());
    return update == 0 ? 0 : update / weightNorm(step);
  }

  /// ‖g‖ / ‖w‖ over all parameters together.
  static double gradientRatio(StepStatistics step) {
    return step.gradientNorm() == 0 ? 0 : step.gradientNorm() / weightNorm(step);
  }

  private static double weightNorm(StepStatistics step) {
    return norm(step, ParameterStatistics::weightNorm);
  }

  private static double norm(StepStatistics step, ToDoubleFunction<ParameterStatistics> measure) {
    double squares = 0;
    for (ParameterStatistics each : step.parameters()) {
      double value = measure.applyAsDouble(each);
      squares += value * value;
    }
    return Math.sqrt(squares);
  }
}
