package dev.descent.train;

import dev.descent.io.FormatException;
import dev.descent.io.JsonLines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// What a run's `events.jsonl` tells, in types. Numbers that a line lacks are NaN, texts are empty;
/// lines of a kind that is not known here are passed over, so that older programs read newer logs.
///
/// @param start how the run began; null if it was broken off before
/// @param steps one training step in so many
/// @param measurements what was measured on single steps
/// @param epochs the finished epochs, in order
/// @param notices what a person should know, in order
/// @param finish how the run ended; null if it has not, or was broken off
public record RunLog(
    @Nullable Start start,
    List<Step> steps,
    List<Measurement> measurements,
    List<Epoch> epochs,
    List<Notice> notices,
    @Nullable Finish finish) {
  /// The name of the file in a run's folder.
  public static final String FILE = "events.jsonl";

  /// Only a few notices follow the line that tells of the end.
  private static final int LAST_BYTES = 1 << 16;

  public RunLog {
    steps = List.copyOf(steps);
    measurements = List.copyOf(measurements);
    epochs = List.copyOf(epochs);
    notices = List.copyOf(notices);
  }

  /// How a run began.
  ///
  /// @param train the number of examples to learn from
  /// @param test the number of examples to test with
  /// @param parameters the number of numbers that are trained
  /// @param epochs how many epochs there were to be at most
  public record Start(
      String dataset, long train, long test, long parameters, long epochs, long batchSize) {}

  /// A training step, counted from 1 through all epochs.
  public record Step(long step, int epoch, double loss, double learningRate) {}

  /// What was measured on one step.
  ///
  /// @param parameters what is known of each parameter, by its name
  /// @param activations what is known of each activation layer, by its name
  public record Measurement(
      long step,
      double learningRate,
      double gradientNorm,
      SequencedMap<String, ParameterMeasurement> parameters,
      SequencedMap<String, ActivationMeasurement> activations) {
    public Measurement {
      parameters = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(parameters));
      activations = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(activations));
    }
  }

  /// A parameter on one step.
  ///
  /// @param updateRatio the norm of its change over its norm
  public record ParameterMeasurement(double weightNorm, double gradientNorm, double updateRatio) {}

  /// An activation layer on one step.
  ///
  /// @param dead how many of its units gave 0 for all examples
  /// @param saturated the share of outputs where it is flat
  public record ActivationMeasurement(String kind, long units, long dead, double saturated) {}

  /// How one epoch went; [EpochResult] says what the numbers are.
  ///
  /// @param step the last step in it; 0 if the line does not say
  public record Epoch(
      int epoch,
      long step,
      double loss,
      double testLoss,
      double accuracy,
      double seconds,
      SequencedMap<String, Double> metrics) {
    public Epoch {
      metrics = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(metrics));
    }
  }

  /// Something that a person should know.
  ///
  /// @param step the step that it is about; 0 if the line does not say
  public record Notice(long step, String rule, String text, String suggestion) {}

  /// How a run ended.
  public record Finish(
      StopReason reason,
      String detail,
      long epochs,
      long steps,
      double bestAccuracy,
      long bestEpoch,
      double seconds) {
    private static Finish of(RunLogLine line) {
      String reason = line.text("reason");
      for (StopReason known : StopReason.values()) {
        if (known.name().toLowerCase(Locale.ROOT).equals(reason)) {
          return new Finish(
              known,
              line.text("detail"),
              line.count("epochs"),
              line.count("steps"),
              line.number("bestAccuracy"),
              line.count("bestEpoch"),
              line.number("seconds"));
        }
      }
      throw line.wrong("reason", "completed, early, time, interrupted or diverged");
    }
  }

  /// How a run ended, without reading all of its log: empty if it did not, or there is no log.
  ///
  /// **Throws** [RunException] if the end of the log is damaged
  public static Optional<Finish> readFinish(Path folder) {
    Path file = folder.resolve(FILE);
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try {
      return JsonLines.readLast(file, LAST_BYTES).reversed().stream()
          .filter(line -> "finished".equals(line.get("event")))
          .findFirst()
          .map(line -> Finish.of(new RunLogLine(file + ": its last lines", line)));
    } catch (IOException e) {
      throw RunException.of(e);
    } catch (FormatException e) {
      throw new RunException(String.valueOf(e.getMessage()));
    }
  }

  /// Reads the log of a run.
  ///
  /// **Throws** [RunException] if the folder holds none, it cannot be read, or a line of it is
  /// damaged; the remains of a last line that was broken off are no damage
  public static RunLog read(Path folder) {
    Path file = folder.resolve(FILE);
    if (!Files.isRegularFile(file)) {
      throw new RunException(
          folder + " holds no run: there is no " + FILE + "; give a folder that `train` has made");
    }
    Reader reader = new Reader();
    try {
      long number = 0;
      for (Map<String, @Nullable Object> line : JsonLines.read(file)) {
        number++;
        reader.read(new RunLogLine(file + ": line " + number, line));
      }
    } catch (IOException e) {
      throw RunException.of(e);
    } catch (FormatException e) {
      throw new RunException(String.valueOf(e.getMessage()));
    }
    return new RunLog(
        reader.start,
        reader.steps,
        reader.measurements,
        reader.epochs,
        reader.notices,
        reader.finish);
  }

  /// Whether a program trains in a folder at this moment.
  ///
  /// **Throws** [RunException] if the folder cannot be looked at
  public static boolean isUnderWay(Path folder) {
    if (!Files.exists(folder.resolve(RunLock.NAME))) {
      return false;
    }
    try {
      RunLock.take(folder).close();
      return false;
    } catch (RunException e) {
      return true;
    } catch (IOException e) {
      // A folder that this program may read but not write to: nothing can be said of it.
      return false;
    }
  }

  /// The epoch with the highest accuracy on the test set, the first of equal ones.
  public Optional<Epoch> best() {
    Epoch best = null;
    for (Epoch epoch : epochs) {
      if (best == null ? !Double.isNaN(epoch.accuracy) : epoch.accuracy > best.accuracy) {
        best = epoch;
      }
    }
    return Optional.ofNullable(best);
  }

  /// The wall time of the training parts of all finished epochs.
  public double seconds() {
    return epochs.stream().mapToDouble(Epoch::seconds).filter(Double::isFinite).sum();
  }

  /// The last step that the log knows of.
  public long lastStep() {
    long last = finish == null ? 0 : finish.steps;
    if (!steps.isEmpty()) {
      last = Math.max(last, steps.getLast().step);
    }
    return epochs.isEmpty() ? last : Math.max(last, epochs.getLast().step);
  }

  private static final class Reader {
    private @Nullable Start start;
    private @Nullable Finish finish;
    private final List<Step> steps = new ArrayList<>();
    private final List<Measurement> measurements = new ArrayList<>();
    private final List<Epoch> epochs = new ArrayList<>();
    private final List<Notice> notices = new ArrayList<>();

    void read(RunLogLine line) {
      switch (line.text("event")) {
        case "started" -> start(line);
        case "step" -> {
          // A run that was taken up again goes on after its end.
          finish = null;
          steps.add(
              new Step(
                  line.count("step"),
                  (int) line.count("epoch"),
                  line.number("loss"),
                  line.number("learningRate")));
        }
        case "measured" -> measurements.add(measurement(line));
        case "epoch" -> {
          finish = null;
          epochs.add(epoch(line));
        }
        case "notice" ->
            notices.add(
                new Notice(
                    line.count("step"),
                    line.text("rule"),
                    line.text("text"),
                    line.text("suggestion")));
        case "finished" -> finish = Finish.of(line);
        default -> {}
      }
    }

    private void start(RunLogLine line) {
      if (start == null) {
        start =
            new Start(
                line.text("dataset"),
                line.count("train"),
                line.count("test"),
                line.count("parameters"),
                line.count("epochs"),
                line.count("batchSize"));
      }
    }

    private static Epoch epoch(RunLogLine line) {
      SequencedMap<String, Double> metrics = new LinkedHashMap<>();
      RunLogLine named = line.object("metrics");
      for (String name : named.names()) {
        metrics.put(name, named.number(name));
      }
      return new Epoch(
          (int) line.count("epoch"),
          line.count("step"),
          line.number("loss"),
          line.number("testLoss"),
          line.number("accuracy"),
          line.number("seconds"),
          metrics);
    }

    private static Measurement measurement(RunLogLine line) {
      SequencedMap<String, ParameterMeasurement> parameters = new LinkedHashMap<>();
      RunLogLine named = line.object("parameters");
      for (String name : named.names()) {
        RunLogLine one = named.object(name);
        parameters.put(
            name,
            new ParameterMeasurement(
                one.number("weightNorm"), one.number("gradientNorm"), one.number("updateRatio")));
      }
      SequencedMap<String, ActivationMeasurement> activations = new LinkedHashMap<>();
      named = line.object("activations");
      for (String name : named.names()) {
        RunLogLine one = named.object(name);
        activations.put(
            name,
            new ActivationMeasurement(
                one.text("kind"), one.count("units"), one.count("dead"), one.number("saturated")));
      }
      return new Measurement(
          line.count("step"),
          line.number("learningRate"),
          line.number("gradientNorm"),
          parameters,
          activations);
    }
  }
}
