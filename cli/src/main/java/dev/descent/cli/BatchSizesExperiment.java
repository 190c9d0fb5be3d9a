package dev.descent.cli;

import dev.descent.cli.ExperimentPlan.Findings;
import dev.descent.cli.ExperimentPlan.Size;
import dev.descent.cli.ExperimentPlan.Variant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Seconds an epoch and accuracy for batches of 1 to all examples.
final class BatchSizesExperiment {
  private BatchSizesExperiment() {}

  static ExperimentPlan plan(Size size) {
    return new ExperimentPlan(
        "batch-sizes",
        "Batch sizes",
        List.of(
            "Single examples give many noisy steps, and use the processor badly: an epoch takes long."
                + " The full batch gives one exact step an epoch, and after as many epochs it has"
                + " learned little. Batches of 32 to a few hundred are the usual middle."),
        List.of(
            ("Plain gradient descent, a hidden layer of %s units. The same number of epochs for all"
                    + " would be impractical at both ends, and unfair: batches of 1 have %s, the full"
                    + " batch has %s, the others have %s.")
                .formatted(size.hidden(128), size.epochs(1), size.epochs(30), size.epochs(3)),
            "Nor would one learning rate do for all: noisy steps must be small. Batches of 1 have"
                + " 0.01, of 32 0.2, larger ones 0.5."),
        List.of(
            variant(size, "1", 1, "0.01", 1),
            variant(size, "32", 32, "0.2", 3),
            variant(size, "128", 128, "0.5", 3),
            variant(size, "512", 512, "0.5", 3),
            variant(size, "full", size.examples(), "0.5", 30)),
        BatchSizesExperiment::measured);
  }

  private static Variant variant(Size size, String name, int batchSize, String rate, int epochs) {
    return Variant.of(
        "batch-size",
        name,
        "--optimizer",
        "sgd",
        "--batch-size",
        Integer.toString(batchSize),
        "--lr",
        rate,
        "--epochs",
        size.epochs(epochs),
        "--hidden",
        size.hidden(128));
  }

  private static List<String> measured(Findings findings) {
    List<String> text = new ArrayList<>();
    for (String name : List.of("1", "32", "128", "512", "full")) {
      SweepRow row = findings.row(name);
      SweepResult one = row.results().getFirst();
      text.add(
          "%s: %s an epoch; %s after %d steps in %d epoch%s."
              .formatted(
                  name.equals("full") ? "The full batch" : "Batches of " + name,
                  Findings.seconds(row),
                  Findings.outcome(row),
                  one.log().lastStep(),
                  one.log().epochs().size(),
                  one.log().epochs().size() == 1 ? "" : "s"));
    }
    double single = findings.row("1").secondsAnEpoch().mean();
    double usual = findings.row("128").secondsAnEpoch().mean();
    text.add(
        String.format(
            Locale.ROOT,
            "An epoch of single examples takes %.1f times as long as one of batches of 128.",
            single / usual));
    return text;
  }
}
