package dev.descent.train;

import dev.descent.io.FormatException;
import dev.descent.io.Json;
import dev.descent.io.JsonLinesWriter;
import dev.descent.nn.Module;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A folder with all that there is to know of one run, and, as a listener, what fills it:
///
/// | file | holds |
/// | --- | --- |
/// | `run.json` | how to repeat the run, see [RunSpec] |
/// | `events.jsonl` | what happened, see [EventLog]; one step in ten |
/// | `checkpoints/` | states to go on from, see [Checkpoints] |
/// | `model.safetensors` | the trained model; written when the run stops, unless it diverged |
///
/// A run that is resumed goes on writing where its checkpoint was taken: what the log holds behind
/// that is cut off, since it will happen again.
///
/// Only one program at a time can train into a folder: it is locked until [#close()]. Files are
/// replaced whole or not at all.
public final class RunDirectory implements TrainListener, Stateful, AutoCloseable {
  private static final String SPEC = "run.json";
  private static final String EVENTS = "events.jsonl";
  private static final String MODEL = "model.safetensors";
  private static final String CHECKPOINTS = "checkpoints";
  private static final int EVERY_STEPS = 10;

  private final Path folder;
  private final RunLock lock;
  private final JsonLinesWriter events;
  private final EventLog log;
  private @Nullable TrainingRun run;
  private long endOfLog = -1;
  private boolean logIsShort;
  private boolean logFailed;

  private RunDirectory(Path folder, RunLock lock, JsonLinesWriter events, RunSpec spec) {
    this.folder = folder;
    this.lock = lock;
    this.events = events;
    this.log = new EventLog(events, Map.of("dataset", spec.dataset().name()), EVERY_STEPS);
  }

  /// Makes a folder the place of a new run; it is created, with those above it, where it is
  /// missing.
  ///
  /// **Throws** [RunException] if the folder holds other things or a run, if another program trains
  /// into it, or if it cannot be written to. It is then as it was before.
  public static RunDirectory create(Path folder, RunSpec spec) {
    boolean fresh = Files.notExists(folder);
    try {
      Files.createDirectories(folder);
      return fill(folder, spec, fresh);
    } catch (FileAlreadyExistsException e) {
      throw new RunException(folder + " is a file; a run needs a folder");
    } catch (IOException e) {
      throw RunException.of(RunFolder.explain(folder, e));
    }
  }

  /// Makes a new folder `<parent>/<dataset>-<n>` with the first number that is free; `iris-1` for
  /// `iris.csv`.
  ///
  /// **Throws** [RunException] if it cannot be written to
  public static RunDirectory createNumbered(Path parent, RunSpec spec) {
    try {
      Files.createDirectories(parent);
      String name = spec.dataset().name().replaceFirst("(?i)\\.(csv|tsv|txt)$", "");
      for (int number = 1; ; number++) {
        Path folder = parent.resolve(name + "-" + number);
        try {
          Files.createDirectory(folder);
        } catch (FileAlreadyExistsException e) {
          continue;
        }
        return fill(folder, spec, true);
      }
    } catch (FileAlreadyExistsException e) {
      throw new RunException(parent + " is a file; runs need a folder");
    } catch (IOException e) {
      throw RunException.of(RunFolder.explain(parent, e));
    }
  }

  private static RunDirectory fill(Path folder, RunSpec spec, boolean fresh) throws IOException {
    try {
      // Before the lock, so that nothing is left in a folder of somebody else's; with the lock, so
      // that it still holds.
      RunFolder.requireUsable(folder);
      RunLock lock = RunLock.take(folder);
      try {
        RunFolder.requireUsable(folder);
        Json.write(folder.resolve(SPEC), spec.toJson());
        return new RunDirectory(folder, lock, JsonLinesWriter.append(folder.resolve(EVENTS)), spec);
      } catch (Throwable failure) {
        lock.close();
        throw failure;
      }
    } catch (Throwable failure) {
      if (fresh) {
        RunLock.delete(folder);
        Files.deleteIfExists(folder.resolve(SPEC));
        Files.deleteIfExists(folder);
      }
      throw failure;
    }
  }

  /// Opens the folder of a run that is to go on.
  ///
  /// **Throws** [RunException] if it holds no run, or another program trains into it
  public static RunDirectory reopen(Path folder) {
    RunSpec spec = spec(folder);
    try {
      RunLock lock = RunLock.take(folder);
      try {
        return new RunDirectory(folder, lock, JsonLinesWriter.append(folder.resolve(EVENTS)), spec);
      } catch (Throwable failure) {
        lock.close();
        throw failure;
      }
    } catch (IOException e) {
      throw RunException.of(RunFolder.explain(folder, e));
    } catch (FormatException e) {
      throw new RunException(String.valueOf(e.getMessage()));
    }
  }

  /// Whether a folder holds a run.
  public static boolean isRun(Path folder) {
    return Files.isRegularFile(folder.resolve(SPEC));
  }

  /// Reads how a run was made.
  ///
  /// **Throws** [RunException] if the folder holds no run, or its `run.json` is damaged
  public static RunSpec spec(Path folder) {
    if (!isRun(folder)) {
      throw new RunException(
          folder + " holds no run: there is no " + SPEC + "; give a folder that `train` has made");
    }
    Path file = folder.resolve(SPEC);
    try {
      return RunSpec.fromJson(file, Json.read(file));
    } catch (IOException e) {
      throw RunException.of(e);
    } catch (FormatException e) {
      throw new RunException(String.valueOf(e.getMessage()));
    }
  }

  /// Reads a run's trained model, in evaluation mode.
  ///
  /// **Throws** [RunException] if the folder holds no run or no model, or they do not fit together
  public static Module model(Path folder) {
    RunSpec spec = spec(folder);
    Path file = folder.resolve(MODEL);
    if (Files.notExists(file)) {
      throw new RunException(folder + " holds no trained model: " + whyNoModel(folder));
    }
    Module model = spec.build();
    ModelFiles.load(model, file);
    model.eval();
    return model;
  }

  private static String whyNoModel(Path folder) {
    return RunLog.readFinish(folder)
        .filter(finish -> finish.reason() == StopReason.DIVERGED)
        .map(RunLog.Finish::detail)
        .orElse(
            "the run is under way, or was broken off before its end (go on with `descent resume`)");
  }

  /// The model as it was at a checkpoint of the run, in evaluation mode.
  ///
  /// **Throws** [RunException] if the folder holds no run, or they do not fit together
  public static Module model(Path folder, Checkpoint checkpoint) {
    Module model = spec(folder).build();
    try {
      model.load(checkpoint.model());
    } catch (IllegalArgumentException e) {
      throw new RunException(checkpoint.folder() + ": " + e.getMessage());
    }
    model.eval();
    return model;
  }

  /// Changes what `run.json` says, such as the number of epochs.
  ///
  /// **Throws** [RunException] if it cannot be written
  public void replaceSpec(RunSpec spec) {
    try {
      Json.write(folder.resolve(SPEC), spec.toJson());
    } catch (IOException e) {
      throw RunException.of(e);
    }
  }

  /// The folder.
  public Path folder() {
    return folder;
  }

  /// The folder of a run's checkpoints, which need not exist.
  public static Path checkpoints(Path folder) {
    return folder.resolve(CHECKPOINTS);
  }

  /// Writes the event to the log, and the model when the run stops.
  ///
  /// A line that cannot be written is lost, and a notice says so: the log is no part of the run's
  /// state. Only at the end of a run it is an error, as is a model that cannot be written; both are
  /// told once all listeners have heard of the end, and what others save then is saved.
  @Override
  public void on(TrainEvent event) {
    switch (event) {
      case TrainEvent.Started started -> {
        run = started.run();
        if (started.steps() == 0) {
          cut(0);
        } else if (logIsShort) {
          run.notice(
              "log-lost",
              "A part of " + EVENTS + " before step " + started.steps() + " is missing.",
              "The run goes on all the same: the log is no part of its state.");
        }
      }
      case TrainEvent.Stopped stopped -> {
        if (run != null) {
          TrainingRun current = run;
          current.afterEvent(() -> finish(current, stopped));
        }
        return;
      }
      default -> {}
    }
    write(event);
  }

  /// A run whose model could not be written is not finished: `resume` makes up for it.
  private void finish(TrainingRun current, TrainEvent.Stopped stopped) {
    if (stopped.history().reason() != StopReason.DIVERGED) {
      try {
        current.withFinalWeights(() -> ModelFiles.save(current.model(), folder.resolve(MODEL)));
      } catch (RunException e) {
        throw new RunException(e.getMessage() + "; then go on with `descent resume`", e);
      }
    }
    endOfLog = sync();
    log.on(stopped);
  }

  private void write(TrainEvent event) {
    try {
      log.on(event);
    } catch (RunException e) {
      if (run != null && !logFailed) {
        logFailed = true;
        run.notice(
            "log-failed",
            "What happens can't be written down any more: " + e.getMessage() + ".",
            "Training goes on; the log will have gaps.");
      }
    }
  }

  private long sync() {
    try {
      return events.sync();
    } catch (IOException e) {
      throw RunException.of(e);
    }
  }

  private boolean cut(long size) {
    try {
      return events.cut(size);
    } catch (IOException e) {
      throw RunException.of(e);
    }
  }

  @Override
  public String stateName() {
    return "log";
  }

  /// How long the log is, but for the line that says that the run is over: a run that goes on is
  /// not.
  @Override
  public Map<String, ? extends @Nullable Object> state() {
    return Map.of("bytes", endOfLog >= 0 ? endOfLog : sync());
  }

  @Override
  public void restore(Map<String, ? extends @Nullable Object> state) {
    if (!(state.get("bytes") instanceof Long bytes)) {
      throw new IllegalArgumentException("the length of the log is missing");
    }
    logIsShort = !cut(bytes);
  }

  /// Releases the folder.
  @Override
  public void close() {
    try (lock) {
      events.close();
    } catch (IOException e) {
      throw RunException.of(e);
    }
  }
}
