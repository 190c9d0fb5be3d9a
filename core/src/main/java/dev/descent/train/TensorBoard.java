package dev.descent.train;

import dev.descent.io.TensorBoardWriter;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Shows a run in TensorBoard while it goes on: `tensorboard --logdir FOLDER`.
///
/// | tag | when |
/// | --- | --- |
/// | `loss/step`, `training/learning-rate` | one step in so many |
/// | `gradient/norm`, `update-ratio/...` for each parameter | in steps that are measured |
/// | `loss/training`, `loss/validation`, `accuracy/validation`, `training/seconds` | after each epoch |
///
/// What was not measured is left out. A run that goes on from a checkpoint has a file of its own,
/// which tells TensorBoard to forget what the ones before hold of later steps.
///
/// When something cannot be written, a notice says so, and nothing more is written from then on:
/// behind half a record nothing can be read.
public final class TensorBoard implements TrainListener, AutoCloseable {
  private final TensorBoardWriter writer;
  private final int everySteps;
  private @Nullable TrainingRun run;
  private long step;
  private boolean failed;

  private TensorBoard(TensorBoardWriter writer, int everySteps) {
    this.writer = writer;
    this.everySteps = everySteps;
  }

  /// A log in a folder, which is created where it is missing.
  ///
  /// **Throws** [RunException] if it cannot be written to
  ///
  /// @param everySteps one step in so many is written, at least 1
  public static TensorBoard in(Path folder, int everySteps) {
    if (everySteps < 1) {
      throw new IllegalArgumentException("one step in " + everySteps + "; expected at least 1");
    }
    try {
      return new TensorBoard(TensorBoardWriter.in(folder), everySteps);
    } catch (IOException e) {
      throw RunException.of(e);
    }
  }

  /// Writes what the event says.
  @Override
  public void on(TrainEvent event) {
    if (failed) {
      return;
    }
    try {
      switch (event) {
        case TrainEvent.Started started -> {
          run = started.run();
          writer.start(started.steps() + 1);
        }
        case TrainEvent.Measured measured -> measured(measured.statistics());
        case TrainEvent.StepDone done -> step(done);
        case TrainEvent.EpochEnded ended -> epoch(ended.result());
        default -> {}
      }
    } catch (IOException e) {
      failed = true;
      if (run != null) {
        run.notice(
            "tensorboard-failed",
            "TensorBoard gets nothing more after step " + step + ": " + e.getMessage() + ".",
            "Training goes on.");
      }
    }
  }

  private void step(TrainEvent.StepDone done) throws IOException {
    step = done.step();
    if (step % everySteps == 0) {
      scalar("loss/step", done.loss());
      scalar("training/learning-rate", done.learningRate());
    }
  }

  private void measured(StepStatistics statistics) throws IOException {
    step = statistics.step();
    scalar("gradient/norm", statistics.gradientNorm());
    for (StepStatistics.ParameterStatistics parameter : statistics.parameters()) {
      scalar("update-ratio/" + parameter.name(), parameter.updateRatio());
    }
  }

  private void epoch(EpochResult result) throws IOException {
    scalar("loss/training", result.loss());
    scalar("loss/validation", result.testLoss());
    scalar("accuracy/validation", result.accuracy());
    scalar("training/seconds", result.seconds());
  }

  private void scalar(String tag, double value) throws IOException {
    if (!Double.isNaN(value)) {
      writer.scalar(tag, step, value);
    }
  }

  /// Closes the file.
  @Override
  public void close() {
    try {
      writer.close();
    } catch (IOException e) {
      throw RunException.of(e);
    }
  }
}
