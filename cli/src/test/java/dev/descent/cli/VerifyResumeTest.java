package dev.descent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.descent.cli.Cli.Result;
import dev.descent.io.JsonLines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class VerifyResumeTest {
  @TempDir private Path temporary;

  private Path train(String... more) {
    Path run = temporary.resolve("run");
    List<String> words =
        Stream.concat(
                Stream.of("train", "moons", "--points", "400", "--hidden", "8", "-b", "16"),
                Stream.concat(Stream.of("-e", "2", "--run", run.toString()), Stream.of(more)))
            .toList();
    assertThat(Cli.run(words.toArray(String[]::new)).exitCode()).isZero();
    return run;
  }

  @Test
  @Timeout(120)
  void findsThatARunCanBeKilled() throws IOException {
    Path run = train("--optimizer", "adam", "--schedule", "one-cycle", "--average", "ema:0.9");
    List<Path> before = files(run);
    Result result = Cli.run("verify-resume", run.toString(), "--kills", "2", "--json");
    assertThat(result.err()).isEmpty();
    assertThat(result.exitCode()).isZero();
    Path lines = Files.writeString(temporary.resolve("out.jsonl"), result.out());
    List<Map<String, @Nullable Object>> events = JsonLines.read(lines);
    assertThat(events.stream().filter(event -> "killed".equals(event.get("event")))).hasSize(2);
    assertThat(events.stream()
            .filter(event -> "compared".equals(event.get("event")))
            .map(event -> event.get("what")))
        .contains("weights", "optimizer", "averaged weights", "trained model", "log");
    assertThat(events.getLast())
        .isEqualTo(Map.of("event", "verdict", "same", true, "kills", 2L));
    assertThat(files(run)).isEqualTo(before);
  }

  @Test
  void badInputIsOneLine() throws IOException {
    Result noRun = Cli.run("verify-resume", temporary.toString());
    assertThat(noRun.exitCode()).isEqualTo(1);
    assertThat(noRun.errLines())
        .containsExactly(
            "descent: "
                + temporary
                + " holds no run: there is no run.json; give a folder that `train` has made");
    Path table = Files.writeString(temporary.resolve("t.csv"), "a,b\n1,x\n2,y\n".repeat(9));
    Path run = temporary.resolve("run");
    Cli.run("train", table.toString(), "-e", "1", "--run", run.toString());
    Files.delete(table);
    Result noData = Cli.run("verify-resume", run.toString());
    assertThat(noData.exitCode()).isEqualTo(1);
    assertThat(noData.errLines()).hasSize(1);
    assertThat(noData.err()).contains(table.toString());
  }

  /// In a JVM of its own, with a temporary folder of its own, so that what is left behind shows.
  @Test
  @Timeout(120)
  @DisabledOnOs(OS.WINDOWS)
  void ctrlCLeavesNothingBehind() throws IOException, InterruptedException {
    Path run = train();
    Path scratch = Files.createDirectory(temporary.resolve("scratch"));
    ProcessBuilder program =
        ScratchFolder.program(
            List.of("verify-resume", run.toString(), "--kills", "30", "--json"));
    program.command().add(1, "-Djava.io.tmpdir=" + scratch);
    Process process = program.redirectError(ProcessBuilder.Redirect.INHERIT).start();
    try (var out = process.inputReader()) {
      assertThat(out.readLine()).contains("\"event\":\"copy\"");
      assertThat(out.readLine()).contains("\"event\":\"undisturbed\"");
      assertThat(files(scratch)).isNotEmpty();
      new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isEqualTo(130);
      assertThat(files(scratch)).isEmpty();
    } finally {
      process.destroyForcibly();
    }
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(path -> !path.equals(folder)).sorted().toList();
    }
  }
}
