package dev.descent.cli;

import dev.descent.data.Batch;
import dev.descent.data.DataException;
import dev.descent.data.DigitNormalizer;
import dev.descent.data.LabelledImages;
import dev.descent.data.TensorDataset;
import dev.descent.io.Json;
import dev.descent.io.JsonLinesWriter;
import dev.descent.nn.Module;
import dev.descent.train.MlpSpec;
import dev.descent.train.RunDirectory;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/// `descent predict`: what a trained model reads in pictures.
@Command(
    name = "predict",
    description = {
      "Read the digit in each picture with a trained model.",
      "Pictures are PNG or JPEG files of any size with one digit, dark on light or light on dark."
          + " They are centred and scaled as MNIST's were."
    },
    footer = {"", "Example: descent predict runs/mnist-1 digit.png"})
final class Predict implements Callable<Integer> {
  private static final int BAR_WIDTH = 50;
  private static final int GREEN = 32;

  @ParentCommand Descent descent;

  @Parameters(
      index = "0",
      paramLabel = "RUN",
      description = "Folder that train has made, such as runs/mnist-1.")
  Path run = Path.of("");

  @Parameters(index = "1..*", arity = "1..*", paramLabel = "IMAGE", description = "The pictures.")
  List<Path> images = new ArrayList<>();

  @Option(
      names = "--json",
      description = "Print one JSON object a picture on standard output, and nothing else there.")
  boolean json;

  @Override
  public Integer call() throws IOException {
    MlpSpec spec = RunDirectory.spec(run).model();
    int pixels = DigitNormalizer.SIZE * DigitNormalizer.SIZE;
    if (spec.sizes().getFirst() != pixels) {
      throw new DataException(
          ("the model in %s takes %d numbers; only models for pictures of 28 x 28 = 784 pixels"
                  + " can read digits")
              .formatted(run, spec.sizes().getFirst()));
    }
    byte[] digits = new byte[images.size() * pixels];
    for (int i = 0; i < images.size(); i++) {
      System.arraycopy(Pictures.digit(images.get(i)), 0, digits, i * pixels, pixels);
    }
    Module model = RunDirectory.model(run);
    int classes = spec.sizes().getLast();
    float[] probabilities = probabilities(model, digits, classes);
    for (int i = 0; i < images.size(); i++) {
      float[] ofImage = Arrays.copyOfRange(probabilities, i * classes, (i + 1) * classes);
      if (json) {
        JsonLinesWriter.to(descent.terminal().output()).write(line(images.get(i), ofImage));
      } else {
        print(images.get(i), ofImage, i > 0);
      }
    }
    return 0;
  }

  /// `[images, classes]`
  private float[] probabilities(Module model, byte[] digits, int classes) {
    int size = DigitNormalizer.SIZE;
    LabelledImages pictures =
        new LabelledImages(size, size, classes, digits, new byte[images.size()]);
    Batch batch = TensorDataset.of(pictures).batch(IntStream.range(0, images.size()).toArray());
    return model.apply(batch.inputs()).softmax(-1).toFloatArray();
  }

  private static Map<String, @Nullable Object> line(Path image, float[] probabilities) {
    List<Float> list = new ArrayList<>();
    for (float probability : probabilities) {
      list.add(probability);
    }
    int best = best(probabilities);
    return Json.object(
        "event",
        "predicted",
        "image",
        image.toString(),
        "digit",
        best,
        "probability",
        probabilities[best],
        "probabilities",
        list);
  }

  private void print(Path image, float[] probabilities, boolean apart) {
    Terminal terminal = descent.terminal();
    PrintWriter out = terminal.out();
    int best = best(probabilities);
    if (apart) {
      out.println();
    }
    out.println(image + ": " + terminal.bold(Integer.toString(best)));
    int width =
        Math.clamp(terminal.display().columns() - 1 - "  0  100.0 %  ".length(), 5, BAR_WIDTH);
    String glyph = terminal.display().blocks() ? "█" : "#";
    for (int digit = 0; digit < probabilities.length; digit++) {
      String row =
          String.format(
                  Locale.ROOT,
                  "%3d %6.1f %%  %s",
                  digit,
                  100 * probabilities[digit],
                  glyph.repeat(Math.round(width * probabilities[digit])))
              .stripTrailing();
      out.println(digit == best ? terminal.coloured(GREEN, row) : row);
    }
    out.flush();
  }

  private static int best(float[] probabilities) {
    int best = 0;
    for (int i = 1; i < probabilities.length; i++) {
      if (probabilities[i] > probabilities[best]) {
        best = i;
      }
    }
    return best;
  }
}
