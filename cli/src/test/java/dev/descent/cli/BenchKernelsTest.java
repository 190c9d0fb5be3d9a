package dev.descent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.descent.cli.Cli.Result;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What is refused before anything is built or run.
class BenchKernelsTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --rounds 0 | --rounds must be a whole number from 1 to 1000, not 0
          --only (   | --only: '(' is no pattern: Unclosed group
          """)
  void wrongOptionsAreNamed(String options, String error) {
    Result result = Cli.run(("bench kernels " + options).split(" "));
    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.out()).isEmpty();
    assertThat(result.errLines().getFirst()).startsWith("descent bench kernels: " + error);
  }

  @Test
  void aFileWithoutMarkersIsRefusedBeforeAnythingIsMeasured() throws Exception {
    Path page = Files.writeString(folder.resolve("page.md"), "<!-- peers --><!-- /peers -->");
    Result result = Cli.run("bench", "kernels", "--write", page.toString());
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.errLines()).hasSize(1);
    assertThat(result.err()).contains(page.toString(), "<!-- kernels -->");
  }

  @Test
  void helpHasAnExample() {
    Result result = Cli.run("bench", "kernels", "--help");
    assertThat(result.exitCode()).isZero();
    assertThat(result.out()).contains("descent bench kernels --write bench/README.md", "--quick");
  }
}
