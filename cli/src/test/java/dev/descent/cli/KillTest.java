package dev.descent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.descent.train.RunDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The real program, killed by `kill -9` at random instants and resumed, comes to what it comes to
/// undisturbed: weights, optimizer, averages, model and log.
class KillTest {
  private static final int STEPS = 300;

  @TempDir private Path temporary;

  private static List<String> train(Path data, Path run) {
    return List.of(
        "train --optimizer adam --lr 0.002 --schedule one-cycle --dropout 0.1 --accumulate 2 -b 16 -e 15"
            .concat(" --average ema:0.99 --hidden 48,32 --checkpoint-every 20 --measure-every 25")
            .concat(" --early-stopping loss --patience 20 --json --threads 2 --data " + data + " --run " + run)
            .split(" "));
  }

  /// With one thread and two in turn.
  private static List<String> resume(Path run, int part) {
    return List.of(
        "resume", run.toString(), "--json", "--threads", Integer.toString(1 + part % 2));
  }

  @Test
  @Timeout(300)
  void fiveKills() throws IOException, InterruptedException {
    kill(5, 1);
  }

  @Test
  @Tag("slow")
  @Timeout(1800)
  void fiftyKills() throws IOException, InterruptedException {
    kill(50, 2);
  }

  private void kill(int kills, long seed) throws IOException, InterruptedException {
    // Elsewhere, so that its path does not show.
    Path data = TinyMnist.write(temporary.resolve("data"), 640);
    try (ScratchFolder scratch = ScratchFolder.create()) {
      RunKiller killer = new RunKiller(scratch, new Random(seed));
      Path whole = temporary.resolve("whole");
      killer.complete(whole, train(data, whole));
      RunTraces expected = RunTraces.of(whole);
      assertThat(expected.digests())
          .containsOnlyKeys("weights", "optimizer", "averaged weights", "trained model", "log");
      assertThat(RunKiller.newest(RunDirectory.checkpoints(whole))).isEqualTo(STEPS);

      List<RunKiller.Part> killed = new ArrayList<>();
      for (int round = 1; killed.size() < kills; round++) {
        Path run = temporary.resolve("killed-" + round);
        // Ten kills a run at most: the steps between two of them are enough for a checkpoint then.
        int most = Math.min(10, kills - killed.size());
        killToTheEnd(killer, data, run, most, killed);
        assertThat(RunTraces.of(run)).as("killed at %s", killed).isEqualTo(expected);
      }
      assertThat(killed).hasSize(kills);
      assertThat(killed.stream().filter(RunKiller.Part::inSave).count())
          .as("kills inside a save, of %d", kills)
          .isBetween(1L, kills - 1L);
    }
  }

  private static void killToTheEnd(
      RunKiller killer, Path data, Path run, int most, List<RunKiller.Part> killed)
      throws IOException, InterruptedException {
    int kills = 0;
    RunKiller.Part part = new RunKiller.Part(true, false, 0);
    while (part.killed()) {
      long next =
          kills < most ? killer.nextStep(part.step(), STEPS, most - kills) : Long.MAX_VALUE;
      List<String> words =
          RunDirectory.isRun(run) ? resume(run, killed.size()) : train(data, run);
      part = killer.work(run, words, next);
      if (part.killed()) {
        kills++;
        killed.add(part);
      }
    }
  }
}
