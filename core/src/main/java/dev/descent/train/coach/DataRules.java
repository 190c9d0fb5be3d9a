package dev.descent.train.coach;

import static dev.descent.train.coach.Rule.figure;

import dev.descent.train.StepStatistics.BatchStatistics;
import dev.descent.train.coach.Rule.Finding;
import java.util.List;
import java.util.Optional;

/// Rules about the examples, and about the loss before anything was learned.
final class DataRules {
  static final List<Rule> ALL =
      List.of(
          new Rule("first-loss", Rule.Scope.RUN, Rule.Basis.LOOKS, DataRules::firstLoss),
          new Rule(
              "unnormalised-inputs",
              Rule.Scope.RUN,
              Rule.Basis.LOOKS,
              DataRules::unnormalisedInputs),
          new Rule("unshuffled", Rule.Scope.RUN, Rule.Basis.LOOKS, DataRules::unshuffled));

  // The figures behind these are in docs/decisions/0006-coach-thresholds.md.
  private static final double FIRST_LOSS_HIGH = 2;
  private static final double FIRST_LOSS_LOW = 0.5;
  private static final double LARGE_INPUT = 5;
  private static final double SMALL_INPUT = 0.01;
  private static final int BATCHES_TO_JUDGE = 3;
  private static final double BEYOND_CHANCE = 3;
  private static final double DEVIATIONS_BEYOND_CHANCE = 10;

  private DataRules() {}

  static Optional<Finding> firstLoss(Observations seen) {
    if (seen.classes() < 2 || Double.isNaN(seen.firstLoss())) {
      return Optional.empty();
    }
    double guess = Math.log(seen.classes());
    double loss = seen.firstLoss();
    if (loss > FIRST_LOSS_HIGH * guess) {
      return Optional.of(
          new Finding(
              firstLossEvidence(seen),
              "Training starts far worse than a blind guess, so the new network is sure of wrong"
                  + " answers",
              "bring the inputs to about mean 0 and deviation 1, or start from smaller weights"));
    }
    if (loss < FIRST_LOSS_LOW * guess) {
      return Optional.of(
          new Finding(
              firstLossEvidence(seen),
              "Training starts far better than a blind guess, which only a network that has learned"
                  + " before can do honestly",
              "if the network is a new one, look for the answer among the inputs, and for classes"
                  + " that the first batch lacks"));
    }
    return Optional.empty();
  }

  private static String firstLossEvidence(Observations seen) {
    return "the first loss is "
        + figure(seen.firstLoss())
        + ", and ln("
        + seen.classes()
        + ") is "
        + figure(Math.log(seen.classes()));
  }

  static Optional<Finding> unnormalisedInputs(Observations seen) {
    if (seen.measurements().isEmpty()) {
      return Optional.empty();
    }
    BatchStatistics batch = seen.measurements().getFirst().batch();
    boolean large =
        Math.abs(batch.inputMean()) > LARGE_INPUT || batch.inputDeviation() > LARGE_INPUT;
    boolean small = batch.inputLargest() < SMALL_INPUT;
    if (!large && !small) { // NaN, of inputs that are indices, is neither
      return Optional.empty();
    }
    return Optional.of(
        new Finding(
            "mean "
                + figure(batch.inputMean())
                + ", standard deviation "
                + figure(batch.inputDeviation())
                + ", largest size "
                + figure(batch.inputLargest()),
            "The inputs are far "
                + (large ? "above" : "below")
                + " the size of about 1 that weights and learning rates are made for",
            "subtract each column's mean and divide by its standard deviation; divide pixels of 0"
                + " to 255 by 255"));
  }

  static Optional<Finding> unshuffled(Observations seen) {
    LabelMix labels = seen.labels();
    double expected = labels.degreesOfFreedom();
    if (labels.batches() < BATCHES_TO_JUDGE || expected == 0) {
      return Optional.empty();
    }
    double ratio = labels.chiSquared() / expected;
    double deviations = (labels.chiSquared() - expected) / Math.sqrt(2 * expected);
    if (ratio < BEYOND_CHANCE || deviations < DEVIATIONS_BEYOND_CHANCE) {
      return Optional.empty();
    }
    return Optional.of(
        new Finding(
            "over "
                + labels.batches()
                + " batches, the classes' shares vary "
                + figure(ratio)
                + " times as much as by chance",
            "The classes are badly mixed: batches differ in their labels far more than random ones"
                + " would, and each step unlearns some of what others taught",
            "shuffle the training data"));
  }
}
