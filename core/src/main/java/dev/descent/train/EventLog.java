package dev.descent.train;

import dev.descent.io.Json;
import dev.descent.io.JsonLinesWriter;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Writes a run's events as JSON, one object a line, for programs to read:
///
/// ```
/// {"event":"started","dataset":"mnist","train":60000,"test":10000,"parameters":407050,...}
/// {"event":"step","step":10,"epoch":1,"loss":1.9123,"learningRate":0.5}
/// {"event":"measured","step":50,"learningRate":0.5,"gradientNorm":0.31,
///  "parameters":{"hidden.weight":{"weightNorm":13.2,"gradientNorm":0.2,"updateRatio":0.008},...},
///  "activations":{"activation":{"kind":"Relu","units":512,"dead":3,"saturated":0.0}},"batch":{...}}
/// {"event":"epoch","epoch":1,"step":469,"loss":0.3157,"testLoss":0.1502,"accuracy":0.9561,"seconds":0.78,
///  "metrics":{"f1":0.9558,...}}
/// {"event":"notice","step":469,"rule":"overfitting","text":"...","suggestion":"..."}
/// {"event":"finished","epochs":8,"steps":3752,"bestAccuracy":0.9822,"bestEpoch":8,"seconds":6.9,"reason":"early",
///  "detail":"..."}
/// ```
///
/// What was not measured is left out. `reason` is one of `completed`, `early`, `time`,
/// `interrupted` and `diverged`.
public final class EventLog implements TrainListener {
  private final JsonLinesWriter out;
  private final Map<String, ? extends @Nullable Object> about;
  private final int everySteps;

  /// A log.
  ///
  /// @param about more about the run, for the line `started`
  /// @param everySteps one step in so many has a line, and each that was measured; 0 for none
  public EventLog(
      JsonLinesWriter out, Map<String, ? extends @Nullable Object> about, int everySteps) {
    this.out = out;
    this.about = about;
    this.everySteps = everySteps;
  }

  /// Writes the event's line, if it has one.
  ///
  /// **Throws** [RunException] if it cannot be written
  @Override
  public void on(TrainEvent event) {
    switch (event) {
      case TrainEvent.Started started -> {
        if (started.steps() == 0) {
          write(started(started));
        }
      }
      case TrainEvent.StepDone step -> {
        if (everySteps > 0 && step.step() % everySteps == 0) {
          write(
              Json.object(
                  "event", "step",
                  "step", step.step(),
                  "epoch", step.epoch(),
                  "loss", step.loss(),
                  "learningRate", step.learningRate()));
        }
      }
      case TrainEvent.Measured measured -> {
        if (everySteps > 0) {
          write(measured(measured.statistics()));
        }
      }
      case TrainEvent.EpochEnded ended -> write(epoch(ended.result()));
      case TrainEvent.Notice notice ->
          write(
              Json.object(
                  "event", "notice",
                  "step", notice.step(),
                  "rule", notice.rule(),
                  "text", notice.text(),
                  "suggestion", notice.suggestion()));
      case TrainEvent.Stopped stopped -> write(finished(stopped.history()));
      case TrainEvent.EpochStarted _, TrainEvent.Evaluated _ -> {}
    }
  }

  private static Map<String, @Nullable Object> measured(StepStatistics statistics) {
    Map<String, @Nullable Object> line = Json.object("event", "measured");
    line.putAll(statistics.toMap());
    return line;
  }

  private Map<String, @Nullable Object> started(TrainEvent.Started started) {
    Map<String, @Nullable Object> line = Json.object("event", "started");
    line.putAll(about);
    line.put("train", started.trainSize());
    line.put("test", started.testSize());
    line.put("parameters", started.parameters());
    line.put("epochs", started.epochs());
    line.put("batchSize", started.batchSize());
    line.put("seed", started.seed());
    return line;
  }

  private static Map<String, @Nullable Object> epoch(EpochResult result) {
    Map<String, @Nullable Object> line = new LinkedHashMap<>();
    line.put("event", "epoch");
    line.put("epoch", result.epoch());
    line.put("step", result.steps());
    line.put("loss", result.loss());
    putMeasured(line, "testLoss", result.testLoss());
    putMeasured(line, "accuracy", result.accuracy());
    line.put("seconds", rounded(result.seconds()));
    if (!result.metrics().isEmpty()) {
      line.put("metrics", result.metrics());
    }
    return line;
  }

  private static Map<String, @Nullable Object> finished(History history) {
    Map<String, @Nullable Object> line = new LinkedHashMap<>();
    line.put("event", "finished");
    line.put("epochs", history.epochs().size());
    line.put("steps", history.steps());
    history
        .best()
        .ifPresent(best -> {
          line.put("bestAccuracy", best.accuracy());
          line.put("bestEpoch", best.epoch());
        });
    line.put("seconds", rounded(history.seconds()));
    line.put("reason", history.reason().name().toLowerCase(Locale.ROOT));
    if (!history.detail().isEmpty()) {
      line.put("detail", history.detail());
    }
    return line;
  }

  private static void putMeasured(Map<String, @Nullable Object> line, String name, double value) {
    if (!Double.isNaN(value)) {
      line.put(name, value);
    }
  }

  private static double rounded(double seconds) {
    return Math.round(seconds * 1e4) / 1e4;
  }

  private void write(Map<String, @Nullable Object> line) {
    try {
      out.write(line);
    } catch (IOException e) {
      throw RunException.of(e);
    }
  }
}
