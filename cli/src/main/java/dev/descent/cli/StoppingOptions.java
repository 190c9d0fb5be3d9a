package dev.descent.cli;

import dev.descent.train.TrainingSpec.Stopping;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// When a run ends before its epochs are done.
final class StoppingOptions {
  @Option(
      names = "--stop-at-accuracy",
      paramLabel = "X",
      description = "Stop once the test accuracy is at least X, such as 0.98.")
  @Nullable Double accuracy;

  @Option(
      names = "--stop-after",
      paramLabel = "SECONDS",
      description = "Stop after the step that ends so many seconds after the start.")
  @Nullable Double seconds;

  @Option(
      names = "--early-stopping",
      paramLabel = "METRIC",
      description =
          "Stop when a figure of the test gets no better: loss, accuracy, f1, ... Default: never.")
  @Nullable String metric;

  @Option(
      names = "--patience",
      paramLabel = "N",
      description = "Epochs that may bring nothing better. Default: 5.")
  @Nullable Integer patience;

  @Option(
      names = "--min-change",
      paramLabel = "X",
      description = "By how much a figure must be better to count. Default: 0.")
  @Nullable Double minimumChange;

  @Option(
      names = "--restore-best",
      description = "Keep the model of the best epoch, not of the last.")
  boolean restoreBest;

  void check(Checks checks) {
    if (accuracy != null) {
      checks.require(
          accuracy > 0 && accuracy <= 1,
          "--stop-at-accuracy",
          "above 0 and at most 1 (0.98 is 98 %)",
          accuracy);
    }
    if (seconds != null) {
      checks.require(seconds > 0 && seconds < 1e9, "--stop-after", "above 0", seconds);
    }
    checks.count("--patience", patience);
    checks.within("--min-change", minimumChange, 0, Double.MAX_VALUE, "0 or a number above it");
    if (metric == null && (patience != null || minimumChange != null)) {
      throw checks.wrong(
          (patience != null ? "--patience" : "--min-change")
              + " needs to know what to watch: add --early-stopping loss");
    }
  }

  /// Figures that the test will not have are refused.
  ///
  /// @param classes the number of classes; 0 where numbers are learned
  void requireFigures(Checks checks, int classes) {
    List<String> figures =
        classes == 0
            ? List.of("loss", "mae", "rmse", "r2")
            : classes > 5
                ? List.of("loss", "accuracy", "top5", "precision", "recall", "f1", "ece")
                : List.of("loss", "accuracy", "precision", "recall", "f1", "ece");
    if (metric != null && !figures.contains(metric)) {
      throw checks.wrong("--early-stopping: " + Nearest.unknown("figure", metric, figures));
    }
    if (accuracy != null && classes == 0) {
      throw checks.wrong("--stop-at-accuracy is for classes; these data have a number as target");
    }
  }

  Stopping stopping(Stopping usual) {
    String watched = metric != null ? metric : restoreBest ? "loss" : usual.metric();
    return new Stopping(
        accuracy != null ? accuracy : usual.accuracy(),
        watched,
        patience != null ? patience : metric == null && restoreBest ? 1_000_000 : usual.patience(),
        minimumChange != null ? minimumChange : usual.minimumChange(),
        restoreBest || usual.restoreBest(),
        seconds != null ? seconds : usual.seconds());
  }
}
