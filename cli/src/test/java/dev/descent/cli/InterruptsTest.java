package dev.descent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.descent.train.Checkpoint;
import dev.descent.train.RunDirectory;
import dev.descent.train.RunLog;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class InterruptsTest {
  /// A pipe of which so often nothing more was seen to come is full. Of the 64 KiB that a pipe
  /// holds: what is left is less than a few lines.
  private static final int NEARLY_FULL = 60_000;

  private static final int LOOKS = 500;

  @TempDir Path temp;

  @Test
  void theFirstCtrlCAsksAndTheSecondEnds() throws Throwable {
    List<String> done = new ArrayList<>();
    var handler = Interrupts.onSignal(() -> done.add("ask"), () -> done.add("end"));
    for (String signal : List.of("SIGINT", "SIGINT")) {
      handler.invoke(done, List.class.getMethod("size"), new Object[] {signal});
    }
    assertThat(done).containsExactly("ask", "end");
  }

  @Test
  void aTerminalThatIsClosedAsksHoweverOftenItSaysSo() throws Throwable {
    List<String> done = new ArrayList<>();
    var handler = Interrupts.onSignal(() -> done.add("ask"), () -> done.add("end"));
    for (String signal : List.of("SIGHUP", "SIGHUP", "SIGHUP", "SIGTERM")) {
      handler.invoke(done, List.class.getMethod("size"), new Object[] {signal});
    }
    assertThat(done).containsExactly("ask", "end");
  }

  private static List<String> train(Path data, Path run, String... more) {
    List<String> words = new ArrayList<>(List.of("train", "--json", "--hidden", "16"));
    words.addAll(List.of("--data", data.toString(), "--run", run.toString()));
    words.addAll(List.of(more));
    return words;
  }

  private static void awaitFullPipe(Process process) throws IOException, InterruptedException {
    int before = 0;
    for (int looks = 0; looks < LOOKS; looks++) {
      assertThat(process.waitFor(1, TimeUnit.MILLISECONDS)).isFalse();
      int bytes = process.getInputStream().available();
      looks = bytes > before || bytes < NEARLY_FULL ? 0 : looks;
      before = bytes;
    }
  }

  private static void interrupt(Process process) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
  }

  /// In a JVM of its own, since a signal reaches a whole process.
  @Test
  @Timeout(120)
  @DisabledOnOs(OS.WINDOWS)
  void ctrlCEndsTheRunAfterTheStepAndKeepsTheModel() throws IOException, InterruptedException {
    Path data = TinyMnist.write(temp.resolve("data"), 200);
    Path run = temp.resolve("run");
    Process process = ScratchFolder.program(train(data, run, "-e", "1000000")).start();
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      assertThat(out.readLine()).contains("\"event\":\"started\"");
      assertThat(out.readLine()).contains("\"event\":\"epoch\"");
      interrupt(process);
      String last = out.lines().reduce("", (_, line) -> line);
      assertThat(last)
          .contains("\"event\":\"finished\"", "\"reason\":\"interrupted\"", "by Ctrl-C");
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isEqualTo(130);
      assertThat(process.errorReader().lines())
          .contains("descent: finishing the step and saving; Ctrl-C again ends at once");
      assertThat(run.resolve("model.safetensors")).exists();
      long steps = RunLog.readFinish(run).orElseThrow().steps();
      Path checkpoints = RunDirectory.checkpoints(run);
      assertThat(Checkpoint.newest(checkpoints, problem -> {}).orElseThrow().steps())
          .isEqualTo(steps);
    } finally {
      process.destroyForcibly();
    }
  }

  /// The program cannot finish its step, as nobody reads what it prints about it: until then the
  /// pipe is full.
  @Test
  @Timeout(120)
  @EnabledOnOs(OS.LINUX)
  void theSecondCtrlCEndsAtOnceAndLosesNothing() throws IOException, InterruptedException {
    Path data = TinyMnist.write(temp.resolve("data"), 200);
    String[] settings = {"-e", "250", "-b", "50"};
    Path run = temp.resolve("run");
    Process process = ScratchFolder.program(train(data, run, settings)).start();
    try (BufferedReader errors = process.errorReader(StandardCharsets.UTF_8)) {
      awaitFullPipe(process);
      interrupt(process);
      assertThat(errors.readLine())
          .isEqualTo("descent: finishing the step and saving; Ctrl-C again ends at once");
      interrupt(process);
      assertThat(errors.readLine())
          .isEqualTo(
              "descent: ended at once; to go on from the last checkpoint: ./descent resume " + run);
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isEqualTo(130);
    } finally {
      process.destroyForcibly();
    }
    assertThat(RunLog.readFinish(run)).isEmpty();
    assertThat(Cli.run("resume", run.toString()).exitCode()).isZero();
    Path whole = temp.resolve("whole");
    Cli.run(train(data, whole, settings).toArray(String[]::new));
    assertThat(RunTraces.of(run)).isEqualTo(RunTraces.of(whole));
  }
}
