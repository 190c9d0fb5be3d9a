package dev.descent.train;

import dev.descent.data.Dataset;
import dev.descent.io.Json;
import dev.descent.nn.Module;
import dev.descent.optim.Optimizer;
import dev.descent.optim.Schedule;
import dev.descent.optim.WeightAverage;
import dev.descent.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Turns a run into the content of a checkpoint and back: all that its future depends on.
final class RunState {
  private static final int FORMAT = 1;

  private final Trainer options;
  private final Module model;
  private final Optimizer optimizer;
  private final @Nullable WeightAverage average;
  private final RunSettings settings;

  /// @param schedule how the learning rate goes
  /// @param totalSteps the number of steps of the whole run
  RunState(Trainer options, Dataset train, Stepper stepper, Schedule schedule, long totalSteps) {
    this.options = options;
    this.model = options.model;
    this.optimizer = stepper.optimizer();
    this.average = stepper.average();
    this.settings = new RunSettings(options, train, average, schedule, totalSteps);
  }

  void save(Path folder, Progress progress) throws IOException {
    Map<String, @Nullable Object> counters = new LinkedHashMap<>();
    model.counters().forEach((name, counter) -> counters.put(name, counter.value()));
    Map<String, @Nullable Object> listeners = new LinkedHashMap<>();
    Map<String, Tensor> listenerTensors = new LinkedHashMap<>();
    for (Stateful listener : stateful()) {
      String name = listener.stateName();
      if (listeners.put(name, listener.state()) != null) {
        throw new IllegalStateException("two listeners keep their state under the name " + name);
      }
      listener.tensors().forEach((key, tensor) -> listenerTensors.put(name + "/" + key, tensor));
    }
    Map<String, @Nullable Object> state =
        Json.object(
            "format", FORMAT,
            "run", settings.toJson(),
            "steps", optimizer.steps(),
            "learningRate", optimizer.learningRate(),
            "progress", progress.toJson(),
            "counters", counters,
            "listeners", listeners);
    Checkpoint.write(
        folder,
        new Checkpoint.Content(
            state,
            model.state(),
            optimizer.state(),
            average == null ? Map.of() : average.state(),
            listenerTensors));
  }

  private List<Stateful> stateful() {
    return options.listeners.stream()
        .filter(Stateful.class::isInstance)
        .map(Stateful.class::cast)
        .toList();
  }

  /// Puts everything back.
  ///
  /// **Throws** [RunException] if the checkpoint belongs to another run
  Progress restore(Checkpoint checkpoint) {
    Checkpoint.Content content = checkpoint.read();
    Fields fields = checkpoint.fields();
    long format = fields.integer("format", 1, Integer.MAX_VALUE);
    if (format > FORMAT) {
      throw new NewerFormatException(
          "%s has format %d, this program knows format %d; use a newer version"
              .formatted(checkpoint.folder(), format, FORMAT));
    }
    settings.requireSame(checkpoint.folder(), fields.object("run"));
    Progress progress = Progress.fromJson(fields.object("progress"));
    try {
      model.load(content.model());
      optimizer.load(content.optimizer(), fields.integer("steps", 0, Long.MAX_VALUE));
      loadAverage(content.average());
      counters(fields.object("counters"));
      listeners(fields.object("listeners"), content.listeners());
    } catch (IllegalArgumentException e) {
      throw new RunException(checkpoint.folder() + " belongs to another run: " + e.getMessage());
    }
    Tensor.eval(this::forEachTensor);
    return progress;
  }

  private void forEachTensor(Consumer<Tensor> action) {
    model.forEachTensor(action);
    optimizer.forEachTensor(action);
    if (average != null) {
      average.forEachTensor(action);
    }
  }

  private void loadAverage(Map<String, Tensor> saved) {
    if (average != null) {
      average.load(saved);
    } else if (!saved.isEmpty()) {
      throw new IllegalArgumentException("it averages weights, and this run does not");
    }
  }

  private void counters(Fields saved) {
    model
        .counters()
        .forEach((name, counter) -> counter.value(saved.integer(name, 0, Long.MAX_VALUE)));
  }

  /// A listener that the checkpoint does not know of starts anew.
  private void listeners(Fields saved, Map<String, Tensor> tensors) {
    for (Stateful listener : stateful()) {
      String name = listener.stateName();
      if (saved.has(name)) {
        Map<String, Tensor> own = new LinkedHashMap<>();
        tensors.forEach((key, tensor) -> {
          if (key.startsWith(name + "/")) {
            own.put(key.substring(name.length() + 1), tensor);
          }
        });
        listener.restore(saved.map(name));
        listener.restoreTensors(own);
      }
    }
  }
}
