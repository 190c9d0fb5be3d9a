package dev.descent.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.descent.cli.Cli.Result;
import dev.descent.io.Json;
import dev.descent.io.JsonLines;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ToyTest {
  @TempDir Path temp;

  @Test
  void printsTheLossOfEachStepAndThenThePredictions() {
    Result result = Cli.run("toy");
    assertThat(result.err()).isEmpty();
    assertThat(result.exitCode()).isZero();
    assertThat(result.out()).contains("[2.0, 3.0, -1.0] ->  1.0", "41 parameters");
    List<String> steps =
        result.outLines().stream().filter(line -> line.matches(" *\\d+  \\d\\.\\d{6}")).toList();
    assertThat(steps).hasSize(20);
    List<String> lines = result.outLines();
    assertThat(lines.subList(lines.size() - 5, lines.size()))
        .satisfiesExactly(
            heading -> assertThat(heading).isEqualTo("target  prediction"),
            one -> assertThat(one).matches(" +1\\.0 +0\\.[89]\\d+"),
            two -> assertThat(two).matches(" +-1\\.0 +-0\\.[89]\\d+"),
            three -> assertThat(three).matches(" +-1\\.0 +-0\\.[89]\\d+"),
            four -> assertThat(four).matches(" +1\\.0 +0\\.[89]\\d+"));
  }

  @Test
  void optionsChangeTheRun() {
    List<Map<String, @Nullable Object>> lines =
        json("toy", "--json", "--lr", "0.01", "--steps", "3", "--seed", "7", "--output", "linear");
    assertThat(lines)
        .extracting(line -> line.get("event"))
        .containsExactly(
            "step",
            "step",
            "step",
            "prediction",
            "prediction",
            "prediction",
            "prediction",
            "finished");
    assertThat(number(lines.get(2), "loss")).isLessThan(number(lines.get(0), "loss"));
    assertThat(lines.getLast()).containsEntry("output", "linear").containsEntry("seed", 7L);
    double sum = 0;
    for (Map<String, @Nullable Object> line : lines.subList(3, 7)) {
      sum += Math.pow(number(line, "prediction") - number(line, "target"), 2);
    }
    assertThat(number(lines.getLast(), "loss")).isCloseTo(sum, within(1e-12));
  }

  /// Where nothing bounds the predictions the folklore holds; behind tanh the loss cannot diverge.
  @Test
  void explorationShowsFourRatesWithBothOutputs() {
    Path plot = temp.resolve("rates.svg");
    Result result = Cli.run("toy", "--explore", "--plot", plot.toString());
    assertThat(result.err()).isEmpty();
    assertThat(result.out())
        .contains("With tanh behind the last layer", "With nothing behind the last layer")
        .contains("  d  rate 1");
    assertThat(plot).content().startsWith("<svg").contains("rate 0.001");
    List<Map<String, @Nullable Object>> lines = json("toy", "--explore", "--json");
    assertThat(lines).hasSize(8);
    for (Map<String, @Nullable Object> line : lines.subList(0, 4)) {
      assertThat(last(line)).isBetween(0.0, 16.0);
    }
    assertThat(lines.get(7)).containsEntry("learned", 0L).containsEntry("failed", 100L);
    assertThat(last(lines.get(7)))
        .satisfiesAnyOf(
            loss -> assertThat(loss).isGreaterThan(1e6), loss -> assertThat(loss).isNaN());
  }

  private static double last(Map<String, @Nullable Object> line) {
    return Json.toDouble(((List<?>) Objects.requireNonNull(line.get("losses"))).getLast());
  }

  @Test
  void theForgottenZeroAddsGradientsUp() {
    Result result = Cli.run("toy", "--forget-zero-grad", "--steps", "5");
    assertThat(result.err()).isEmpty();
    assertThat(result.out()).contains("g1+g2 ", "g1+g2+g3 ", "g1+...+g5 ", "forgotten");
    List<Map<String, @Nullable Object>> lines =
        json("toy", "--forget-zero-grad", "--steps", "5", "--json");
    double sum = 0;
    for (Map<String, @Nullable Object> line : lines.subList(0, 5)) {
      sum += number(line, "ownGradientForgotten");
      assertThat(number(line, "usedGradientForgotten")).isCloseTo(sum, within(1e-12));
    }
    // Two steps alike: the first because nothing was there, the second by what the first did.
    assertThat(lines.get(1).get("loss")).isEqualTo(lines.get(1).get("lossForgotten"));
    assertThat(lines.get(2).get("loss")).isNotEqualTo(lines.get(2).get("lossForgotten"));
    assertThat(lines.subList(5, lines.size()))
        .hasSize(8)
        .allSatisfy(line -> assertThat(line).containsEntry("event", "tally"));
  }

  /// What is said below the table is what the table says, whatever was asked for.
  @ParameterizedTest(name = "rate {0}, {1} steps")
  @CsvSource({"0.05, 20", "0.001, 20", "1, 100", "0.05, 1"})
  void theForgottenZeroSaysWhatItMeasured(String rate, String steps) {
    String[] words = {"toy", "--forget-zero-grad", "--lr", rate, "--steps", steps};
    List<String> said =
        Cli.run(words).outLines().stream().filter(line -> line.contains("without it")).toList();
    List<Map<String, @Nullable Object>> tallies =
        json("toy", "--forget-zero-grad", "--lr", rate, "--steps", steps, "--json").stream()
            .filter(line -> Objects.equals(line.get("event"), "tally"))
            .toList();
    assertThat(said).hasSize(steps.equals("100") ? 2 : 4).hasSize(tallies.size() / 2);
    for (int i = 0; i < said.size(); i++) {
      Map<String, @Nullable Object> called = tallies.get(2 * i);
      Map<String, @Nullable Object> forgotten = tallies.get(2 * i + 1);
      int learned = (int) (number(forgotten, "learned") - number(called, "learned"));
      int failed = (int) (number(forgotten, "failed") - number(called, "failed"));
      String verdict =
          learned == 0 && failed == 0
              ? "no difference"
              : learned >= 0 && failed <= 0
                  ? "better"
                  : learned <= 0 && failed >= 0 ? "worse" : "both better and worse";
      assertThat(said.get(i))
          .startsWith(called.get("output") + ", " + called.get("steps") + " step")
          .contains(learned > 0 ? "more (" : learned < 0 ? "fewer (" : "as many (")
          .contains(forgotten.get("learned") + "", called.get("failed") + "")
          .endsWith(": " + verdict + ".");
    }
  }

  @Test
  void explorationSaysWhatItMeasured() {
    String out = Cli.run("toy", "--explore", "--steps", "1").out();
    Map<String, @Nullable Object> largest =
        json("toy", "--explore", "--steps", "1", "--json").get(3);
    assertThat(out)
        .contains(
            "At rate 1: %s learn, %s are stuck, %s diverge;"
                .formatted(largest.get("learned"), largest.get("stuck"), largest.get("diverged")))
        .doesNotContain("step 0");
    // One step cannot tell that a network is stuck: the loss has just jumped.
    assertThat(number(largest, "failed")).isGreaterThan(50);
    assertThat(number(largest, "stuck")).isLessThan(10);
    assertThat(number(json("toy", "--explore", "--json").get(3), "stuck")).isGreaterThan(50);
  }

  @Test
  void aFolderForThePlotThatIsNotThereIsToldBeforeAnythingElse() {
    Result result = Cli.run("toy", "--plot", temp.resolve("no/a.svg").toString());
    assertThat(result.out()).isEmpty();
    assertThat(result.err()).contains("there is no folder " + temp.resolve("no"));
    assertThat(result.exitCode()).isEqualTo(2);
  }

  @ParameterizedTest(name = "descent toy {0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --explore --forget-zero-grad | --explore and --forget-zero-grad are two lessons: give one of them
          --explore --lr 1             | --explore has learning rates of its own: leave out --lr
          --explore --output linear    | --explore and --forget-zero-grad show both outputs: leave out --output
          --output relu                | --output: must be tanh or linear, not 'relu'
          --steps 0                    | --steps must be a whole number from 1 to 100000, not 0
          --explore --steps 1001       | --explore and --forget-zero-grad train hundreds of networks: --steps must be at most 1000, not 1001
          --lr -1                      | --lr must be a number from 0, not -1.0
          --plot a.gif                 | --plot writes .svg or .png, not a.gif
          """)
  void wrongUsageIsOneLineAndAHint(String words, String line) {
    Result result = Cli.run(("toy " + words).split(" "));
    assertThat(result.errLines())
        .containsExactly("descent toy: " + line, "See 'descent toy --help'.");
    assertThat(result.exitCode()).isEqualTo(2);
  }

  @Test
  void theBenchmarkIsOneLine() {
    Result result = Cli.run("bench", "scalar", "--json");
    assertThat(result.err()).isEmpty();
    assertThat(result.out())
        .matches("\\{\"name\":\"scalar\\.toy-step\",\"value\":\\d+(\\.\\d+)?,\"unit\":\"us\"}\n");
  }

  @Test
  void benchWithoutACommandListsThem() {
    Result result = Cli.run("bench");
    assertThat(result.err()).contains("scalar");
    assertThat(result.exitCode()).isEqualTo(2);
  }

  private static double number(Map<String, @Nullable Object> line, String name) {
    return Json.toDouble(line.get(name));
  }

  private List<Map<String, @Nullable Object>> json(String... args) {
    Result result = Cli.run(args);
    assertThat(result.err()).isEmpty();
    Path file = temp.resolve("lines.jsonl");
    try {
      Files.writeString(file, result.out());
      return JsonLines.read(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
