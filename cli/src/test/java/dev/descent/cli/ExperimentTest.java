package dev.descent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.descent.cli.Cli.Result;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExperimentTest {
  @TempDir Path temp;

  @ParameterizedTest
  @CsvSource({
    "learning-rates, 5, The best rate here is",
    "batch-sizes, 5, An epoch of single examples takes",
    "shuffling, 4, Sorted by class: ",
    "optimizers, 8, The highest accuracy: "
  })
  void saysWhatIsSaidAndWhatWasMeasured(String name, int runs, String finding) throws IOException {
    Path data = TinyMnist.write(temp.resolve("data"), 100);
    Path out = temp.resolve("out");
    Result result =
        Cli.run("experiment", name, "--data", data.toString(), "--quick", "--out", out.toString());
    assertThat(result.err()).isEmpty();
    assertThat(result.exitCode()).isZero();
    assertThat(result.out()).contains("[%d/%d]".formatted(runs, runs), finding);
    assertThat(out.resolve("page.md"))
        .content()
        .startsWith("# ")
        .contains(
            "## What is said",
            "## What was done",
            "This was a quick run",
            "## What was measured",
            finding,
            "| best accuracy | last accuracy | test loss |",
            "](plots/comparison.svg)");
    assertThat(out.resolve("plots/comparison.png")).isNotEmptyFile();
  }

  @Test
  void overfittingHasDataAndAPlotOfItsOwn() throws IOException {
    Path out = temp.resolve("out");
    Result result = Cli.run("experiment", "overfitting", "--quick", "--out", out.toString());
    assertThat(result.err()).isEmpty();
    assertThat(result.exitCode()).isZero();
    assertThat(result.out()).contains("[6/6]", "| epoch | training loss | validation loss |");
    assertThat(out.resolve("page.md"))
        .content()
        .containsPattern("\\|     1 \\| +0\\.\\d{4} \\| +0\\.\\d{4} \\| +\\d\\d\\.\\d % \\|")
        .contains("](plots/overfitting.svg)");
    assertThat(out.resolve("plots/overfitting.svg")).content().contains("validation loss");
  }

  @Test
  void whatIsOfOneSeedAndWhatOfAllIsSaid() throws IOException {
    Path out = temp.resolve("out");
    Result result =
        Cli.run("experiment", "overfitting", "--quick", "--seeds", "2", "--out", out.toString());
    assertThat(result.exitCode()).isZero();
    assertThat(result.out())
        .contains("One run, that of seed 1", "All runs, means over 2 seeds:")
        .containsPattern("early stopping: validation loss .*, with the weights of epoch [0-9.]+")
        .contains("More data has a validation set of its own");
    assertThat(out.resolve("page.md")).content().contains("standard deviation over 2 seeds");
    Path one = temp.resolve("one");
    Cli.run("experiment", "overfitting", "--quick", "--out", one.toString());
    assertThat(one.resolve("page.md")).content().doesNotContain("±", "One run");
  }

  /// Batches that hold one class only pull everything towards it: what comes last wins.
  @Test
  void sortedExamplesWithoutShufflingAreLearnedWorse() throws IOException {
    Path data = TinyMnist.write(temp.resolve("data"), 1000);
    Path out = temp.resolve("out");
    Result result =
        Cli.run(
            "sweep",
            "--data",
            data.toString(),
            "-e",
            "2",
            "-b",
            "10",
            "--lr",
            "0.1",
            "--hidden",
            "16",
            "--order",
            "by-class",
            "--shuffle",
            "true,false",
            "--out",
            out.toString(),
            "--json");
    assertThat(result.exitCode()).isZero();
    double shuffled = accuracy(result.outLines().get(0));
    double sorted = accuracy(result.outLines().get(1));
    assertThat(shuffled).isGreaterThan(sorted + 0.2);
  }

  private static double accuracy(String line) {
    return Double.parseDouble(line.replaceAll(".*\"lastAccuracy\":([0-9.]+).*", "$1"));
  }

  @ParameterizedTest(name = "descent experiment {0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          bathc-sizes        | there is no experiment 'bathc-sizes' (did you mean batch-sizes?); there are: learning-rates, batch-sizes, shuffling, optimizers, overfitting
          shuffling spiral   | there is no dataset 'spiral'; there are: mnist, digits
          overfitting digits | overfitting has data of its own: leave out digits
          shuffling --seeds 0 | --seeds must be a whole number from 1 to 100, not 0
          """)
  void wrongUsageIsOneLineAndAHint(String words, String line) {
    Result result = Cli.run(("experiment " + words).split(" "));
    assertThat(result.errLines())
        .containsExactly("descent experiment: " + line, "See 'descent experiment --help'.");
    assertThat(result.exitCode()).isEqualTo(2);
  }
}
