package dev.descent.train.coach;

import static dev.descent.train.coach.Rule.figure;
import static dev.descent.train.coach.Rule.percent;

import dev.descent.train.StepStatistics;
import dev.descent.train.StepStatistics.ActivationStatistics;
import dev.descent.train.coach.Rule.Finding;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/// Rules about what goes on inside the network. A single batch proves little: the latest three
/// measurements must agree.
final class NetworkRules {
  static final List<Rule> ALL =
      List.of(
          new Rule("dead-relu", Rule.Scope.STEPS, Rule.Basis.LOOKS, NetworkRules::deadRelu),
          new Rule(
              "saturated-units", Rule.Scope.STEPS, Rule.Basis.LOOKS, NetworkRules::saturatedUnits),
          new Rule(
              "vanishing-gradients",
              Rule.Scope.STEPS,
              Rule.Basis.LOOKS,
              NetworkRules::vanishingGradients),
          new Rule(
              "exploding-gradients",
              Rule.Scope.STEPS,
              Rule.Basis.LOOKS,
              NetworkRules::explodingGradients));

  // The figures behind these are in docs/decisions/0006-coach-thresholds.md.
  private static final int MEASUREMENTS = 3;
  private static final double DEAD = 0.5;
  private static final double SATURATED = 0.5;
  private static final double VANISHED = 1e-3;
  private static final double EXPLODED = 10;

  private NetworkRules() {}

  /// Whether gradients hardly get through the network.
  static boolean isBlocked(Observations seen) {
    return deadRelu(seen).isPresent()
        || saturatedUnits(seen).isPresent()
        || vanishingGradients(seen).isPresent();
  }

  static Optional<Finding> deadRelu(Observations seen) {
    ActivationStatistics worst = worst(seen, NetworkRules::deadShare);
    if (worst == null || deadShare(worst) <= DEAD) {
      return Optional.empty();
    }
    return Optional.of(
        new Finding(
            worst.dead()
                + " of the "
                + worst.units()
                + " units of "
                + worst.name()
                + " gave 0 for every example of a batch",
            "Many ReLU units are dead: they give 0 whatever comes in, and so learn nothing any"
                + " more",
            "lower the learning rate and start anew, or use leaky-relu or gelu"));
  }

  private static double deadShare(ActivationStatistics layer) {
    return (double) layer.dead() / Math.max(1, layer.units());
  }

  static Optional<Finding> saturatedUnits(Observations seen) {
    ActivationStatistics worst = worst(seen, ActivationStatistics::saturated);
    if (worst == null || worst.saturated() <= SATURATED) {
      return Optional.empty();
    }
    return Optional.of(
        new Finding(
            percent(worst.saturated())
                + " of the outputs of "
                + worst.name()
                + " ("
                + worst.kind()
                + ") are at its flat ends",
            "Many units are saturated, and hardly any gradient passes through them",
            "bring the inputs to about mean 0 and deviation 1, start from smaller weights, or lower"
                + " the learning rate"));
  }

  /// The layer that is worst in the best of the latest measurements; null if there are too few.
  private static @Nullable ActivationStatistics worst(
      Observations seen, ToDoubleFunction<ActivationStatistics> measure) {
    ActivationStatistics mildest = null;
    for (StepStatistics step : latest(seen)) {
      ActivationStatistics worst = null;
      for (ActivationStatistics layer : step.activations()) {
        worst =
            worst == null || measure.applyAsDouble(layer) > measure.applyAsDouble(worst)
                ? layer
                : worst;
      }
      if (worst == null) {
        return null;
      }
      mildest =
          mildest == null || measure.applyAsDouble(worst) <= measure.applyAsDouble(mildest)
              ? worst
              : mildest;
    }
    return mildest;
  }

  private static List<StepStatistics> latest(Observations seen) {
    List<StepStatistics> all = seen.measurements();
    return all.size() < MEASUREMENTS
        ? List.of()
        : all.subList(all.size() - MEASUREMENTS, all.size());
  }

  static Optional<Finding> vanishingGradients(Observations seen) {
    List<StepStatistics> latest = latest(seen);
    double ratio = latest.stream().mapToDouble(Figures::firstToLast).max().orElse(1);
    if (!(ratio < VANISHED) || deadRelu(seen).isPresent()) { // dead units say why
      return Optional.empty();
    }
    List<Figures.LayerGradient> layers = Figures.layerGradients(latest.getLast());
    return Optional.of(
        new Finding(
            "the gradient of "
                + layers.getFirst().layer()
                + " is "
                + figure(ratio)
                + " of that of "
                + layers.getLast().layer(),
            "The gradient vanishes on its way back, so the first layers hardly learn",
            "use relu or gelu instead of sigmoid or tanh, put layer normalisation between the"
                + " layers, or take fewer layers"));
  }

  static Optional<Finding> explodingGradients(Observations seen) {
    double ratio = latest(seen).stream().mapToDouble(Figures::gradientRatio).min().orElse(0);
    if (!(ratio > EXPLODED)) {
      return Optional.empty();
    }
    return Optional.of(
        new Finding(
            "the gradient's norm is " + figure(ratio) + " times that of the weights",
            "The gradients are very large beside the weights",
            "clip gradients by their global norm, start from smaller weights, or bring inputs and"
                + " targets to about deviation 1"));
  }
}
