package dev.descent.cli;

import dev.descent.cli.ExperimentPlan.Findings;
import dev.descent.cli.ExperimentPlan.Size;
import dev.descent.cli.ExperimentPlan.Variant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/// With and without shuffling, on examples sorted by class and in the data's own order.
final class ShufflingExperiment {
  private static final double SMALL = 0.005;

  private ShufflingExperiment() {}

  static ExperimentPlan plan(Size size) {
    List<Variant> variants = new ArrayList<>();
    for (String order : List.of("by-class", "own")) {
      for (String shuffle : List.of("true", "false")) {
        SequencedMap<String, String> settings = new LinkedHashMap<>();
        settings.put("order", order);
        settings.put("shuffle", shuffle);
        variants.add(
            new Variant(
                settings,
                List.of(
                    "--order",
                    order,
                    "--shuffle",
                    shuffle,
                    "--optimizer",
                    "sgd",
                    "--lr",
                    "0.1",
                    "--batch-size",
                    "128",
                    "--epochs",
                    size.epochs(5),
                    "--hidden",
                    size.hidden(512))));
      }
    }
    return new ExperimentPlan(
        "shuffling",
        "Shuffling",
        List.of(
            "Examples must be shuffled, or the network learns their order: sorted by class, each batch"
                + " pulls all weights towards one class, and what was learned of the others is"
                + " forgotten."),
        List.of(
            "Plain gradient descent at 0.1 in batches of 128, %s epochs; with a new order each epoch,"
                    .formatted(size.epochs(5))
                + " and in the same order each epoch. Both on the examples sorted by class and on them"
                + " in the order in which the data come, which has no pattern."),
        variants,
        ShufflingExperiment::measured);
  }

  private static List<String> measured(Findings findings) {
    SweepRow sorted = findings.row("by-class", "false");
    SweepRow mixed = findings.row("by-class", "true");
    SweepRow own = findings.row("own", "false");
    SweepRow shuffled = findings.row("own", "true");
    double difference = Findings.accuracy(shuffled) - Findings.accuracy(own);
    return List.of(
        "Sorted by class: %s without shuffling, %s with it."
            .formatted(Findings.outcome(sorted), Findings.outcome(mixed)),
        "In the data's own order: %s without shuffling, %s with it; shuffling is worth %s."
            .formatted(
                Findings.outcome(own), Findings.outcome(shuffled), Findings.points(difference)),
        Math.abs(difference) < SMALL
            ? "So where the data come in no particular order, the difference is small: the rule guards"
                + " against data that do."
            : "So even in this order it made a difference here which of the two was done.");
  }
}
