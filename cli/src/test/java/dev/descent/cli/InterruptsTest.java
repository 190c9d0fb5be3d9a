package dev.descent.cli;

import static org.assertj.core.api.Assertions.assertThat;

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
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class InterruptsTest {
  @TempDir Path temp;

  @Test
  void theFirstCtrlCAsksAndTheSecondEnds() throws Throwable {
    List<String> done = new ArrayList<>();
    var handler = Interrupts.onSignal(() -> done.add("ask"), () -> done.add("end"));
    for (int i = 0; i < 2; i++) {
      handler.invoke(done, List.class.getMethod("size"), null);
    }
    assertThat(done).containsExactly("ask", "end");
  }

  /// In a JVM of its own, since a signal reaches a whole process.
  @Test
  @Timeout(120)
  @DisabledOnOs(OS.WINDOWS)
  void ctrlCEndsTheRunAfterTheStepAndKeepsTheModel() throws IOException, InterruptedException {
    Path data = TinyMnist.write(temp.resolve("data"), 200);
    Path run = temp.resolve("run");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "train",
                "--data",
                data.toString(),
                "--run",
                run.toString(),
                "--hidden",
                "16",
                "-e",
                "1000000",
                "--json")
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      assertThat(out.readLine()).contains("\"event\":\"started\"");
      assertThat(out.readLine()).contains("\"event\":\"epoch\"");
      new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
      String last = out.lines().reduce("", (_, line) -> line);
      assertThat(last)
          .contains("\"event\":\"finished\"", "\"reason\":\"interrupted\"", "by Ctrl-C");
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isEqualTo(130);
      assertThat(run.resolve("model.safetensors")).exists();
    } finally {
      process.destroyForcibly();
    }
  }
}
