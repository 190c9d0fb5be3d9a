package dev.descent.cli;

import dev.descent.train.TrainingSpec.Keeping;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// What is written on the way.
final class RunOptions {
  @Option(
      names = "--run",
      paramLabel = "DIR",
      description = "Folder for the model and what belongs to it. Default: runs/DATA-1, -2, ...")
  @Nullable Path run;

  @Option(
      names = "--checkpoint-every",
      paramLabel = "N",
      description = "Save all that is needed to go on after every N steps. Default: each epoch.")
  @Nullable Integer everySteps;

  @Option(
      names = "--checkpoint-minutes",
      paramLabel = "X",
      description = "The same after every X minutes.")
  @Nullable Double everyMinutes;

  @Option(
      names = "--keep",
      paramLabel = "N",
      description = "Checkpoints to keep, besides the best one. Default: 3.")
  @Nullable Integer checkpoints;

  @Option(
      names = "--measure-every",
      paramLabel = "N",
      description =
          "Look at gradients, updates and units in every Nth step, for reports and the coach; 0 for"
              + " never. Default: 50.")
  @Nullable Integer measureEvery;

  @Option(names = "--tensorboard", description = "Write event files for TensorBoard, too.")
  boolean tensorboard;

  @Option(names = "--no-coach", description = "Give no advice on how training goes.")
  boolean noCoach;

  void check(Checks checks) {
    checks.count("--checkpoint-every", everySteps);
    checks.count("--keep", checkpoints);
    if (everyMinutes != null) {
      checks.require(
          everyMinutes > 0 && everyMinutes < 1e6, "--checkpoint-minutes", "above 0", everyMinutes);
    }
    checks.whole("--measure-every", measureEvery, 0, Checks.MOST);
    checks.folder("--run", run);
  }

  Keeping keeping() {
    Keeping usual = Keeping.USUAL;
    return new Keeping(
        everySteps != null ? everySteps : usual.everySteps(),
        everyMinutes != null ? everyMinutes : usual.everyMinutes(),
        checkpoints != null ? checkpoints : usual.checkpoints(),
        measureEvery != null ? measureEvery : usual.measureEvery(),
        !noCoach,
        tensorboard);
  }
}
