package dev.descent.cli;

import dev.descent.exec.Engine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/// `descent sweep`: trains with all combinations of settings, and compares.
@Command(
    name = "sweep",
    customSynopsis = "descent sweep [OPTIONS] [DATA]",
    description = {
      "Train with every combination of settings, and compare them.",
      "Give any option of train several values, separated by commas; where values hold commas"
          + " themselves (--hidden, --schedule, --average, --augment, --set), separate them by"
          + " slashes: --hidden 256,128/512.",
      "The same command again goes on with a sweep that was interrupted."
    },
    sortOptions = false,
    modelTransformer = SweepOptions.class,
    footer = {
      "",
      "Examples:",
      "  descent sweep mnist --lr 0.001,0.01,0.1,1 --seeds 3",
      "  descent sweep mnist --optimizer sgd,adam --batch-size 32,128 --epochs 5 --out runs/optimizers",
      "  descent sweep spiral --hidden 8/8,8/16,16,16 --activation relu,tanh",
      "  descent sweep --resume runs/sweep-1"
    })
final class Sweep implements Callable<Integer> {
  static final Path RUNS = Path.of("runs");
  private static final int MOST_THREADS = 256;

  @ParentCommand Descent descent;
  @Spec CommandSpec spec;

  @Parameters(
      arity = "0..1",
      paramLabel = "DATA",
      description = "What to learn from, as for train. Default: mnist if it can be had.")
  @Nullable String data;

  @Option(
      names = "--seeds",
      paramLabel = "N",
      description = "Train each combination with the seeds 1 to N, and give mean and spread.")
  @Nullable Integer seeds;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Folder for all runs and the results. Default: runs/sweep-1, -2, ...")
  @Nullable Path out;

  @Option(
      names = "--resume",
      paramLabel = "DIR",
      description = "Go on with the sweep in this folder. Nothing else need be said.")
  @Nullable Path resume;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads; they don't change the result. Default: one a processor.")
  @Nullable Integer threads;

  @Option(
      names = "--json",
      description = "Print one JSON object a run on standard output, and nothing else there.")
  boolean json;

  @Override
  public Integer call() throws IOException {
    Checks checks = new Checks(spec.commandLine());
    checks.folder("--out", out);
    checks.count("--threads", threads, MOST_THREADS);
    checks.count("--seeds", seeds, SweepGrid.MOST_CELLS);
    if (threads != null) {
      Engine.threads(threads);
    }
    SweepPlan plan = plan(checks);
    List<CellOptions.Prepared> cells =
        CellOptions.prepare(plan.cells(), descent.datasets(), spec.commandLine());
    Path folder = folder(plan, resume != null ? resume : out, descent.terminal());
    SweepResults results =
        new SweepRunner(descent.terminal(), json, folder, againBy(folder)).run(cells);
    new SweepReport(descent.terminal(), json, folder)
        .finish(results, results.complete() ? SweepCharts.of(results) : new LinkedHashMap<>());
    return results.exitCode();
  }

  private SweepPlan plan(Checks checks) throws IOException {
    List<String> names = data == null ? List.of() : List.of(data);
    if (resume == null) {
      return new SweepPlan(
          SweepPlan.SWEEP,
          SweepGrid.of(
                  spec.commandLine().getParseResult(),
                  SweepOptions.names(),
                  names,
                  seeds == null ? 0 : seeds,
                  checks)
              .cells());
    }
    boolean more =
        spec.commandLine().getParseResult().matchedOptions().stream()
            .anyMatch(option -> SweepOptions.names().contains(option.longestName()));
    if (more || data != null || seeds != null || out != null) {
      throw checks.wrong(
          "--resume goes on with what the folder says: leave the other settings out");
    }
    return SweepPlan.read(resume);
  }

  /// Where a sweep is, or will be.
  ///
  /// @param named where it is to be; null for a numbered folder
  static Path folder(SweepPlan plan, @Nullable Path named, Terminal terminal) throws IOException {
    if (named != null) {
      plan.claim(named);
      return named;
    }
    Optional<Path> begun = plan.unfinished(RUNS);
    if (begun.isPresent()) {
      terminal.say("going on with " + begun.get());
      return begun.get();
    }
    Path free = plan.free(RUNS);
    plan.claim(free);
    return free;
  }

  static String againBy(Path folder) {
    return "./descent sweep --resume " + RunText.quoted(folder);
  }
}
