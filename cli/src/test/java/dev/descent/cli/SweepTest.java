package dev.descent.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.descent.cli.Cli.Result;
import dev.descent.io.JsonLines;
import dev.descent.train.ProgressBar.Display;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SweepTest {
  private static final List<String> SMALL =
      List.of("sweep", "spiral", "--points", "100", "-e", "2", "--optimizer", "sgd");

  @TempDir Path temp;

  private String[] words(String out, String... more) {
    List<String> words = new ArrayList<>(SMALL);
    words.addAll(List.of("--out", temp.resolve(out).toString()));
    words.addAll(List.of(more));
    return words.toArray(String[]::new);
  }

  private List<Map<String, @Nullable Object>> objects(Result result) throws IOException {
    assertThat(result.err()).isEmpty();
    assertThat(result.exitCode()).isZero();
    return JsonLines.read(Files.writeString(temp.resolve("out.jsonl"), result.out()));
  }

  @Test
  void doesEveryCombinationInAFolderOfItsOwn() throws IOException {
    Result result =
        Cli.run(words("grid", "--lr", "0.01,0.1", "--hidden", "4/3,2", "--seeds", "2", "--json"));
    List<Map<String, @Nullable Object>> lines = objects(result);
    assertThat(lines).hasSize(9);
    assertThat(lines.subList(0, 8))
        .extracting(line -> line.get("cell"))
        .containsExactly(
            "lr-0.01_hidden-4_seed-1",
            "lr-0.01_hidden-4_seed-2",
            "lr-0.01_hidden-3,2_seed-1",
            "lr-0.01_hidden-3,2_seed-2",
            "lr-0.1_hidden-4_seed-1",
            "lr-0.1_hidden-4_seed-2",
            "lr-0.1_hidden-3,2_seed-1",
            "lr-0.1_hidden-3,2_seed-2");
    assertThat(lines.getFirst())
        .containsEntry("event", "cell")
        .containsEntry("settings", Map.of("lr", "0.01", "hidden", "4", "seed", "1"))
        .containsEntry("status", "completed")
        .containsEntry("epochs", 2L)
        .containsKeys("bestAccuracy", "lastAccuracy", "testLoss", "secondsAnEpoch", "run");
    assertThat(lines.getLast()).containsEntry("event", "finished").containsEntry("cells", 8L);
    Path grid = temp.resolve("grid");
    for (Map<String, @Nullable Object> line : lines.subList(0, 8)) {
      assertThat(grid.resolve(line.get("cell") + "/model.safetensors")).exists();
    }
    assertThat(Files.readAllLines(grid.resolve("results.csv"))).hasSize(9);
    assertThat(Files.readAllLines(grid.resolve("results.csv")).get(3))
        .startsWith("0.01,\"3,2\",1,");
    for (String chart : List.of("comparison", "time", "accuracy", "test-loss", "training-loss")) {
      assertThat(grid.resolve("plots/" + chart + ".svg")).content().startsWith("<svg");
      assertThat(grid.resolve("plots/" + chart + ".png")).isNotEmptyFile();
    }
  }

  /// A run of a sweep is the run that `train` does with the same words.
  @Test
  void aCellIsWhatTrainMakes() {
    Cli.run(words("grid", "--lr", "0.01,0.1", "--seeds", "2"));
    Path alone = temp.resolve("alone");
    Result train =
        Cli.run(
            "train",
            "spiral",
            "--points",
            "100",
            "-e",
            "2",
            "--optimizer",
            "sgd",
            "--lr",
            "0.1",
            "--seed",
            "2",
            "--run",
            alone.toString());
    assertThat(train.exitCode()).isZero();
    assertThat(temp.resolve("grid/lr-0.1_seed-2/model.safetensors"))
        .hasSameBinaryContentAs(alone.resolve("model.safetensors"));
  }

  @Test
  void aSweepThatIsInterruptedGoesOnAndComesToTheSame() throws IOException {
    String[] whole = words("whole", "--lr", "0.01,0.1", "--seeds", "2");
    assertThat(Cli.run(whole).exitCode()).isZero();

    // The first thing that is shown cannot be written: the first run ends after its first step.
    OutputStream gone =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("Broken pipe");
          }
        };
    Terminal terminal =
        Terminal.of(
            gone,
            StandardCharsets.UTF_8,
            new PrintWriter(new StringWriter(), true),
            new Display(true, 80, true),
            false);
    String[] again = words("again", "--lr", "0.01,0.1", "--seeds", "2");
    assertThat(Main.run(terminal, Cli.OFFLINE, again)).isEqualTo(Errors.BROKEN_PIPE);
    Path folder = temp.resolve("again");
    assertThat(folder.resolve("lr-0.01_seed-1/events.jsonl"))
        .content()
        .contains("\"reason\":\"interrupted\"")
        .doesNotContain("\"event\":\"epoch\"");
    assertThat(folder.resolve("lr-0.01_seed-2")).doesNotExist();
    assertThat(folder.resolve("results.csv")).doesNotExist();

    assertThat(Cli.run("sweep", "--resume", folder.toString()).exitCode()).isZero();
    for (String cell :
        List.of("lr-0.01_seed-1", "lr-0.01_seed-2", "lr-0.1_seed-1", "lr-0.1_seed-2")) {
      assertThat(folder.resolve(cell + "/model.safetensors"))
          .hasSameBinaryContentAs(temp.resolve("whole/" + cell + "/model.safetensors"));
    }

    Result kept = Cli.run(again);
    assertThat(kept.exitCode()).isZero();
    assertThat(kept.outLines().stream().filter(line -> line.endsWith(", done before"))).hasSize(4);
  }

  @Test
  void aRunThatDivergesIsAResult() throws IOException {
    Result result =
        Cli.run(words("grid", "--lr", "0.1,1e38", "--activation", "relu", "--seeds", "2"));
    assertThat(result.exitCode()).isZero();
    assertThat(result.err()).isEmpty();
    assertThat(result.out())
        .containsPattern("\\[3/4] lr 1e38, seed 1: diverged at step \\d+")
        .containsPattern("(?m)^\\* 0\\.1 ")
        .containsPattern("(?m)^  1e38 .* at step \\d+")
        .contains("Mean ± standard deviation over 2 seeds.");
    List<Map<String, @Nullable Object>> lines =
        objects(
            Cli.run(
                words(
                    "grid", "--lr", "0.1,1e38", "--activation", "relu", "--seeds", "2", "--json")));
    assertThat(lines.get(2)).containsEntry("status", "diverged").containsKey("divergedAt");
    assertThat(lines.getLast()).containsEntry("best", Map.of("lr", "0.1"));
  }

  @Test
  void numbersHaveNoAccuracyButALoss() throws IOException {
    Result result =
        Cli.run(
            "sweep",
            "plane",
            "--points",
            "100",
            "-e",
            "2",
            "--batch-size",
            "10,20",
            "--out",
            temp.resolve("plane").toString());
    assertThat(result.exitCode()).isZero();
    assertThat(result.out()).contains("test loss").doesNotContain("accuracy");
  }

  /// The standard deviation of 2, 4, 4, 4, 5, 5, 7, 9 around their mean 5 is √(32/7).
  @Test
  void meanAndStandardDeviation() {
    Spread spread = Spread.of(List.of(2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0));
    assertThat(spread.mean()).isEqualTo(5);
    assertThat(spread.deviation()).isCloseTo(2.13809, within(1e-5));
    assertThat(Spread.of(List.of(3.0))).isEqualTo(new Spread(3, 0));
    assertThat(Spread.of(List.of()).mean()).isNaN();
  }

  @ParameterizedTest(name = "descent sweep {0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          spiral                       | nothing varies: give an option several values, such as --lr 0.01,0.1, or --seeds 3
          spiral --hidden 8,4          | nothing varies: give an option several values, such as --lr 0.01,0.1, or --seeds 3
          spiral --lr 0.1,fast         | --lr: 'fast' is not a number
          spiral --lr 0.1,-1           | --lr must be a number above 0, not -1.0 (lr -1)
          spiral --lr 0.1,,1           | --lr 0.1,,1: one of the values is empty
          spiral --lr 0.1,0.1          | --lr 0.1,0.1: 0.1 is there twice
          spiral --lrr 0.1,1           | unknown option: '--lrr' (did you mean --lr?)
          spiral --seeds 5 --seed 3    | --seeds N is --seed 1,...,N: give one of the two
          spiral --seeds 0             | --seeds must be a whole number from 1 to 1000, not 0
          spiral --seeds 1000 --lr 1,2 | the grid has 2,000 runs; the most are 1,000: give fewer values
          spiral --order x,own         | --order: there is no order 'x'; there are: own, by-class (order x)
          spiral --average ema:0.9/ema:2 | --average: the decay of the average must be at least 0 and below 1, not 2.0 (average ema:2)
          --resume x --lr 3            | --resume goes on with what the folder says: leave the other settings out
          """)
  void whatMakesNoSenseIsFoundBeforeAnythingRuns(String words, String line) {
    Result result = Cli.run(("sweep " + words).split(" "));
    assertThat(result.errLines())
        .containsExactly("descent sweep: " + line, "See 'descent sweep --help'.");
    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.out()).isEmpty();
  }

  @Test
  void anotherSweepOrOtherThingsAreLeftAlone() throws IOException {
    assertThat(Cli.run(words("grid", "--lr", "0.1,0.2")).exitCode()).isZero();
    Result other = Cli.run(words("grid", "--lr", "0.1,0.3"));
    assertThat(other.exitCode()).isEqualTo(1);
    assertThat(other.err()).startsWith("descent: " + temp.resolve("grid") + " holds another sweep");

    Path full = Files.createDirectories(temp.resolve("full"));
    Files.writeString(full.resolve("thesis.txt"), "mine");
    Result mine = Cli.run(words("full", "--lr", "0.1,0.3"));
    assertThat(mine.exitCode()).isEqualTo(1);
    assertThat(mine.err()).startsWith("descent: " + full + " is not empty and holds no sweep");
    assertThat(full.toFile().list()).containsExactly("thesis.txt");

    Files.writeString(
        temp.resolve("grid/sweep.json"),
        "{\"format\":1,\"kind\":\"sweep\",\"cells\":[{\"name\":\"../../x\",\"settings\":{},\"words\":[]}]}");
    Result damaged = Cli.run("sweep", "--resume", temp.resolve("grid").toString());
    assertThat(damaged.exitCode()).isEqualTo(1);
    assertThat(damaged.err()).contains("sweep.json is damaged");
  }

  @Test
  void examplesAreSortedByClassOnRequest() {
    Result result =
        Cli.run(words("grid", "--order", "own,by-class", "--shuffle", "false", "--lr", "0.5"));
    assertThat(result.exitCode()).isZero();
    assertThat(temp.resolve("grid/order-own/model.safetensors")).exists();
    assertThat(temp.resolve("grid/order-by-class/model.safetensors")).exists();
  }

  @Test
  void theBarOfARunMovesOnATerminal() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Terminal terminal =
        Terminal.of(
            out,
            StandardCharsets.UTF_8,
            new PrintWriter(new StringWriter(), true),
            new Display(true, 60, true),
            false);
    assertThat(Main.run(terminal, Cli.OFFLINE, words("grid", "--lr", "0.1,0.2"))).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8)).contains("\r[1/2] lr 0.1: epoch 1/2, loss ");
  }
}
