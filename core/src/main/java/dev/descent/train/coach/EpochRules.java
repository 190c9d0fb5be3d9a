package dev.descent.train.coach;

import static dev.descent.train.coach.Rule.figure;
import static dev.descent.train.coach.Rule.percent;

import dev.descent.train.coach.Observations.Epoch;
import dev.descent.train.coach.Rule.Finding;
import java.util.List;
import java.util.Optional;

/// Rules about the course of the epochs.
final class EpochRules {
  static final List<Rule> ALL =
      List.of(
          new Rule("overfitting", Rule.Scope.EPOCHS, Rule.Basis.LOOKS, EpochRules::overfitting),
          new Rule("converged", Rule.Scope.EPOCHS, Rule.Basis.LOOKS, EpochRules::converged));

  // The figures behind these are in docs/decisions/0006-coach-thresholds.md.
  private static final int WORSE_EPOCHS = 3;
  private static final double WORSE = 1.1;
  private static final int FLAT_EPOCHS = 5;
  private static final double FLAT = 0.005;
  private static final double LEARNED = 0.9;

  private EpochRules() {}

  static Optional<Finding> overfitting(Observations seen) {
    Epoch best = seen.best();
    List<Epoch> epochs = seen.epochs();
    if (best == null || epochs.size() < WORSE_EPOCHS) {
      return Optional.empty();
    }
    for (Epoch each : epochs.subList(epochs.size() - WORSE_EPOCHS, epochs.size())) {
      boolean worse = each.testLoss() > WORSE * best.testLoss() && each.loss() < best.loss();
      if (!worse || each.epoch() <= best.epoch()) {
        return Optional.empty();
      }
    }
    Epoch last = epochs.getLast();
    return Optional.of(
        new Finding(
            "the test loss is "
                + figure(last.testLoss())
                + " after "
                + figure(best.testLoss())
                + " in epoch "
                + best.epoch()
                + ", the training loss "
                + figure(last.loss())
                + " after "
                + figure(best.loss()),
            "The network overfits: it gets better on the examples it learns from, and its loss on"
                + " others rises",
            "keep the weights of epoch "
                + best.epoch()
                + ", or use more data, augmentation, dropout or weight decay"));
  }

  /// Several epochs without gain after something was learned.
  static Optional<Finding> converged(Observations seen) {
    List<Epoch> epochs = seen.epochs();
    if (epochs.size() <= FLAT_EPOCHS) {
      return Optional.empty();
    }
    Epoch before = epochs.get(epochs.size() - 1 - FLAT_EPOCHS);
    List<Epoch> since = epochs.subList(epochs.size() - FLAT_EPOCHS, epochs.size());
    double start = seen.firstLoss();
    double lowest = since.stream().mapToDouble(Epoch::loss).min().orElse(Double.NaN);
    boolean learned = before.loss() < LEARNED * start;
    boolean flat = before.loss() - lowest < FLAT * start;
    boolean tested =
        since.stream()
            .allMatch(each ->
                !(each.testLoss() < before.testLoss() - FLAT * start)
                    && !(each.accuracy() > before.accuracy() + FLAT));
    if (!learned || !flat || !tested) {
      return Optional.empty();
    }
    return Optional.of(
        new Finding(
            "over "
                + FLAT_EPOCHS
                + " epochs the training loss has fallen by "
                + percent(Math.max(0, before.loss() - lowest) / start)
                + " of the first loss or less",
            "Training has converged: further epochs like these gain next to nothing",
            "stop here, or lower the learning rate, or take a larger network"));
  }
}
