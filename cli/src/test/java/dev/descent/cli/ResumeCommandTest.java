package dev.descent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.descent.cli.Cli.Result;
import dev.descent.train.RunDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What `resume` says to runs that ended in one way or another.
class ResumeCommandTest {
  @TempDir private Path temporary;

  private Result train(String... more) {
    List<String> words =
        new ArrayList<>(
            List.of("train", "moons", "--points", "100", "--hidden", "4", "-b", "16", "-e", "3"));
    words.addAll(List.of("--run", run().toString()));
    words.addAll(List.of(more));
    return Cli.run(words.toArray(String[]::new));
  }

  private Path run() {
    return temporary.resolve("run");
  }

  private Result resume(String... more) {
    List<String> words = new ArrayList<>(List.of("resume", run().toString()));
    words.addAll(List.of(more));
    return Cli.run(words.toArray(String[]::new));
  }

  private Map<Path, FileTime> times() throws IOException {
    Map<Path, FileTime> times = new TreeMap<>();
    try (Stream<Path> files = Files.walk(run())) {
      for (Path file : (Iterable<Path>) files::iterator) {
        times.put(file, Files.getLastModifiedTime(file));
      }
    }
    return times;
  }

  @Test
  void aCompleteRunIsLeftAlone() throws IOException {
    assertThat(train().exitCode()).isZero();
    Map<Path, FileTime> before = times();
    Result result = resume();
    assertThat(result.exitCode()).isZero();
    assertThat(result.err()).isEmpty();
    assertThat(result.outLines())
        .containsExactly(
            run()
                + " is complete after 3 epochs. To make it longer: ./descent resume "
                + run()
                + " --epochs 6");
    assertThat(resume("--epochs", "3").out()).isEqualTo(result.out());
    assertThat(resume("--json").outLines())
        .containsExactly("{\"event\":\"complete\",\"epochs\":3,\"steps\":15,\"detail\":\"\"}");
    assertThat(times()).isEqualTo(before);
  }

  @Test
  void aCompleteRunCanBeMadeLongerButNotShorter() {
    assertThat(train().exitCode()).isZero();
    Result shorter = resume("--epochs", "2");
    assertThat(shorter.exitCode()).isEqualTo(2);
    assertThat(shorter.errLines().getFirst())
        .isEqualTo(
            "descent resume: --epochs must be at least 3, which "
                + run()
                + " has begun already, not 2");
    Result longer = resume("--epochs", "4");
    assertThat(longer.exitCode()).isZero();
    assertThat(longer.err()).contains("going on after step 15");
    assertThat(resume().out()).startsWith(run() + " is complete after 4 epochs.");
  }

  @Test
  void aScheduleThatIsStretchedIsSaid() {
    assertThat(train("--schedule", "cosine").exitCode()).isZero();
    assertThat(resume("--epochs", "4").errLines())
        .contains("descent: the learning rate's schedule, cosine, is stretched from 3 to 4 epochs");
  }

  @Test
  void aScheduleOfItsOwnLengthIsNot() {
    assertThat(train("--schedule", "warmup:5").exitCode()).isZero();
    assertThat(resume("--epochs", "4").errLines())
        .containsExactly("descent: going on after step 15");
  }

  /// A folder stands where the model is to go, as a disk with no room would.
  @Test
  void aRunWhoseModelCouldNotBeWrittenIsEndedByResume() throws IOException {
    assertThat(train("--stop-after", "1e-9").exitCode()).isZero();
    Path model = run().resolve("model.safetensors");
    Files.delete(model);
    Files.createDirectory(model);
    Result failed = resume("--epochs", "3");
    assertThat(failed.exitCode()).isEqualTo(1);
    assertThat(failed.errLines().getLast())
        .isEqualTo(
            "descent: cannot write %s: it is a folder; give the name of a file; then go on with `descent resume`"
                .formatted(model));
    Files.delete(model);
    assertThat(resume().exitCode()).isZero();
    assertThat(model).isRegularFile();
  }

  @Test
  void theHintAfterADivergenceIsATenthToTheLastDigit() {
    assertThat(RunText.tenth(0.7)).isEqualTo("0.07");
    assertThat(RunText.tenth(0.3)).isEqualTo("0.03");
    assertThat(RunText.tenth(30000)).isEqualTo("3000");
  }

  @Test
  void aRunThatStoppedEarlySaysWhy() {
    assertThat(train("--stop-at-accuracy", "0.01").exitCode()).isZero();
    Result result = resume();
    assertThat(result.exitCode()).isZero();
    assertThat(result.out())
        .startsWith(
            run() + " is complete after 1 epoch, since the test accuracy has reached 1 %. To make");
  }

  @Test
  void aRunWhoseTimeWasUpGoesOn() {
    Result stopped = train("--stop-after", "1e-9");
    assertThat(stopped.exitCode()).isZero();
    assertThat(stopped.out())
        .contains("Stopped: the time is up", "there is more to do", "./descent resume " + run());
    Result result = resume();
    assertThat(result.exitCode()).isZero();
    assertThat(result.err()).contains("going on after step 1");
  }

  @Test
  void aRunThatDivergedSaysWhatToDo() {
    Result diverged = train("--lr", "1e38", "--optimizer", "sgd", "--checkpoint-every", "1");
    assertThat(diverged.exitCode()).isEqualTo(3);
    Result result = resume();
    assertThat(result.exitCode()).isEqualTo(3);
    assertThat(result.out()).isEmpty();
    assertThat(result.errLines()).hasSize(1);
    assertThat(result.err())
        .startsWith("descent: " + run() + " cannot go on: training diverged at step ")
        .contains("From its last checkpoint that would happen again: train anew, say with --lr ");
    Result eval = Cli.run("eval", run().toString());
    assertThat(eval.exitCode()).isEqualTo(1);
    assertThat(eval.errLines()).hasSize(1);
    assertThat(eval.err())
        .startsWith("descent: " + run() + " holds no trained model: training diverged at step ")
        .doesNotContain("resume");
  }

  @Test
  void aModelIsNotOverwrittenForLackOfCheckpoints() throws IOException {
    assertThat(train().exitCode()).isZero();
    try (Stream<Path> files = Files.walk(RunDirectory.checkpoints(run()))) {
      for (Path file : files.filter(path -> path.endsWith("manifest.json")).toList()) {
        Files.delete(file);
      }
    }
    Map<Path, FileTime> before = times();
    Result result = resume("--epochs", "9");
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.errLines().getLast())
        .isEqualTo(
            "descent: "
                + run()
                + " has a model, but no whole checkpoint to go on from; train anew, into another"
                + " folder");
    assertThat(times()).isEqualTo(before);
  }

  @Test
  void aDamagedCheckpointIsPassedOver() throws IOException {
    assertThat(train("--checkpoint-every", "1").exitCode()).isZero();
    Path newest = RunDirectory.checkpoints(run()).resolve("step-15");
    Files.write(newest.resolve("model.safetensors"), new byte[3]);
    Result result = resume("--epochs", "4");
    assertThat(result.exitCode()).isZero();
    assertThat(result.errLines())
        .contains("descent: going on after step 14")
        .anyMatch(line ->
            line.startsWith("descent: " + newest.resolve("model.safetensors") + " has 3 bytes"));
    assertThat(newest.resolve("model.safetensors")).hasSize(3);
  }
}
