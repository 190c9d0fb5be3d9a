package dev.descent.train.coach;

import static dev.descent.train.coach.Rule.figure;
import static dev.descent.train.coach.Rule.percent;

import dev.descent.train.StepStatistics;
import dev.descent.train.coach.Rule.Finding;
import java.util.List;
import java.util.Optional;

/// Rules about the course of the training loss.
final class LossRules {
  static final List<Rule> ALL =
      List.of(
          new Rule("diverged", Rule.Scope.RUN, Rule.Basis.LOSSES, LossRules::diverged),
          new Rule(
              "learning-rate-high",
              Rule.Scope.STEPS,
              Rule.Basis.LOSSES,
              LossRules::learningRateHigh),
          new Rule(
              "learning-rate-low",
              Rule.Scope.STEPS,
              Rule.Basis.LOSSES,
              LossRules::learningRateLow));

  // The figures behind these are in docs/decisions/0006-coach-thresholds.md.
  private static final double GROWN = 2.5;
  private static final double GROWN_WITHOUT_GUESS = 3;
  private static final double WILD = 0.25;
  private static final int WILD_BLOCKS = 2;
  private static final double RISEN = 2;
  private static final double RISEN_OF_FIRST = 0.2;
  private static final double TINY_UPDATE = 1e-5;
  private static final double SMALL_UPDATE = 1e-4;
  private static final int CRAWLING_BLOCKS = 10;
  private static final double CRAWLED = 0.02;
  private static final int MEASUREMENTS = 3;
  private static final double MUCH_TO_GAIN = 0.5;
  private static final double NEAR_HIGHEST_RATE = 0.5;

  private LossRules() {}

  static Optional<Finding> diverged(Observations seen) {
    String divergence = seen.divergence();
    return divergence == null
        ? Optional.empty()
        : Optional.of(
            new Finding(
                divergence,
                "The run has lost its way: its numbers are not finite any more, and more steps"
                    + " cannot mend that",
                "lower the learning rate, clip gradients, and check the data for NaN"));
  }

  static Optional<Finding> learningRateHigh(Observations seen) {
    List<LossBlock> blocks = seen.blocks();
    if (blocks.isEmpty()) {
      return Optional.empty();
    }
    double start = start(seen);
    double now = blocks.getLast().mean();
    double limit = seen.classes() > 0 ? GROWN : GROWN_WITHOUT_GUESS;
    if (now > limit * start) {
      return high(
          "the last "
              + LossBlock.STEPS
              + " losses average "
              + figure(now)
              + ", and training started at "
              + figure(start),
          "Training makes the loss larger instead of smaller");
    }
    if (blocks.size() < WILD_BLOCKS) {
      return Optional.empty();
    }
    List<LossBlock> last = blocks.subList(blocks.size() - WILD_BLOCKS, blocks.size());
    double jump = last.stream().mapToDouble(LossBlock::jump).min().orElse(0);
    if (jump > WILD * start) {
      return high(
          "from step to step it jumps by "
              + figure(jump)
              + " on average, and training started at "
              + figure(start),
          "The loss leaps up and down");
    }
    double least = last.stream().mapToDouble(LossBlock::mean).min().orElse(0);
    if (least > RISEN * seen.lowest() && least > seen.lowest() + RISEN_OF_FIRST * start) {
      return high(
          "it averages " + figure(least) + " after " + figure(seen.lowest()),
          "The loss had been lower and has risen again");
    }
    return Optional.empty();
  }

  /// What the loss is before learning. A lucky first batch must not count: with classes a blind
  /// guess is the least, without them the first block's average.
  private static double start(Observations seen) {
    return seen.classes() > 1
        ? Math.max(seen.firstLoss(), Math.log(seen.classes()))
        : Math.max(seen.firstLoss(), seen.firstBlock());
  }

  private static Optional<Finding> high(String evidence, String text) {
    return Optional.of(
        new Finding(
            evidence,
            text + ", as it does when the learning rate is too high",
            "divide the learning rate by 3 to 10, or begin with a warm-up"));
  }

  /// Steps that are too small to get anywhere, though there is much to gain and the rate is not
  /// meant to be small now, as at the beginning of a warm-up or at the end of a schedule.
  static Optional<Finding> learningRateLow(Observations seen) {
    List<StepStatistics> all = seen.measurements();
    if (all.size() < MEASUREMENTS || seen.blocks().isEmpty()) {
      return Optional.empty();
    }
    List<StepStatistics> last = all.subList(all.size() - MEASUREMENTS, all.size());
    double ratio = last.stream().mapToDouble(Figures::updateRatio).max().orElse(0);
    double share = seen.blocks().getLast().mean() / start(seen);
    boolean rising = last.getLast().learningRate() > last.getFirst().learningRate();
    boolean decayed = last.getLast().learningRate() < NEAR_HIGHEST_RATE * seen.highestRate();
    boolean crawls =
        ratio < SMALL_UPDATE
            && seen.blocks().size() >= CRAWLING_BLOCKS
            && seen.firstBlock() - seen.lowest() < CRAWLED * start(seen);
    boolean tiny = ratio < TINY_UPDATE && share > MUCH_TO_GAIN;
    if (!(tiny || crawls) || rising || decayed) {
      return Optional.empty();
    }
    if (NetworkRules.isBlocked(seen)) { // then the gradient is what is too small
      return Optional.empty();
    }
    return Optional.of(
        new Finding(
            "a step changes the weights by "
                + figure(ratio)
                + " of their size, and the loss is still at "
                + percent(share)
                + " of where it started",
            "The steps are so small that training crawls",
            "multiply the learning rate by 10; about 0.001 of the weights' size is a usual step"));
  }
}
