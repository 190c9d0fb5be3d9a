package dev.descent.cli;

import dev.descent.cli.ExperimentPlan.Findings;
import dev.descent.cli.ExperimentPlan.Size;
import dev.descent.cli.ExperimentPlan.Variant;
import dev.descent.optim.Rules;
import java.util.ArrayList;
import java.util.List;

/// All optimizers at their usual rates.
final class OptimizersExperiment {
  private OptimizersExperiment() {}

  static ExperimentPlan plan(Size size) {
    return new ExperimentPlan(
        "optimizers",
        "Optimizers",
        List.of(
            "Adaptive methods such as Adam learn fast with the rate that they come with; gradient descent"
                + " is as good or better in the end, once its rate is tuned."),
        List.of(
            "Each optimizer has its usual settings, which for gradient descent means a rate of %s that was found on this kind of data. Batches of 128, a hidden layer, %s epochs."
                .formatted(Rules.toMap(Rules.named("sgd")).get("learningRate"), size.epochs(5)),
            "This compares usual settings, not what each can reach: with tuned rates the order may be"
                + " another."),
        Rules.names().stream()
            .map(name ->
                Variant.of(
                    "optimizer",
                    name,
                    "--optimizer",
                    name,
                    "--lr",
                    String.valueOf(Rules.toMap(Rules.named(name)).get("learningRate")),
                    "--batch-size",
                    "128",
                    "--epochs",
                    size.epochs(5),
                    "--hidden",
                    size.hidden(512)))
            .toList(),
        OptimizersExperiment::measured);
  }

  private static List<String> measured(Findings findings) {
    List<String> text = new ArrayList<>();
    findings
        .results()
        .best()
        .ifPresent(best ->
            text.add(
                "The highest accuracy: %s, %s."
                    .formatted(
                        best.settings().get("optimizer"),
                        SweepTable.text(best.bestAccuracy(), SweepTable::percent))));
    for (SweepRow row : findings.results().rows()) {
      text.add(
          "%s: %s, %s an epoch."
              .formatted(
                  row.settings().get("optimizer"), Findings.outcome(row), Findings.seconds(row)));
    }
    return text;
  }
}
