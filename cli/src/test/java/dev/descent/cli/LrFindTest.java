package dev.descent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.descent.cli.Cli.Result;
import dev.descent.io.JsonLines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LrFindTest {
  @TempDir Path temp;

  @Test
  void showsTheCurveAndSaysWhichRateAndWhy() throws IOException {
    Path data = TinyMnist.write(temp.resolve("data"), 500);
    Path plot = temp.resolve("rates.svg");
    Result result =
        Cli.run(
            "lr-find",
            "--data",
            data.toString(),
            "--hidden",
            "32",
            "-b",
            "32",
            "--plot",
            plot.toString());
    assertThat(result.err()).isEmpty();
    assertThat(result.exitCode()).isZero();
    assertThat(result.outLines().getFirst())
        .startsWith("sgd, batches of 32: the smoothed loss of ");
    assertThat(result.out())
        .contains("There the loss falls most steeply (|). It is least at ", "1e-3", "*", "o")
        .containsPattern("To use it, add --lr 0\\.\\d+\\n");
    assertThat(plot).content().startsWith("<svg");
    try (var files = Files.list(temp)) {
      assertThat(files).containsExactlyInAnyOrder(data, plot);
    }
  }

  @Test
  void machinesGetOneObject() throws IOException {
    Path data = TinyMnist.write(temp.resolve("data"), 500);
    Path plot = temp.resolve("rates.png");
    Result result =
        Cli.run(
            "lr-find",
            "--data",
            data.toString(),
            "--hidden",
            "0",
            "--optimizer",
            "adam",
            "--from",
            "1e-5",
            "--to",
            "0.1",
            "--steps",
            "50",
            "--plot",
            plot.toString(),
            "--json");
    List<Map<String, @Nullable Object>> lines =
        JsonLines.read(Files.writeString(temp.resolve("out.jsonl"), result.out()));
    assertThat(lines).hasSize(1);
    assertThat(lines.getFirst())
        .containsEntry("event", "learning-rate")
        .containsEntry("optimizer", "adam")
        .containsEntry("batchSize", 128L)
        .containsKeys("suggestion", "leastLossAt", "fall", "blewUp");
    assertThat((List<?>) lines.getFirst().get("points")).hasSizeBetween(11, 50);
    assertThat(plot).isNotEmptyFile();
  }

  @ParameterizedTest(name = "descent lr-find {0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          spiral --from 2 --to 1 | --from, --to, --steps: the learning rates must grow from above 0, not from 2.0 to 1.0
          spiral --steps 5       | --from, --to, --steps: the test needs 20 steps at least, not 5
          spiral --plot x.gif    | --plot writes .svg or .png, not x.gif
          spiral --run x         | --run is for train; lr-find keeps nothing
          """)
  void wrongUsageIsOneLineAndAHint(String words, String line) {
    Result result = Cli.run(("lr-find " + words).split(" "));
    assertThat(result.errLines())
        .containsExactly("descent lr-find: " + line, "See 'descent lr-find --help'.");
    assertThat(result.exitCode()).isEqualTo(2);
  }
}
