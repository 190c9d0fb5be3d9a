package dev.descent.train;

import dev.descent.io.FormatException;
import dev.descent.io.Json;
import dev.descent.optim.WeightAverage;
import dev.descent.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A saved state of a run, whole and checked against its digests, from which [Trainer#resumeFrom]
/// goes on.
///
/// | file | holds |
/// | --- | --- |
/// | `state.json` | where the run stands, counters, and what listeners remember |
/// | `model.safetensors` | parameters and buffers |
/// | `optimizer.safetensors` | what the optimizer keeps from step to step |
/// | `average.safetensors` | the averaged weights, where weights are averaged |
/// | `listeners.safetensors` | tensors that listeners remember, if any |
/// | `manifest.json` | sizes and SHA-256 digests of the others |
public final class Checkpoint {
  private static final String STATE = "state.json";
  private static final String MODEL = "model.safetensors";
  private static final String OPTIMIZER = "optimizer.safetensors";
  private static final String AVERAGE = "average.safetensors";
  private static final String LISTENERS = "listeners.safetensors";

  private final Path folder;
  private final Manifest manifest;
  private final Map<String, @Nullable Object> state;

  private Checkpoint(Path folder, Manifest manifest) {
    this.folder = folder;
    this.manifest = manifest;
    try {
      this.state = Json.read(folder.resolve(STATE));
    } catch (IOException e) {
      throw RunException.of(e);
    } catch (FormatException e) {
      throw new RunException(String.valueOf(e.getMessage()));
    }
  }

  /// What the files hold.
  ///
  /// @param state of values that JSON has
  /// @param average empty if weights are not averaged
  /// @param listeners tensors by name, the listener's first: `early-stopping/hidden.weight`
  record Content(
      Map<String, @Nullable Object> state,
      Map<String, Tensor> model,
      Map<String, Tensor> optimizer,
      Map<String, Tensor> average,
      Map<String, Tensor> listeners) {}

  /// Whether a checkpoint can have a file of that name.
  static boolean isFile(String name) {
    return List.of(STATE, MODEL, OPTIMIZER, AVERAGE, LISTENERS).contains(name);
  }

  /// Opens a checkpoint.
  ///
  /// **Throws** [RunException] if it is not whole, or was written by a newer version
  ///
  /// @param folder such as `runs/mnist-1/checkpoints/step-120`
  public static Checkpoint open(Path folder) {
    return new Checkpoint(folder, Manifest.require(folder));
  }

  /// The newest whole checkpoint of a folder of them; empty if there is none.
  ///
  /// **Throws** [RunException] if the folder cannot be read, or there are only checkpoints of a
  /// newer version
  ///
  /// @param folder such as `runs/mnist-1/checkpoints`
  /// @param problems is told, in one line each, why newer ones are passed over
  public static Optional<Checkpoint> newest(Path folder, Consumer<String> problems) {
    NewerFormatException newer = null;
    for (Path path : list(folder)) {
      try {
        return Optional.of(open(path));
      } catch (NewerFormatException e) {
        newer = e;
        problems.accept(String.valueOf(e.getMessage()));
      } catch (RunException e) {
        problems.accept(String.valueOf(e.getMessage()));
      }
    }
    if (newer != null) {
      throw newer;
    }
    return Optional.empty();
  }

  /// The newest of the whole checkpoints that were the best when they were written: the one with
  /// the best test result so far. Empty if there is none.
  public static Optional<Checkpoint> best(Path folder) {
    for (Path path : list(folder)) {
      Manifest manifest = Manifest.readIfWhole(path);
      if (manifest != null && manifest.best()) {
        return Optional.of(new Checkpoint(path, manifest));
      }
    }
    return Optional.empty();
  }

  private static List<Path> list(Path folder) {
    try {
      return Files.isDirectory(folder) ? CheckpointFolder.newestFirst(folder) : new ArrayList<>();
    } catch (IOException e) {
      throw RunException.of(e);
    }
  }

  /// The folder.
  public Path folder() {
    return folder;
  }

  /// The number of steps done when it was written.
  public long steps() {
    return fields().integer("steps", 0, Long.MAX_VALUE);
  }

  /// The number of epochs begun; the last of them need not be at its end.
  public int epochs() {
    Fields progress = fields().object("progress");
    long current = progress.integer("epoch", 1, Integer.MAX_VALUE);
    boolean begun = progress.integer("batch", 0, Integer.MAX_VALUE) > 0;
    return (int) (begun ? current : current - 1);
  }

  /// The SHA-256 digests of model, optimizer and averaged weights, by file name: two runs that went
  /// the same way have the same.
  public Map<String, String> digests() {
    Map<String, String> digests = new LinkedHashMap<>();
    manifest
        .files()
        .forEach((name, file) -> {
          if (name.endsWith(".safetensors")) {
            digests.put(name, file.sha256());
          }
        });
    return digests;
  }

  /// The model's parameters and buffers: those that were tested, which are the averaged ones where
  /// weights are averaged.
  ///
  /// **Throws** [RunException] if the file cannot be read
  public Map<String, Tensor> model() {
    Map<String, Tensor> model = new LinkedHashMap<>(ModelFiles.read(folder.resolve(MODEL)));
    model.putAll(WeightAverage.averages(optional(AVERAGE)));
    return model;
  }

  /// Writes the files of a checkpoint, each forced to the disk.
  static void write(Path folder, Content content) throws IOException {
    ModelFiles.write(folder.resolve(MODEL), content.model);
    ModelFiles.write(folder.resolve(OPTIMIZER), content.optimizer);
    if (!content.average.isEmpty()) {
      ModelFiles.write(folder.resolve(AVERAGE), content.average);
    }
    if (!content.listeners.isEmpty()) {
      ModelFiles.write(folder.resolve(LISTENERS), content.listeners);
    }
    Json.write(folder.resolve(STATE), content.state);
  }

  /// Reads all files.
  ///
  /// **Throws** [RunException] if one cannot be read
  Content read() {
    return new Content(
        state,
        ModelFiles.read(folder.resolve(MODEL)),
        ModelFiles.read(folder.resolve(OPTIMIZER)),
        optional(AVERAGE),
        optional(LISTENERS));
  }

  private Map<String, Tensor> optional(String name) {
    return manifest.files().containsKey(name) ? ModelFiles.read(folder.resolve(name)) : Map.of();
  }

  /// The fields of `state.json`, for errors that name it.
  Fields fields() {
    return new Fields(folder.resolve(STATE), "", state);
  }
}
