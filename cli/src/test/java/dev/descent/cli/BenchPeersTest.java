package dev.descent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.descent.cli.Cli.Result;
import dev.descent.cli.peers.Workload;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What is refused before anything is built or run.
class BenchPeersTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --rounds 0           | --rounds must be a whole number from 1 to 1000, not 0
          --epochs 1           | --epochs must be a whole number from 2 to 1000000, not 1
          --threads 0          | --threads must be a whole number from 1 to 256, not 0
          --workloads mnits    | --workloads: there is no workload 'mnits' (did you mean mnist?)
          --workloads mnist,   | --workloads: there is no workload ''
          """)
  void wrongOptionsAreNamed(String options, String error) {
    Result result = Cli.run(("bench peers " + options).split(" "));
    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.out()).isEmpty();
    assertThat(result.errLines().getFirst()).startsWith("descent bench peers: " + error);
  }

  @Test
  void withoutMnistItSaysHowToGetIt() {
    Result result = Cli.run("bench", "peers", "--workloads", "playground,adam");
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.errLines())
        .containsExactly(
            "descent: MNIST is not on this machine: get it with 'descent data fetch', or name its"
                + " folder with --data");
  }

  @Test
  void aFileWithoutMarkersIsRefusedBeforeAnythingIsMeasured() throws Exception {
    Path page = Files.writeString(folder.resolve("page.md"), "text");
    Result result = Cli.run("bench", "peers", "--write", page.toString());
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.errLines()).hasSize(1);
    assertThat(result.err()).contains(page.toString(), "<!-- peers -->");
  }

  @Test
  void helpNamesEveryWorkloadAndAnExample() {
    Result result = Cli.run("bench", "peers", "--help");
    assertThat(result.exitCode()).isZero();
    assertThat(result.out()).contains(Workload.labels());
    assertThat(result.out()).contains("2 %", "descent bench peers --write bench/README.md");
  }

  @Test
  void workloadsComeInTheOrderOfTheTable() {
    assertThat(Workload.parse(" infer-1 ,MNIST,mnist"))
        .containsExactly(Workload.MNIST, Workload.INFER_1);
  }
}
