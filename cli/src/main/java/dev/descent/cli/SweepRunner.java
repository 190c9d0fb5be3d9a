package dev.descent.cli;

import dev.descent.cli.CellOptions.Prepared;
import dev.descent.io.JsonLinesWriter;
import dev.descent.train.Checkpoint;
import dev.descent.train.DivergedException;
import dev.descent.train.RunDirectory;
import dev.descent.train.RunLog;
import dev.descent.train.RunSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Does the runs of a sweep that are not done yet, one after the other.
final class SweepRunner {
  private final Terminal terminal;
  private final boolean json;
  private final Path folder;
  private final String again;

  /// @param again the command that goes on
  SweepRunner(Terminal terminal, boolean json, Path folder, String again) {
    this.terminal = terminal;
    this.json = json;
    this.folder = folder;
    this.again = again;
  }

  /// Does them, until all are done or somebody interrupts.
  SweepResults run(List<Prepared> cells) throws IOException {
    SweepProgress progress = new SweepProgress(terminal, json, cells.size(), System::nanoTime);
    List<SweepResult> results = new ArrayList<>();
    try (SweepSession session = new SweepSession(terminal, again)) {
      for (Prepared cell : cells) {
        Path place = folder.resolve(cell.cell().name());
        boolean kept = isDone(place);
        if (kept) {
          requireSame(place, cell);
        } else {
          progress.begin(cell.cell(), results.size());
          train(cell, place, progress, session);
        }
        SweepResult result = new SweepResult(cell.cell(), place, RunLog.read(place));
        if (!result.isDone()) {
          progress.interrupted(again);
          return new SweepResults(results, false);
        }
        results.add(result);
        progress.end(result, results.size(), kept);
        if (json) {
          JsonLinesWriter.to(terminal.output()).write(result.toJson());
        }
        if (session.isInterrupted() && results.size() < cells.size()) {
          progress.interrupted(again);
          return new SweepResults(results, false);
        }
      }
    }
    return new SweepResults(results, true);
  }

  private static boolean isDone(Path place) {
    return RunDirectory.isRun(place)
        && Files.exists(place.resolve(RunLog.FILE))
        && SweepResult.isDone(RunLog.read(place));
  }

  private void train(Prepared cell, Path place, SweepProgress progress, SweepSession session)
      throws IOException {
    boolean fresh = !RunDirectory.isRun(place);
    if (!fresh) {
      requireSame(place, cell);
    }
    try (RunDirectory run =
        fresh ? RunDirectory.create(place, cell.spec()) : RunDirectory.reopen(place)) {
      RunSpec spec = fresh ? cell.spec() : RunDirectory.spec(place);
      Checkpoint from =
          Checkpoint.newest(RunDirectory.checkpoints(place), terminal::say).orElse(null);
      Runner.train(spec, cell.data(), run, from, progress, session);
    } catch (DivergedException e) {
      // That is a result, which the log of the run holds.
    }
  }

  private static void requireSame(Path place, Prepared cell) {
    if (!RunDirectory.spec(place).dataset().equals(cell.spec().dataset())) {
      throw new IllegalArgumentException(
          "the data are not those that %s was trained on: put those back, or begin another sweep"
              .formatted(place));
    }
  }
}
