package dev.descent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.descent.cli.Cli.Result;
import dev.descent.data.DataException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DoctorTest {
  @Test
  void aSoundMachinePassesEveryCheck() {
    Result result = Cli.run("doctor");
    assertThat(result.outLines())
        .hasSize(8)
        .allSatisfy(line -> assertThat(line).matches("[✓!]  \\S.*"))
        .anyMatch(line -> line.contains("Gradients") && line.startsWith("✓"))
        .anyMatch(line -> line.matches("✓  Products +[0-9]+ GFLOP/s in float32.*"))
        .anyMatch(line -> line.matches("✓  Memory +[0-9.]+ GB/s copied"))
        .contains("!  MNIST           not on this machine; 'descent data fetch' gets it (11 MB)");
    assertThat(result.err()).isEmpty();
    assertThat(result.exitCode()).isZero();
  }

  @Test
  void whatIsWrongIsToldAndFailsTheCommand() {
    MnistSource broken =
        new Cli.Offline() {
          @Override
          public Optional<Path> find(Optional<Path> data) {
            throw new DataException("x: no train-images-idx3-ubyte");
          }
        };
    Result result = Cli.run(broken, Cli.PLAIN, "doctor", "--json");
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.outLines())
        .hasSize(9)
        .allSatisfy(line -> assertThat(line).startsWith("{\"event\":\"").endsWith("}"))
        .contains(
            "{\"event\":\"check\",\"name\":\"mnist\",\"verdict\":\"bad\",\"text\":\"x: no train-images-idx3-ubyte\"}")
        .endsWith("{\"event\":\"finished\",\"ok\":false}");
  }
}
