package dev.descent.nn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.descent.autograd.Gradients;
import dev.descent.kernel.Reference;
import dev.descent.tensor.Tensor;
import java.util.List;

/// Compares gradients with central differences, both in double precision.
final class FiniteDifferences {
  private static final double STEP = 1e-6;
  private static final double TOLERANCE = 1e-5;

  private FiniteDifferences() {}

  /// Requires the gradients of a scalar to be right.
  ///
  /// @param loss computed from the points, and not evaluated yet
  /// @param points variables
  static void check(Tensor loss, List<Tensor> points) {
    Gradients gradients = Gradients.of(loss, points);
    for (Tensor point : points) {
      double[] at = new Reference().evaluate(point);
      double[] gradient = new Reference().evaluate(gradients.get(point));
      assertThat(gradient).hasSize(at.length);
      for (int i = 0; i < at.length; i++) {
        double difference =
            (moved(loss, point, at, i, STEP) - moved(loss, point, at, i, -STEP)) / (2 * STEP);
        assertThat(Math.abs(gradient[i] - difference))
            .as(
                "derivative for element %d of %s: %s, by differences %s",
                i, point.shape(), gradient[i], difference)
            .isLessThanOrEqualTo(TOLERANCE * Math.max(1, Math.abs(difference)));
      }
    }
  }

  private static double moved(Tensor loss, Tensor point, double[] at, int element, double by) {
    double[] there = at.clone();
    there[element] += by;
    return new Reference().with(point, there).evaluate(loss)[0];
  }
}
