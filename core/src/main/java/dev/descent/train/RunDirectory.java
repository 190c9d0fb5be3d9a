package dev.descent.train;

import dev.descent.io.FormatException;
import dev.descent.io.Json;
import dev.descent.io.JsonLinesWriter;
import dev.descent.nn.Module;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A folder with all that there is to know of one run, and, as a listener, what fills it:
///
/// | file | holds |
/// | --- | --- |
/// | `run.json` | how to repeat the run, see [RunSpec] |
/// | `events.jsonl` | what happened, see [EventLog]; one step in ten |
/// | `model.safetensors` | the trained model; written when the run stops, unless it diverged |
///
/// Only one program at a time can train into a folder: it is locked until [#close()]. Files are
/// replaced whole or not at all.
public final class RunDirectory implements TrainListener, AutoCloseable {
  private static final String SPEC = "run.json";
  private static final String EVENTS = "events.jsonl";
  private static final String MODEL = "model.safetensors";
  private static final int EVERY_STEPS = 10;

  private final Path folder;
  private final RunLock lock;
  private final JsonLinesWriter events;
  private final EventLog log;
  private @Nullable Module model;

  private RunDirectory(Path folder, RunLock lock, JsonLinesWriter events, RunSpec spec) {
    this.folder = folder;
    this.lock = lock;
    this.events = events;
    this.log = new EventLog(events, Map.of("dataset", spec.dataset().name()), EVERY_STEPS);
  }

  /// Makes a folder the place of a new run; it is created, with those above it, where it is
  /// missing.
  ///
  /// - **Throws** [RunException] if the folder holds other things, or a run and `replace` is false,
  ///   or if another program trains into it, or if it cannot be written to. It is then as it was
  ///   before.
  ///
  /// @param replace whether the model and the events of a run that the folder holds are deleted
  public static RunDirectory create(Path folder, RunSpec spec, boolean replace) {
    boolean fresh = Files.notExists(folder);
    try {
      Files.createDirectories(folder);
      return fill(folder, spec, replace, fresh);
    } catch (FileAlreadyExistsException e) {
      throw new RunException(folder + " is a file; a run needs a folder");
    } catch (IOException e) {
      throw RunException.of(explain(folder, e));
    }
  }

  /// Makes a new folder `<parent>/<dataset>-<n>` with the first number that is free.
  ///
  /// **Throws** [RunException] if it cannot be written to
  public static RunDirectory createNumbered(Path parent, RunSpec spec) {
    try {
      Files.createDirectories(parent);
      for (int number = 1; ; number++) {
        Path folder = parent.resolve(spec.dataset().name() + "-" + number);
        try {
          Files.createDirectory(folder);
        } catch (FileAlreadyExistsException e) {
          continue;
        }
        return fill(folder, spec, false, true);
      }
    } catch (FileAlreadyExistsException e) {
      throw new RunException(parent + " is a file; runs need a folder");
    } catch (IOException e) {
      throw RunException.of(explain(parent, e));
    }
  }

  private static RunDirectory fill(Path folder, RunSpec spec, boolean replace, boolean fresh)
      throws IOException {
    try {
      // Before the lock, so that nothing is left in a folder of somebody else's; with the lock, so
      // that it still holds.
      requireUsable(folder, replace);
      RunLock lock = RunLock.take(folder);
      try {
        requireUsable(folder, replace);
        Files.deleteIfExists(folder.resolve(MODEL));
        Files.deleteIfExists(folder.resolve(EVENTS));
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
      throw new RunException(
          folder
              + " holds no trained model: the run is under way, or was broken off before its end");
    }
    Module model = spec.model().build(spec.training().seed());
    ModelFiles.load(model, file);
    model.eval();
    return model;
  }

  /// The folder.
  public Path folder() {
    return folder;
  }

  /// Writes the event to the log, and the model when the run stops.
  ///
  /// **Throws** [RunException] if that fails
  @Override
  public void on(TrainEvent event) {
    switch (event) {
      case TrainEvent.Started started -> model = started.run().model();
      case TrainEvent.Stopped stopped
          when stopped.history().reason() != StopReason.DIVERGED && model != null ->
          ModelFiles.save(model, folder.resolve(MODEL));
      default -> {}
    }
    log.on(event);
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

  private static void requireUsable(Path folder, boolean replace) throws IOException {
    if (isRun(folder)) {
      if (!replace) {
        throw new RunException(
            folder + " already holds a run; give another folder, or delete this one");
      }
      return;
    }
    try (Stream<Path> entries = Files.list(folder)) {
      if (entries.anyMatch(entry -> !isLeftover(entry.getFileName().toString()))) {
        throw new RunException(
            folder
                + " is not empty and holds no run; give another folder, so that nothing is mixed up");
      }
    }
  }

  /// Whether a file is what a killed program leaves behind before it has written `run.json`.
  private static boolean isLeftover(String name) {
    return name.equals(RunLock.NAME) || (name.startsWith(".descent-") && name.endsWith(".tmp"));
  }

  private static IOException explain(Path folder, IOException e) {
    return switch (e) {
      case AccessDeniedException denied ->
          new IOException(
              "cannot write to " + denied.getFile() + ": permission denied; give another folder",
              e);
      case FileSystemException _ ->
          new IOException("cannot make the folder " + folder + ": " + e.getMessage(), e);
      default -> e;
    };
  }
}
