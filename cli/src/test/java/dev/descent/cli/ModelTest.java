package dev.descent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.descent.cli.Cli.Result;
import dev.descent.data.GeneratedDigits;
import dev.descent.data.LabelledImages;
import dev.descent.io.Json;
import dev.descent.io.JsonLines;
import dev.descent.train.ProgressBar.Display;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What can be done with a trained model: `eval` and `predict`.
class ModelTest {
  private static final int PICTURES = 20;
  private static final int SCALE = 5;

  @TempDir static Path shared;
  static Path data = Path.of("");
  static Path run = Path.of("");
  @TempDir Path temp;

  @BeforeAll
  static void train() throws IOException {
    data = TinyMnist.write(shared.resolve("data"), 3000);
    run = shared.resolve("run");
    Result result =
        Cli.run(
            "train",
            "--data",
            data.toString(),
            "--run",
            run.toString(),
            "--hidden",
            "64",
            "-e",
            "5",
            "-b",
            "50",
            "--lr",
            "0.3",
            "--json");
    assertThat(result.exitCode()).as(result.err()).isZero();
  }

  @Test
  void evalRepeatsTheNumbersOfTheRun() throws IOException {
    Result result = Cli.run("eval", run.toString(), "--data", data.toString(), "--json");
    assertThat(result.err()).isEmpty();
    Map<String, @Nullable Object> line = object(result.out());
    Map<String, @Nullable Object> last =
        JsonLines.read(run.resolve("events.jsonl")).stream()
            .filter(event -> "epoch".equals(event.get("event")))
            .toList()
            .getLast();
    assertThat(line)
        .containsEntry("event", "evaluated")
        .containsEntry("run", run.toString())
        .containsEntry("dataset", "mnist")
        .containsEntry("test", (long) TinyMnist.TEST)
        .containsEntry("accuracy", last.get("accuracy"))
        .containsEntry("loss", last.get("testLoss"));
    assertThat((List<?>) line.get("classAccuracy")).hasSize(10);
    assertThat((List<?>) line.get("confusion"))
        .hasSize(10)
        .allSatisfy(row -> assertThat((List<?>) row).hasSize(10));
  }

  @Test
  void evalShowsWhatIsTakenForWhat() {
    Result result = Cli.run("eval", run.toString(), "--data", data.toString());
    assertThat(result.exitCode()).isZero();
    assertThat(result.outLines())
        .startsWith(run + " on the 200 test examples of mnist", "")
        .anyMatch(line -> line.matches("Loss       [0-9.]+"))
        .anyMatch(line -> line.matches("Accuracy   [0-9.]+ %, [0-9]+ wrong"))
        .anyMatch(line -> line.matches("  9( +[0-9]+){10} +[0-9.]+ %"));
    assertThat(result.outLines().subList(1, result.outLines().size()))
        .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(80));
  }

  @Test
  void evalSaysWhereTheDataDiffer() throws IOException {
    Path moved = Files.createDirectory(temp.resolve("moved"));
    Files.copy(run.resolve("model.safetensors"), moved.resolve("model.safetensors"));
    String spec = Files.readString(run.resolve("run.json"));
    Files.writeString(moved.resolve("run.json"), spec.replace(data.toString(), "/nowhere/mnist"));
    Result missing = Cli.run("eval", moved.toString());
    assertThat(missing.exitCode()).isEqualTo(1);
    assertThat(missing.err())
        .isEqualToNormalizingNewlines(
            "descent: MNIST is not on this machine; get it with 'descent data fetch', or name its"
                + " folder with --data\n");

    Path other = TinyMnist.write(temp.resolve("other"), 20);
    byte[] bytes;
    try (var labels =
        new GZIPInputStream(Files.newInputStream(other.resolve("t10k-labels-idx1-ubyte.gz")))) {
      bytes = labels.readAllBytes();
    }
    bytes[8] = (byte) ((bytes[8] + 1) % 10);
    Files.write(other.resolve("t10k-labels-idx1-ubyte"), bytes); // is looked for first
    Result differing = Cli.run("eval", run.toString(), "--data", other.toString());
    assertThat(differing.exitCode()).isZero();
    assertThat(differing.errLines())
        .containsExactly("descent: these are not the test examples of " + run);
  }

  @Test
  void predictReadsPicturesDarkOnLightAndLightOnDark() throws IOException {
    LabelledImages digits = GeneratedDigits.generate(PICTURES, 77);
    List<String> args = new ArrayList<>(List.of("predict", run.toString(), "--json"));
    for (int i = 0; i < PICTURES; i++) {
      args.add(picture(i, digits.image(i), false).toString());
      args.add(picture(i, digits.image(i), true).toString());
    }
    Result result = Cli.run(args.toArray(String[]::new));
    assertThat(result.err()).isEmpty();
    assertThat(result.outLines()).hasSize(2 * PICTURES);
    int right = 0;
    for (int i = 0; i < PICTURES; i++) {
      Map<String, @Nullable Object> light = object(result.outLines().get(2 * i));
      Map<String, @Nullable Object> dark = object(result.outLines().get(2 * i + 1));
      assertThat(light)
          .containsEntry("event", "predicted")
          .containsEntry("image", args.get(3 + 2 * i))
          .containsEntry("digit", dark.get("digit"));
      List<?> probabilities = (List<?>) Objects.requireNonNull(light.get("probabilities"));
      int digit = ((Long) Objects.requireNonNull(light.get("digit"))).intValue();
      assertThat(probabilities).hasSize(10);
      assertThat(probabilities.stream().mapToDouble(Json::toDouble).sum()).isBetween(0.999, 1.001);
      assertThat(probabilities.get(digit)).isEqualTo(light.get("probability"));
      if (digit == digits.label(i)) {
        right++;
      }
    }
    assertThat(right).as("digits read rightly of %s", PICTURES).isGreaterThanOrEqualTo(14);
  }

  @Test
  void predictDrawsBars() throws IOException {
    Path file = picture(0, GeneratedDigits.generate(1, 77).image(0), true);
    Result result = Cli.run("predict", run.toString(), file.toString());
    assertThat(result.outLines().getFirst()).matches(".*dark-0.png: [0-9]");
    assertThat(result.outLines().subList(1, 11))
        .allSatisfy(line -> assertThat(line).matches("  [0-9] +[0-9]+\\.[0-9] %( +█*)?"))
        .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(80))
        .anyMatch(line -> line.contains("███"));

    Display plain = new Display(false, 40, false);
    assertThat(Cli.run(Cli.OFFLINE, plain, "predict", run.toString(), file.toString()).outLines())
        .allSatisfy(line -> assertThat(line).matches("\\p{ASCII}*"))
        .anyMatch(line -> line.contains("###"));
  }

  @Test
  void oneBadPictureAndNothingIsPrinted() throws IOException {
    Path good = picture(0, GeneratedDigits.generate(1, 77).image(0), true);
    Path bad = temp.resolve("missing.png");
    Result result = Cli.run("predict", run.toString(), good.toString(), bad.toString());
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.out()).isEmpty();
    assertThat(result.errLines()).containsExactly("descent: " + bad + ": there is no such file");
  }

  private static Map<String, @Nullable Object> object(String line) throws IOException {
    Path file = Files.writeString(shared.resolve("line.jsonl"), line.strip() + "\n");
    return JsonLines.read(file).getFirst();
  }

  private Path picture(int number, byte[] digit, boolean dark) throws IOException {
    int side = 28 * SCALE;
    BufferedImage image = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < side; y++) {
      for (int x = 0; x < side; x++) {
        int ink = digit[y / SCALE * 28 + x / SCALE] & 0xFF;
        image.setRGB(x, y, (dark ? 255 - ink : ink) * 0x010101);
      }
    }
    Path file = temp.resolve((dark ? "dark-" : "light-") + number + ".png");
    ImageIO.write(image, "png", file.toFile());
    return file;
  }
}
