package dev.descent.cli;

import dev.descent.data.LoadedData;
import dev.descent.exec.Engine;
import dev.descent.io.Json;
import dev.descent.io.JsonLinesWriter;
import dev.descent.nn.Module;
import dev.descent.train.Checkpoint;
import dev.descent.train.Checkpoints;
import dev.descent.train.EventLog;
import dev.descent.train.History;
import dev.descent.train.ProgressBar;
import dev.descent.train.RunDirectory;
import dev.descent.train.RunSpec;
import dev.descent.train.TensorBoard;
import dev.descent.train.TrainListener;
import dev.descent.train.Trainer;
import dev.descent.train.TrainingSpec;
import dev.descent.train.coach.Coach;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Does what a spec says, in a run directory: what `train` and `resume` have in common.
final class Runner {
  private static final int TENSORBOARD_STEPS = 10;

  private final Terminal terminal;
  private final boolean json;
  private final int jsonSteps;

  /// @param json whether to tell in JSON
  /// @param jsonSteps one step in so many has a line then; 0 for none
  Runner(Terminal terminal, boolean json, int jsonSteps) {
    this.terminal = terminal;
    this.json = json;
    this.jsonSteps = jsonSteps;
  }

  /// Trains to the end, or until somebody stops it.
  ///
  /// @param from what to go on from; null to begin
  History run(RunSpec spec, LoadedData data, RunDirectory run, @Nullable Checkpoint from)
      throws IOException {
    try (Session session = new Session(terminal, run.folder())) {
      return train(spec, data, run, from, listener(spec, run.folder()), session);
    }
  }

  /// Trains to the end, or until somebody stops it.
  ///
  /// @param from what to go on from; null to begin
  /// @param display hears of all, the coach's notices included
  /// @param session hears of it last
  static History train(
      RunSpec spec,
      LoadedData data,
      RunDirectory run,
      @Nullable Checkpoint from,
      TrainListener display,
      TrainListener session)
      throws IOException {
    TrainingSpec.Keeping keeping = spec.training().keeping();
    Module model = spec.build();
    Path folder = run.folder();
    try (Checkpoints checkpoints = checkpoints(folder, keeping);
        TensorBoard tensorBoard =
            keeping.tensorBoard()
                ? TensorBoard.in(folder.resolve("tensorboard"), TENSORBOARD_STEPS)
                : null) {
      Trainer trainer = spec.trainer(model, data);
      trainer.listen(checkpoints); // first: at the end, what a run can go on from is tried first
      if (keeping.coach()) {
        trainer.listen(new Coach()); // before those that write down what it says
      }
      trainer.listen(run, display);
      if (tensorBoard != null) {
        trainer.listen(tensorBoard);
      }
      trainer.listen(session);
      if (from != null) {
        trainer.resumeFrom(from);
      }
      return trainer.fit(data.train(), data.test());
    }
  }

  private static Checkpoints checkpoints(Path folder, TrainingSpec.Keeping keeping) {
    Checkpoints checkpoints =
        Checkpoints.in(RunDirectory.checkpoints(folder)).keep(keeping.checkpoints());
    if (keeping.everySteps() > 0) {
      checkpoints.everySteps(keeping.everySteps());
    }
    if (keeping.everyMinutes() > 0) {
      checkpoints.everyMinutes(keeping.everyMinutes());
    }
    return checkpoints;
  }

  private TrainListener listener(RunSpec spec, Path folder) {
    return json
        ? new EventLog(JsonLinesWriter.to(terminal.output()), about(spec, folder), jsonSteps)
        : new ProgressBar(terminal.out(), terminal.display(), System::nanoTime);
  }

  private static Map<String, @Nullable Object> about(RunSpec spec, Path folder) {
    Map<String, @Nullable Object> about =
        Json.object(
            "dataset", spec.dataset().name(),
            "threads", Engine.threads(),
            "run", folder.toString(),
            "hidden", spec.model().hidden(),
            "activation", spec.model().activation().label());
    spec.optimizer()
        .forEach((key, value) -> about.put(key.equals("name") ? "optimizer" : key, value));
    return about;
  }
}
