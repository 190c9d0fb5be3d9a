package dev.descent.cli;

import dev.descent.cli.ExperimentPlan.Findings;
import dev.descent.cli.ExperimentPlan.Size;
import dev.descent.cli.ExperimentPlan.Variant;
import dev.descent.train.RunLog.ActivationMeasurement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Too small crawls, too large oscillates or diverges.
final class LearningRatesExperiment {
  private static final List<String> RATES = List.of("0.001", "0.01", "0.1", "1", "10");

  private LearningRatesExperiment() {}

  static ExperimentPlan plan(Size size) {
    return new ExperimentPlan(
        "learning-rates",
        "Learning rates",
        List.of(
            "A learning rate that is too small crawls: the loss falls, but hardly. One that is too"
                + " large overshoots: the loss jumps about, or grows until it is no number any more."
                + " In between, a factor of ten decides whether training takes minutes or hours."),
        List.of(
            "Plain gradient descent in batches of 128, a hidden layer, %s epochs, nothing else but"
                    .formatted(size.epochs(5))
                + " the rate changes."),
        RATES.stream()
            .map(rate ->
                Variant.of(
                    "lr",
                    rate,
                    "--optimizer",
                    "sgd",
                    "--lr",
                    rate,
                    "--batch-size",
                    "128",
                    "--epochs",
                    size.epochs(5),
                    "--hidden",
                    size.hidden(512)))
            .toList(),
        LearningRatesExperiment::measured);
  }

  private static List<String> measured(Findings findings) {
    List<String> text = new ArrayList<>();
    SweepRow smallest = findings.row(RATES.getFirst());
    findings
        .results()
        .best()
        .ifPresent(best -> {
          text.add(
              "The best rate here is %s: %s."
                  .formatted(best.settings().get("lr"), Findings.outcome(best)));
          if (!best.equals(smallest)) {
            text.add(
                "%s in the same time: %s, %s behind."
                    .formatted(
                        RATES.getFirst(),
                        Findings.outcome(smallest),
                        Findings.points(Findings.accuracy(best) - Findings.accuracy(smallest))));
          }
        });
    for (String rate : List.of("1", "10")) {
      text.add("%s: %s.".formatted(rate, Findings.outcome(findings.row(rate))));
    }
    SweepRow largest = findings.row(RATES.getLast());
    if (largest.diverged() > 0) {
      text.add("So the largest rate did what the folklore says: it diverged.");
    } else {
      dead(largest.results().getFirst()).ifPresent(text::add);
    }
    return text;
  }

  /// A ReLU network seldom ends in numbers that are none: its units die before.
  private static Optional<String> dead(SweepResult result) {
    if (result.log().measurements().isEmpty()) {
      return Optional.empty();
    }
    long dead = 0;
    long units = 0;
    for (ActivationMeasurement layer :
        result.log().measurements().getLast().activations().values()) {
      dead += layer.dead();
      units += layer.units();
    }
    return Optional.of(
        ("The largest rate did not end in NaN: %d of the %d hidden units give 0 for every example of a"
                + " batch, and a unit that always gives 0 has no gradient, so it stays dead. That is how a ReLU network"
                + " usually \"diverges\".")
            .formatted(dead, units));
  }
}
