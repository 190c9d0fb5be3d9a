package dev.descent.cli;

import dev.descent.io.Json;
import dev.descent.train.RunLog;
import dev.descent.train.StopReason;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What came of one run of a sweep. What was not measured is NaN.
record SweepResult(SweepCell cell, Path run, RunLog log) {
  private static final Pattern STEP = Pattern.compile("at step (\\d+)");

  /// Whether the run needs not go on.
  boolean isDone() {
    return isDone(log);
  }

  static boolean isDone(RunLog log) {
    RunLog.Finish finish = log.finish();
    return finish != null && finish.reason() != StopReason.INTERRUPTED;
  }

  /// The step at which the run diverged.
  OptionalLong divergedAt() {
    RunLog.Finish finish = log.finish();
    if (finish == null || finish.reason() != StopReason.DIVERGED) {
      return OptionalLong.empty();
    }
    Matcher matcher = STEP.matcher(finish.detail());
    return OptionalLong.of(matcher.find() ? Long.parseLong(matcher.group(1)) : finish.steps());
  }

  double bestAccuracy() {
    return log.best().map(RunLog.Epoch::accuracy).orElse(Double.NaN);
  }

  double lastAccuracy() {
    return log.epochs().isEmpty() ? Double.NaN : log.epochs().getLast().accuracy();
  }

  double testLoss() {
    return log.epochs().isEmpty() ? Double.NaN : log.epochs().getLast().testLoss();
  }

  double trainLoss() {
    return log.epochs().isEmpty() ? Double.NaN : log.epochs().getLast().loss();
  }

  /// The median: the first epochs of a program are slower than those that follow.
  double secondsAnEpoch() {
    List<Double> sorted = log.epochs().stream().map(RunLog.Epoch::seconds).sorted().toList();
    int half = sorted.size() / 2;
    if (sorted.isEmpty()) {
      return Double.NaN;
    }
    return sorted.size() % 2 == 1
        ? sorted.get(half)
        : (sorted.get(half - 1) + sorted.get(half)) / 2;
  }

  /// The outcome in a few words.
  String text() {
    if (divergedAt().isPresent()) {
      return "diverged at step " + divergedAt().getAsLong();
    }
    String measure =
        Double.isNaN(lastAccuracy())
            ? String.format(Locale.ROOT, "test loss %.4g", testLoss())
            : String.format(Locale.ROOT, "%.2f %%", 100 * lastAccuracy());
    double seconds = secondsAnEpoch();
    return "%s, %s s an epoch".formatted(measure, SweepTable.seconds(seconds).apply(seconds));
  }

  Map<String, @Nullable Object> toJson() {
    RunLog.Finish finish = log.finish();
    Map<String, @Nullable Object> json =
        Json.object(
            "event", "cell",
            "cell", cell.name(),
            "settings", cell.settings(),
            "status",
                finish == null ? "under way" : finish.reason().name().toLowerCase(Locale.ROOT),
            "epochs", log.epochs().size(),
            "steps", log.lastStep());
    divergedAt().ifPresent(step -> json.put("divergedAt", step));
    put(json, "bestAccuracy", bestAccuracy());
    put(json, "lastAccuracy", lastAccuracy());
    put(json, "testLoss", testLoss());
    put(json, "trainLoss", trainLoss());
    put(json, "secondsAnEpoch", secondsAnEpoch());
    json.put("run", run.toString());
    return json;
  }

  private static void put(Map<String, @Nullable Object> json, String name, double value) {
    if (!Double.isNaN(value)) {
      json.put(name, value);
    }
  }
}
