package dev.descent.cli;

import dev.descent.io.Json;
import dev.descent.io.JsonLinesWriter;
import dev.descent.train.RunDirectory;
import dev.descent.train.RunSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/// `descent verify-resume`: proves that a run can be killed at any instant and goes on as if it had
/// not been.
@Command(
    name = "verify-resume",
    description = {
      "Prove that a run can be killed at any instant, and resumed to the same weights.",
      "A short copy of the run, in a temporary folder, is trained once undisturbed and once killed"
          + " (kill -9) and resumed several times; then both are compared, bit by bit. The run itself"
          + " is not touched. Exit code 0 if they are the same, 1 if not."
    },
    sortOptions = false,
    footer = {
      "",
      "Examples:",
      "  descent verify-resume runs/mnist-1",
      "  descent verify-resume runs/mnist-1 --kills 20 --seed 7"
    })
final class VerifyResume implements Callable<Integer> {
  private static final int MOST_KILLS = 1000;
  private static final int DIGITS = 16;

  @ParentCommand Descent descent;
  @Spec CommandSpec spec;

  @Parameters(
      index = "0",
      paramLabel = "RUN",
      description = "Folder that train has made, such as runs/mnist-1.")
  Path folder = Path.of("");

  @Option(
      names = "--kills",
      paramLabel = "N",
      description = "How often the copy is killed. Default: ${DEFAULT-VALUE}.")
  int kills = 5;

  @Option(
      names = {"-s", "--seed"},
      paramLabel = "N",
      description = "What the instants come from. Default: ${DEFAULT-VALUE}.")
  long seed = 1;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Where the data are now, if they have moved.")
  @Nullable Path data;

  @Option(
      names = "--json",
      description = "Print one JSON object a line on standard output, and nothing else there.")
  boolean json;

  private final long start = System.nanoTime();

  @Override
  public Integer call() throws IOException, InterruptedException {
    new Checks(spec.commandLine()).count("--kills", kills, MOST_KILLS);
    RunSpec made = RunDirectory.spec(folder);
    ShortCopy copy = ShortCopy.of(made, descent.datasets().again(made, data), kills);
    tell(
        "A copy of %s with %d steps, and a checkpoint after every %d"
            .formatted(folder, copy.steps(), copy.spec().training().keeping().everySteps()),
        Json.object("event", "copy", "steps", copy.steps(), "kills", kills));
    try (ScratchFolder scratch = ScratchFolder.create()) {
      return verify(copy, scratch);
    } catch (ScratchFolder.InterruptedRunException e) {
      return Interrupts.EXIT_CODE;
    }
  }

  private int verify(ShortCopy copy, ScratchFolder scratch)
      throws IOException, InterruptedException {
    RunKiller killer = new RunKiller(scratch, new Random(seed));
    Path whole = scratch.folder().resolve("whole");
    RunDirectory.create(whole, copy.spec()).close();
    killer.complete(whole, resume(whole));
    tell("  trained undisturbed" + left(1), Json.object("event", "undisturbed"));
    RunTraces expected = RunTraces.of(whole);
    boolean same = true;
    int killed = 0;
    for (int round = 1; same && killed < kills; round++) {
      Path run = scratch.folder().resolve("killed-" + round);
      RunDirectory.create(run, copy.spec()).close();
      int before = killed;
      killed = kill(killer, run, copy.steps(), killed);
      same = compare(expected, RunTraces.of(run), killed - before);
    }
    tell(
        same
            ? "The same, to the last bit: this run can be killed at any instant."
            : "NOT the same: please report this, with the run's run.json.",
        Json.object("event", "verdict", "same", same, "kills", killed));
    return same ? 0 : 1;
  }

  private static List<String> resume(Path run) {
    return List.of("resume", run.toString(), "--json");
  }

  /// Kills and resumes a run until it is at its end; that can be too soon, for it is fast.
  ///
  /// @return the number of kills so far
  private int kill(RunKiller killer, Path run, long steps, int before)
      throws IOException, InterruptedException {
    int killed = before;
    for (RunKiller.Part part = new RunKiller.Part(true, false, 0); part.killed(); ) {
      long next =
          killed < kills ? killer.nextStep(part.step(), steps, kills - killed) : Long.MAX_VALUE;
      part = killer.work(run, resume(run), next);
      if (part.killed()) {
        killed++;
        String where = part.inSave() ? "while it wrote a checkpoint" : "between checkpoints";
        tell(
            "  killed %s, after step %d%s".formatted(where, part.step(), left(1 + killed)),
            Json.object(
                "event", "killed",
                "number", killed,
                "inSave", part.inSave(),
                "checkpoint", part.step()));
      }
    }
    return killed;
  }

  private boolean compare(RunTraces expected, RunTraces found, int killed) throws IOException {
    tell(
        "%n%-18s %-18s %-18s".formatted("SHA-256 of", "undisturbed", "killed " + killed + " times"),
        null);
    boolean same = expected.digests().keySet().equals(found.digests().keySet());
    for (Map.Entry<String, String> entry : expected.digests().entrySet()) {
      String other = Objects.requireNonNullElse(found.digests().get(entry.getKey()), "missing");
      boolean equal = other.equals(entry.getValue());
      same &= equal;
      tell(
          "%-18s %-18s %-18s %s"
              .formatted(
                  entry.getKey(),
                  abbreviated(entry.getValue()),
                  abbreviated(other),
                  equal ? "same" : "DIFFERENT"),
          Json.object(
              "event", "compared",
              "what", entry.getKey(),
              "undisturbed", entry.getValue(),
              "killed", other,
              "same", equal));
    }
    tell("(the log has %d lines; its seconds are left out)%n".formatted(expected.lines()), null);
    return same;
  }

  private static String abbreviated(String digest) {
    return digest.substring(0, Math.min(DIGITS, digest.length()));
  }

  /// How long the rest will take, as each part takes about as long as the others.
  private String left(int partsDone) {
    double seconds = (System.nanoTime() - start) * 1e-9;
    int parts = kills + 2;
    return String.format(
        Locale.ROOT, "; about %.0f s left", seconds / partsDone * (parts - partsDone));
  }

  private void tell(String text, @Nullable Map<String, @Nullable Object> object)
      throws IOException {
    if (!json) {
      descent.terminal().out().println(text);
    } else if (object != null) {
      JsonLinesWriter.to(descent.terminal().output()).write(object);
    }
  }
}
