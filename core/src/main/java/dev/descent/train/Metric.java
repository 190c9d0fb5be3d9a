package dev.descent.train;

import java.util.Set;

/// Figures of a test by name.
final class Metric {
  private static final Set<String> LOWER_IS_BETTER = Set.of("loss", "mae", "rmse", "ece");

  private Metric() {}

  static boolean isHigherBetter(String name) {
    return !LOWER_IS_BETTER.contains(name);
  }

  /// **Throws** [IllegalArgumentException] naming what there is if there is no such figure
  static double value(String name, Evaluation evaluation) {
    if (name.equals("loss")) {
      return evaluation.loss();
    }
    Double value = evaluation.metrics().get(name);
    if (value == null) {
      throw new IllegalArgumentException(
          "the test has no \""
              + name
              + "\"; there are loss, "
              + String.join(", ", evaluation.metrics().keySet()));
    }
    return value;
  }
}
