package dev.descent.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.descent.autograd.Gradients;
import dev.descent.kernel.Reference;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/// Holds gradients against central differences, all in double precision.
final class Differences {
  private static final double STEP = 1e-6;
  private static final double TOLERANCE = 1e-5;

  /// Below this size of a derivative, the rounding of the differences themselves counts.
  private static final double FLOOR = 1e-3;

  private Differences() {}

  /// A scalar that depends on every element of the tensor, on each with another weight.
  static Tensor weighted(Tensor tensor, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] weights = random.doubles(tensor.shape().count(), 0.5, 1.5).toArray();
    for (int i = 0; i < weights.length; i++) {
      weights[i] *= i % 2 == 0 ? 1 : -1;
    }
    return tensor.mul(Graph.leaf(tensor.shape(), DType.FLOAT32, Numbers.floats(weights))).sum();
  }

  /// Checks the gradient of a scalar, and the gradient of that.
  static void checkTwice(
      String what, Tensor scalar, List<Tensor> variables, List<double[]> points) {
    List<Tensor> gradients = Gradients.of(scalar, variables).list();
    check(what, scalar, variables, points, gradients);
    Tensor sum = Tensor.scalar(0);
    for (int i = 0; i < gradients.size(); i++) {
      sum = sum.add(weighted(gradients.get(i), i + 17));
    }
    check(
        what + ", second derivative", sum, variables, points, Gradients.of(sum, variables).list());
  }

  private static void check(
      String what,
      Tensor scalar,
      List<Tensor> variables,
      List<double[]> points,
      List<Tensor> gradients) {
    for (int v = 0; v < variables.size(); v++) {
      assertThat(gradients.get(v).shape())
          .as("%s: shape of gradient %d", what, v)
          .isEqualTo(variables.get(v).shape());
      double[] gradient = reference(variables, points).evaluate(gradients.get(v));
      for (int i = 0; i < gradient.length; i++) {
        double difference = difference(scalar, variables, points, v, i);
        double size = Math.max(Math.max(Math.abs(gradient[i]), Math.abs(difference)), FLOOR);
        assertThat(Math.abs(gradient[i] - difference) / size)
            .as(
                "%s: operand %d, element %d: derivative %s, difference %s",
                what, v, i, gradient[i], difference)
            .isLessThanOrEqualTo(TOLERANCE);
      }
    }
  }

  private static double difference(
      Tensor scalar, List<Tensor> variables, List<double[]> points, int variable, int element) {
    double[] values = new double[2];
    for (int side = 0; side < 2; side++) {
      double[] moved = points.get(variable).clone();
      moved[element] += side == 0 ? -STEP : STEP;
      values[side] =
          reference(variables, points).with(variables.get(variable), moved).evaluate(scalar)[0];
    }
    return (values[1] - values[0]) / (2 * STEP);
  }

  private static Reference reference(List<Tensor> variables, List<double[]> points) {
    Reference reference = new Reference();
    for (int i = 0; i < variables.size(); i++) {
      reference.with(variables.get(i), points.get(i));
    }
    return reference;
  }

  /// Checks a function of float32 tensors at the given points, twice.
  static void checkTwice(
      String what,
      java.util.function.Function<Tensor[], Tensor> function,
      OpCase.Operand... operands) {
    Tensor[] variables =
        Arrays.stream(operands).map(o -> o.leaf().variable()).toArray(Tensor[]::new);
    List<double[]> points = Arrays.stream(operands).map(OpCase.Operand::values).toList();
    checkTwice(what, weighted(function.apply(variables), 5), List.of(variables), points);
  }
}
