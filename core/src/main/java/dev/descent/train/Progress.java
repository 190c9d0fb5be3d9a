package dev.descent.train;

import dev.descent.io.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Where a run stands between two steps.
final class Progress {
  /// The epoch under way, from 1.
  int epoch = 1;

  /// The steps done in it. Once they are all done, the test is what comes next.
  int batch;

  /// The sum of its examples' losses so far.
  double lossSum;

  /// The number of its examples so far.
  long examples;

  /// The time that its steps took so far.
  double seconds;

  /// What listeners have multiplied the learning rate by.
  double rateScale = 1;

  final List<EpochResult> results = new ArrayList<>();

  void endEpoch(EpochResult result) {
    results.add(result);
    epoch++;
    batch = 0;
    lossSum = 0;
    examples = 0;
    seconds = 0;
  }

  /// Goes where another one stands; the results of epochs stay.
  void set(Progress other) {
    epoch = other.epoch;
    batch = other.batch;
    lossSum = other.lossSum;
    examples = other.examples;
    seconds = other.seconds;
    rateScale = other.rateScale;
  }

  Map<String, @Nullable Object> toJson() {
    List<Map<String, @Nullable Object>> epochs = new ArrayList<>();
    for (EpochResult result : results) {
      epochs.add(
          Json.object(
              "epoch", result.epoch(),
              "steps", result.steps(),
              "loss", result.loss(),
              "testLoss", result.testLoss(),
              "accuracy", result.accuracy(),
              "seconds", result.seconds(),
              "metrics", result.metrics()));
    }
    return Json.object(
        "epoch", epoch,
        "batch", batch,
        "lossSum", lossSum,
        "examples", examples,
        "seconds", seconds,
        "rateScale", rateScale,
        "results", epochs);
  }

  /// **Throws** [RunException] naming the field that makes no sense
  static Progress fromJson(Fields fields) {
    Progress progress = new Progress();
    progress.epoch = (int) fields.integer("epoch", 1, Integer.MAX_VALUE);
    progress.batch = (int) fields.integer("batch", 0, Integer.MAX_VALUE);
    progress.lossSum = fields.number("lossSum");
    progress.examples = fields.integer("examples", 0, Long.MAX_VALUE);
    progress.seconds = fields.number("seconds");
    progress.rateScale = fields.number("rateScale");
    for (Fields result : fields.objects("results")) {
      Map<String, Double> metrics = new LinkedHashMap<>();
      Fields measured = result.object("metrics");
      measured.names().forEach(name -> metrics.put(name, measured.number(name)));
      progress.results.add(
          new EpochResult(
              (int) result.integer("epoch", 1, Integer.MAX_VALUE),
              result.integer("steps", 0, Long.MAX_VALUE),
              result.number("loss"),
              result.number("testLoss"),
              result.number("accuracy"),
              result.number("seconds"),
              metrics));
    }
    return progress;
  }
}
