package dev.descent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.descent.cli.Cli.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `predict` with tables that are not quite like the one that the model was trained on.
class PredictTableTest {
  @TempDir static Path shared;
  private static Path run = Path.of("");

  @TempDir Path temp;

  @BeforeAll
  static void train() throws IOException {
    Path file = shared.resolve("fruit.csv");
    String rows =
        IntStream.range(0, 60)
            .mapToObj(
                i -> (i % 2 == 0 ? "red" : "green") + "," + i * i + "," + (i % 3 == 0 ? "a" : "b"))
            .collect(Collectors.joining("\n"));
    Files.writeString(file, "colour,weight,kind\n" + rows + "\n");
    run = shared.resolve("run");
    Result result = Cli.run("train", file.toString(), "-e", "1", "--run", run.toString());
    assertThat(result.exitCode()).as(result.err()).isZero();
  }

  private Result predict(String text, String... more) throws IOException {
    Path file = Files.writeString(temp.resolve("new.csv"), text);
    return more.length == 0
        ? Cli.run("predict", run.toString(), file.toString())
        : Cli.run("predict", run.toString(), file.toString(), more[0]);
  }

  @Test
  void anUnknownCategoryIsNamedOnceAndTakenForMissing() throws IOException {
    String text = "weight,colour\n1,red\n2,blue\n3,blue\n4,\n2,\n5,b\u001b[1mk\n";
    Result result = predict(text);
    assertThat(result.exitCode()).isZero();
    Path file = temp.resolve("new.csv");
    assertThat(result.errLines())
        .containsExactly(
            "descent: %s: row 2: the model does not know \"blue\" as a value of \"colour\", and takes it for missing"
                .formatted(file),
            "descent: %s: row 6: the model does not know \"b\\u001b[1mk\" as a value of \"colour\", and takes it for missing"
                .formatted(file));
    assertThat(result.outLines()).hasSize(7).first().isEqualTo("row,kind,probability");
    assertThat(result.outLines().get(2).substring(1))
        .isEqualTo(result.outLines().get(5).substring(1));

    Result json = predict(text, "--json");
    assertThat(json.errLines()).isEqualTo(result.errLines());
    assertThat(json.outLines()).hasSize(6);
    assertThat(json.outLines().get(0)).doesNotContain("unknown");
    assertThat(json.outLines().get(1)).endsWith(",\"unknown\":{\"colour\":\"blue\"}}");
    assertThat(json.outLines().get(3)).doesNotContain("unknown");
  }

  @Test
  void aColumnFullOfOthersIsNotListed() throws IOException {
    String rows =
        IntStream.range(0, 50).mapToObj(i -> i + ",c" + i + "\n").collect(Collectors.joining());
    Result result = predict("weight,colour\n" + rows);
    assertThat(result.errLines()).hasSize(11);
    assertThat(result.errLines().getLast()).endsWith("; of the rest nothing is said");
    assertThat(result.outLines()).hasSize(51);
  }

  @Test
  void nothingIsPrintedWhereNothingCanBePredicted() throws IOException {
    Result result = predict("weight,colour\nten,red\n");
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.out()).isEmpty();
    assertThat(result.err()).contains("line 2: \"weight\" must be a number, not \"ten\"");
    Result none = predict("weight,colour\n");
    assertThat(none.exitCode()).isZero();
    assertThat(none.outLines()).containsExactly("row,kind,probability");
  }
}
