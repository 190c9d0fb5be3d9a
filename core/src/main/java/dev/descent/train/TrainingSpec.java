package dev.descent.train;

import dev.descent.io.Json;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How a run trains, in words and numbers, as `run.json` holds it.
///
/// @param epochs the most epochs
/// @param batchSize examples in a batch
/// @param seed what all chance comes from
/// @param shuffle whether each epoch has an order of its own
/// @param steps how a step is made
/// @param stopping when a run ends before its epochs are done
/// @param keeping what is written on the way
public record TrainingSpec(
    int epochs,
    int batchSize,
    long seed,
    boolean shuffle,
    Steps steps,
    Stopping stopping,
    Keeping keeping) {
  /// What is written where a refinement is not used.
  public static final String NONE = "none";

  /// A plain run: constant learning rate, all epochs, a checkpoint after each.
  public TrainingSpec(int epochs, int batchSize, long seed) {
    this(epochs, batchSize, seed, true, Steps.PLAIN, Stopping.NEVER, Keeping.USUAL);
  }

  /// How a step is made. Texts are those of [dev.descent.optim.Schedule#named],
  /// [dev.descent.optim.Clipping#named], [dev.descent.optim.WeightAverage#named] and
  /// [dev.descent.data.Augmentation#named], or `none`.
  ///
  /// @param accumulate batches whose gradients are added up for a step
  /// @param labelSmoothing see [dev.descent.nn.Losses#crossEntropy]
  public record Steps(
      String schedule,
      String clip,
      String average,
      String augment,
      int accumulate,
      double labelSmoothing) {
    /// Nothing special.
    public static final Steps PLAIN = new Steps("constant", NONE, NONE, NONE, 1, 0);
  }

  /// When a run ends before its epochs are done. Several reasons can be set; the first counts.
  ///
  /// @param accuracy the test accuracy that is enough; 0 for none
  /// @param metric the figure to watch, see [EarlyStopping#on]; empty for none
  /// @param patience epochs without a better figure
  /// @param minimumChange what counts as better
  /// @param restoreBest whether the model gets the best epoch's weights
  /// @param seconds the time to stop after; 0 for none
  public record Stopping(
      double accuracy,
      String metric,
      int patience,
      double minimumChange,
      boolean restoreBest,
      double seconds) {
    /// All epochs are done.
    public static final Stopping NEVER = new Stopping(0, "", 5, 0, false, 0);
  }

  /// What is written on the way.
  ///
  /// @param everySteps a checkpoint after so many steps; 0 for none but those after each epoch
  /// @param everyMinutes a checkpoint after so many minutes; 0 for none
  /// @param checkpoints how many of the last checkpoints are kept
  /// @param measureEvery see [Trainer#measureEvery]
  /// @param coach whether the coach speaks, see [dev.descent.train.coach.Coach]
  /// @param tensorBoard whether event files for TensorBoard are written
  public record Keeping(
      int everySteps,
      double everyMinutes,
      int checkpoints,
      int measureEvery,
      boolean coach,
      boolean tensorBoard) {
    /// Three checkpoints, a look inside every 50 steps, and the coach.
    public static final Keeping USUAL = new Keeping(0, 0, 3, 50, true, false);
  }

  /// The same with another number of epochs.
  public TrainingSpec epochs(int changed) {
    return new TrainingSpec(changed, batchSize, seed, shuffle, steps, stopping, keeping);
  }

  Map<String, @Nullable Object> toJson() {
    return Json.object(
        "epochs", epochs,
        "batchSize", batchSize,
        "seed", seed,
        "shuffle", shuffle,
        "steps",
            Json.object(
                "schedule", steps.schedule,
                "clip", steps.clip,
                "average", steps.average,
                "augment", steps.augment,
                "accumulate", steps.accumulate,
                "labelSmoothing", steps.labelSmoothing),
        "stopping",
            Json.object(
                "accuracy", stopping.accuracy,
                "metric", stopping.metric,
                "patience", stopping.patience,
                "minimumChange", stopping.minimumChange,
                "restoreBest", stopping.restoreBest,
                "seconds", stopping.seconds),
        "keeping",
            Json.object(
                "everySteps", keeping.everySteps,
                "everyMinutes", keeping.everyMinutes,
                "checkpoints", keeping.checkpoints,
                "measureEvery", keeping.measureEvery,
                "coach", keeping.coach,
                "tensorBoard", keeping.tensorBoard));
  }

  static TrainingSpec fromJson(Fields fields) {
    Fields steps = fields.object("steps");
    Fields stopping = fields.object("stopping");
    Fields keeping = fields.object("keeping");
    return new TrainingSpec(
        positive(fields, "epochs"),
        positive(fields, "batchSize"),
        fields.integer("seed", Long.MIN_VALUE, Long.MAX_VALUE),
        fields.truth("shuffle"),
        new Steps(
            steps.text("schedule"),
            steps.text("clip"),
            steps.text("average"),
            steps.text("augment"),
            positive(steps, "accumulate"),
            steps.number("labelSmoothing")),
        new Stopping(
            stopping.number("accuracy"),
            stopping.text("metric"),
            positive(stopping, "patience"),
            stopping.number("minimumChange"),
            stopping.truth("restoreBest"),
            stopping.number("seconds")),
        new Keeping(
            (int) keeping.integer("everySteps", 0, Integer.MAX_VALUE),
            keeping.number("everyMinutes"),
            positive(keeping, "checkpoints"),
            (int) keeping.integer("measureEvery", 0, Integer.MAX_VALUE),
            keeping.truth("coach"),
            keeping.truth("tensorBoard")));
  }

  private static int positive(Fields fields, String name) {
    return (int) fields.integer(name, 1, Integer.MAX_VALUE);
  }
}
