package dev.descent.cli;

import dev.descent.data.DataException;
import dev.descent.data.DataSource;
import dev.descent.data.LoadedData;
import dev.descent.exec.Engine;
import dev.descent.io.Json;
import dev.descent.io.JsonLinesWriter;
import dev.descent.optim.Schedule;
import dev.descent.train.Checkpoint;
import dev.descent.train.History;
import dev.descent.train.RunDirectory;
import dev.descent.train.RunLog;
import dev.descent.train.RunSpec;
import dev.descent.train.StopReason;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/// `descent resume`: goes on with a run that was interrupted or killed, or makes a finished one
/// longer.
@Command(
    name = "resume",
    description = {
      "Go on with a run from its newest whole checkpoint.",
      "The weights come out the same, to the last bit, as if it had never been interrupted."
    },
    sortOptions = false,
    footer = {
      "",
      "Examples:",
      "  descent resume runs/mnist-1",
      "  descent resume runs/mnist-1 --epochs 20",
      "  descent verify-resume runs/mnist-1"
    })
final class Resume implements Callable<Integer> {
  @ParentCommand Descent descent;
  @Spec CommandSpec spec;

  @Parameters(
      index = "0",
      paramLabel = "RUN",
      description = "Folder that train has made, such as runs/mnist-1.")
  Path folder = Path.of("");

  @Option(
      names = {"-e", "--epochs"},
      paramLabel = "N",
      description =
          "Epochs in all, those that are done included. Default: as many as the run was to have."
              + " A learning rate schedule is stretched to them.")
  @Nullable Integer epochs;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Where the data are now, if they have moved.")
  @Nullable Path data;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads; they don't change the result. Default: one a processor.")
  @Nullable Integer threads;

  @Option(
      names = "--json",
      description = "Print one JSON object a line on standard output, and nothing else there.")
  boolean json;

  @Override
  public Integer call() throws IOException {
    Checks checks = new Checks(spec.commandLine());
    checks.count("--epochs", epochs);
    checks.count("--threads", threads, 256);
    if (threads != null) {
      Engine.threads(threads);
    }
    try (RunDirectory run = RunDirectory.reopen(folder)) {
      RunSpec made = RunDirectory.spec(folder);
      Optional<RunLog.Finish> ending = RunLog.readFinish(folder);
      if (ending.isPresent() && ending.get().reason() == StopReason.DIVERGED) {
        return diverged(ending.get(), made);
      }
      if (ending.isPresent() && isComplete(ending.get())) {
        return complete(ending.get());
      }
      RunSpec goal = epochs == null ? made : made.training(made.training().epochs(epochs));
      Optional<Checkpoint> from =
          Checkpoint.newest(RunDirectory.checkpoints(folder), descent.terminal()::say);
      requirePossible(checks, ending, from);
      DataSource source = descent.datasets().again(made, data);
      LoadedData loaded = source.load(made.dataset().trainLimit());
      requireSame(made, loaded);
      announce(from);
      if (epochs != null && epochs != made.training().epochs()) {
        announceStretch(made, epochs);
        run.replaceSpec(goal);
      }
      RunText text = new RunText(descent.terminal());
      if (!json) {
        text.head(goal, source, loaded, folder);
      }
      History history =
          new Runner(descent.terminal(), json, 0).run(goal, loaded, run, from.orElse(null));
      if (!json) {
        text.tail(source, folder, history);
      }
      return Session.exitCode(history);
    }
  }

  /// Whether nothing is left to do.
  private boolean isComplete(RunLog.Finish ending) {
    return switch (ending.reason()) {
      case COMPLETED -> epochs == null || epochs == ending.epochs();
      case EARLY -> epochs == null;
      case TIME, INTERRUPTED, DIVERGED -> false;
    };
  }

  private int complete(RunLog.Finish ending) throws IOException {
    if (json) {
      JsonLinesWriter.to(descent.terminal().output())
          .write(
              Json.object(
                  "event", "complete",
                  "epochs", ending.epochs(),
                  "steps", ending.steps(),
                  "detail", ending.detail()));
      return 0;
    }
    String why = ending.detail().isEmpty() ? "" : ", since " + ending.detail();
    descent
        .terminal()
        .out()
        .printf(
            "%s is complete after %d epoch%s%s. To make it longer: ./descent resume %s --epochs %d%n",
            folder,
            ending.epochs(),
            ending.epochs() == 1 ? "" : "s",
            why,
            RunText.quoted(folder),
            2 * ending.epochs());
    return 0;
  }

  /// The same steps would lead to the same end, from whatever checkpoint.
  private int diverged(RunLog.Finish ending, RunSpec made) {
    String rate =
        made.optimizer().get("learningRate") instanceof Number number
            ? ", say with --lr " + RunText.tenth(number.doubleValue())
            : "";
    descent
        .terminal()
        .say(
            "%s cannot go on: %s. From its last checkpoint that would happen again: train anew%s"
                .formatted(folder, ending.detail(), rate));
    return Errors.DIVERGED;
  }

  private void requirePossible(
      Checks checks, Optional<RunLog.Finish> ending, Optional<Checkpoint> from) {
    if (epochs != null && from.isPresent() && epochs < from.get().epochs()) {
      throw checks.wrong(
          "--epochs must be at least %d, which %s has begun already, not %d"
              .formatted(from.get().epochs(), folder, epochs));
    }
    // Without a checkpoint, going on would mean to overwrite the log and the model.
    if (ending.isPresent() && from.isEmpty()) {
      throw new DataException(
          "%s has a model, but no whole checkpoint to go on from; train anew, into another folder"
              .formatted(folder));
    }
  }

  /// The learning rate jumps to where it is on the longer way.
  private void announceStretch(RunSpec made, int target) {
    String schedule = made.training().steps().schedule();
    if (Schedule.dependsOnTotal(schedule)) {
      descent
          .terminal()
          .say(
              "the learning rate's schedule, %s, is stretched from %d to %d epochs"
                  .formatted(schedule, made.training().epochs(), target));
    }
  }

  private void announce(Optional<Checkpoint> from) throws IOException {
    if (json) {
      JsonLinesWriter.to(descent.terminal().output())
          .write(Json.object("event", "resumed", "step", from.map(Checkpoint::steps).orElse(0L)));
    } else if (from.isEmpty()) {
      descent.terminal().say(folder + " has no whole checkpoint: this begins anew");
    } else {
      descent.terminal().say("going on after step " + from.get().steps());
    }
  }

  private void requireSame(RunSpec made, LoadedData loaded) {
    if (!loaded.train().digest().equals(made.dataset().trainDigest())
        || !loaded.test().digest().equals(made.dataset().testDigest())) {
      throw new DataException(
          "the data are not those that %s was trained on: put those back, or train anew"
              .formatted(folder));
    }
  }
}
