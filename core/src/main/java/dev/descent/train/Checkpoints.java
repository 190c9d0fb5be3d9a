package dev.descent.train;

import dev.descent.io.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Saves a run's whole state from time to time and at its end, so that [Trainer#resumeFrom] can go
/// on from there to the same weights, to the last bit.
///
/// ```java
/// Trainer.of(model, Losses::crossEntropy, new Adam(0.001))
///     .listen(Checkpoints.in(folder).everySteps(100).keep(3))
///     .fit(train, test);
/// ```
///
/// Each checkpoint is a folder `step-<n>`, which appears whole or not at all. The last few are
/// kept, and the one with the best test accuracy (without classes: the lowest test loss); what this
/// class has not written is never touched.
///
/// A checkpoint that cannot be written does not end the run: a notice says so, the ones before stay
/// as they are. Only at the end of a run it is an error.
public final class Checkpoints implements TrainListener, Stateful, AutoCloseable {
  private static final int USUALLY_KEPT = 3;

  private final CheckpointFolder folder;
  private final LongSupplier clock;
  private int everySteps;
  private long everyNanos;
  private int kept = USUALLY_KEPT;
  private @Nullable TrainingRun run;
  private long steps;
  private long saved;
  private double best = Double.NEGATIVE_INFINITY;
  private double bestSaved = Double.NEGATIVE_INFINITY;
  private boolean upToDate;

  private Checkpoints(CheckpointFolder folder, LongSupplier clock) {
    this.folder = folder;
    this.clock = clock;
    this.saved = clock.getAsLong();
  }

  /// Checkpoints after each epoch, in a folder that is created where it is missing.
  public static Checkpoints in(Path folder) {
    return in(folder, System::nanoTime);
  }

  /// The same with another clock, in nanoseconds.
  static Checkpoints in(Path folder, LongSupplier clock) {
    return new Checkpoints(new CheckpointFolder(folder), clock);
  }

  /// Saves after every so many steps too; after the last step of an epoch only once, with the test.
  public Checkpoints everySteps(int steps) {
    if (steps < 1) {
      throw new IllegalArgumentException(
          "a checkpoint every " + steps + " steps makes no sense; give at least 1");
    }
    everySteps = steps;
    return this;
  }

  /// Saves after the first step that ends so many minutes after the last checkpoint, too.
  public Checkpoints everyMinutes(double minutes) {
    if (!(minutes > 0 && minutes < 1e6)) {
      throw new IllegalArgumentException(
          "a checkpoint every " + minutes + " minutes makes no sense; give a number above 0");
    }
    everyNanos = (long) (minutes * TimeUnit.MINUTES.toNanos(1));
    return this;
  }

  /// Keeps so many of the last checkpoints, at least 1; 3 unless told otherwise.
  public Checkpoints keep(int count) {
    if (count < 1) {
      throw new IllegalArgumentException("at least 1 checkpoint must be kept, not " + count);
    }
    kept = count;
    return this;
  }

  @Override
  public void on(TrainEvent event) {
    switch (event) {
      case TrainEvent.Started started -> {
        run = started.run();
        steps = started.steps();
        open();
      }
      case TrainEvent.StepDone step -> {
        steps = step.step();
        upToDate = false;
        boolean due = everySteps > 0 && steps % everySteps == 0;
        due |= everyNanos > 0 && clock.getAsLong() - saved >= everyNanos;
        if (due && step.batch() < step.batches()) { // at its end the epoch is saved anyway
          request(false);
        }
      }
      case TrainEvent.Evaluated evaluated -> {
        upToDate = false;
        best = Math.max(best, score(evaluated.evaluation()));
      }
      case TrainEvent.EpochEnded _ -> request(false);
      case TrainEvent.Stopped stopped -> {
        if (stopped.history().reason() != StopReason.DIVERGED && !upToDate) {
          request(true);
        }
        if (run != null) {
          run.afterEvent(this::close);
        }
      }
      default -> {}
    }
  }

  private static double score(Evaluation evaluation) {
    return evaluation.confusion() != null ? evaluation.accuracy() : -evaluation.loss();
  }

  private void open() {
    try {
      folder.open();
    } catch (IOException e) {
      throw RunException.of(e);
    }
  }

  private void request(boolean last) {
    TrainingRun current = run;
    if (current != null) {
      current.afterEvent(() -> save(current, last));
    }
  }

  private void save(TrainingRun current, boolean last) {
    saved = clock.getAsLong();
    try {
      folder.save(steps, best > bestSaved, current::save);
    } catch (IOException | RunException e) {
      best = bestSaved; // what is kept as the best is still the one before
      if (last) {
        throw e instanceof IOException cause ? RunException.of(cause) : (RunException) e;
      }
      current.notice(
          "checkpoint-failed",
          "No checkpoint was written after step " + steps + ": " + e.getMessage() + ".",
          "Training goes on; the checkpoints before this one are as they were.");
      return;
    }
    bestSaved = best;
    upToDate = true;
    prune(current);
  }

  private void prune(TrainingRun current) {
    try {
      folder.prune(kept);
    } catch (IOException e) {
      current.notice(
          "checkpoints-left",
          "Old checkpoints could not be removed after step " + steps + ": " + e.getMessage() + ".",
          "Training goes on; the next checkpoint tries again.");
    }
  }

  @Override
  public String stateName() {
    return "checkpoints";
  }

  @Override
  public Map<String, ? extends @Nullable Object> state() {
    return Map.of("best", best);
  }

  @Override
  public void restore(Map<String, ? extends @Nullable Object> state) {
    best = Json.toDouble(state.get("best"));
    bestSaved = best;
  }

  /// Lets other programs write to the folder. A run that comes to its end does so by itself.
  @Override
  public void close() {
    try {
      folder.close();
    } catch (IOException e) {
      throw RunException.of(e);
    }
  }
}
