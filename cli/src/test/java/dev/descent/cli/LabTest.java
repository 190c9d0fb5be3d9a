package dev.descent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.descent.cli.Cli.Result;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabTest {
  @Test
  void aPortThatIsNoneIsWrongUsage() {
    Result result = Cli.run("lab", "--port", "70000");

    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.errLines())
        .containsExactly(
            "descent lab: --port must be from 0 to 65535, not 70000", "See 'descent lab --help'.");
  }

  @Test
  void aPortThatIsTakenIsNamed() throws IOException {
    try (ServerSocket taken =
        new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
      Result result = Cli.run("lab", "--no-open", "--port", String.valueOf(taken.getLocalPort()));

      assertThat(result.exitCode()).isEqualTo(1);
      assertThat(result.out()).isEmpty();
      assertThat(result.errLines())
          .containsExactly(
              "descent: port "
                  + taken.getLocalPort()
                  + " is taken: give another one with --port, or none for one that is free");
    }
  }

  @Test
  void aFolderWithoutARunIsNamed(@TempDir Path folder) throws IOException {
    Files.createDirectory(folder.resolve("empty"));
    Result result = Cli.run("lab", "--no-open", "--run", folder.toString());

    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.errLines())
        .containsExactly(
            "descent: "
                + folder
                + " holds no run: there is no events.jsonl; give a folder that train made");
  }

  @Test
  void theBenchmarkPrintsAFigureALine() {
    Result result = Cli.run("bench", "lab", "--seconds", "0.2", "--json");

    assertThat(result.exitCode()).isZero();
    assertThat(result.err()).isEmpty();
    assertThat(result.outLines())
        .extracting(line -> line.replaceAll("\"value\":[0-9.eE-]+,", ""))
        .containsExactly(
            "{\"name\":\"lab.epochs-per-second\",\"unit\":\"1/s\"}",
            "{\"name\":\"lab.attached.epochs-per-second\",\"unit\":\"1/s\"}",
            "{\"name\":\"lab.attached.frames-per-second\",\"unit\":\"1/s\"}",
            "{\"name\":\"lab.map-milliseconds\",\"unit\":\"ms\"}");
  }
}
