package dev.descent.cli;

import dev.descent.train.RunDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Runs this program in another JVM and kills it (`kill -9`) at a random instant, about every
/// second time while it writes a checkpoint. When that is, it sees by the checkpoints in the run's
/// folder.
final class RunKiller {
  private static final Pattern CHECKPOINT = Pattern.compile("step-(\\d{1,18})(\\.\\d+)?");
  private static final int MOST_LOOKS = 60;

  private final ScratchFolder scratch;
  private final Random random;

  RunKiller(ScratchFolder scratch, Random random) {
    this.scratch = scratch;
    this.random = random;
  }

  /// What became of a part of a run.
  ///
  /// @param killed whether it was killed; otherwise the run is at its end
  /// @param inSave whether it was killed while it wrote a checkpoint, which left a part of it
  ///   behind
  /// @param step the step of the newest checkpoint then; 0 if there is none
  record Part(boolean killed, boolean inSave, long step) {}

  /// A step before which a part should be killed, so that so many more can follow.
  ///
  /// @param done the step of the newest checkpoint
  /// @param steps the number of steps of the whole run
  /// @param kills the number of kills that are left
  long nextStep(long done, long steps, int kills) {
    long stride = Math.max(1, 2 * (steps - done) / (kills + 1));
    return done + 1 + (long) (random.nextDouble() * (stride - 1));
  }

  /// Lets the program work on a run to its end.
  void complete(Path run, List<String> words) throws IOException, InterruptedException {
    work(run, words, Long.MAX_VALUE);
  }

  /// Lets the program work on a run until it is at its end or is killed.
  ///
  /// @param words such as `resume RUN --json`
  /// @param step it is killed some time after the first checkpoint of this step or a later one is
  ///   there
  Part work(Path run, List<String> words, long step) throws IOException, InterruptedException {
    Path checkpoints = RunDirectory.checkpoints(run);
    long halves = halves(checkpoints);
    boolean inSave = random.nextBoolean();
    int looks = random.nextInt(MOST_LOOKS);
    Path errors = scratch.folder().resolve("errors.txt");
    Process process = scratch.start(errors, words);
    while (!process.waitFor(1, TimeUnit.MILLISECONDS)) {
      if (newest(checkpoints) >= step && (inSave ? halves(checkpoints) > halves : looks-- <= 0)) {
        process.destroyForcibly().waitFor();
        return new Part(true, halves(checkpoints) > halves, newest(checkpoints));
      }
    }
    scratch.requireEnd(process.exitValue(), errors);
    return new Part(false, false, newest(checkpoints));
  }

  /// The step of the newest checkpoint, whole or not; 0 if there is none.
  static long newest(Path checkpoints) throws IOException {
    if (!Files.isDirectory(checkpoints)) {
      return 0;
    }
    try (Stream<Path> entries = Files.list(checkpoints)) {
      return entries
          .map(entry -> CHECKPOINT.matcher(entry.getFileName().toString()))
          .filter(Matcher::matches)
          .mapToLong(name -> Long.parseLong(name.group(1)))
          .max()
          .orElse(0);
    }
  }

  /// The number of checkpoints that are being written, or were when their writer was killed.
  private static long halves(Path checkpoints) throws IOException {
    if (!Files.isDirectory(checkpoints)) {
      return 0;
    }
    try (Stream<Path> entries = Files.list(checkpoints)) {
      return entries
          .map(entry -> entry.getFileName().toString())
          .filter(name -> name.startsWith(".descent-") && name.endsWith(".tmp"))
          .count();
    }
  }
}
