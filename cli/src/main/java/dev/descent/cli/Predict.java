package dev.descent.cli;

import dev.descent.data.Batch;
import dev.descent.data.CsvSchema;
import dev.descent.data.CsvTable;
import dev.descent.data.DataException;
import dev.descent.data.DataSource;
import dev.descent.data.DigitNormalizer;
import dev.descent.data.GreyPicture;
import dev.descent.data.LabelledImages;
import dev.descent.data.TensorDataset;
import dev.descent.io.Json;
import dev.descent.io.JsonLinesWriter;
import dev.descent.nn.Module;
import dev.descent.tensor.Tensor;
import dev.descent.train.RunDirectory;
import dev.descent.train.RunSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/// `descent predict`: what a trained model says of pictures, or of the rows of a table.
@Command(
    name = "predict",
    description = {
      "Read the digit in each picture, or predict the target of each row of a table, with a trained"
          + " model.",
      "Pictures are PNG or JPEG files of any size with one digit, dark on light or light on dark."
          + " They are centred and scaled as MNIST's were.",
      "A table is a CSV file with the columns that the model was trained on, in any order; it is"
          + " encoded and standardised by the model itself. A category that it was not trained on is"
          + " taken for missing, and named on standard error."
    },
    footer = {
      "",
      "Examples:",
      "  descent predict runs/mnist-1 digit.png",
      "  descent predict runs/iris-1 flowers.csv"
    })
final class Predict implements Callable<Integer> {
  private static final int ROWS = 1024;

  @ParentCommand Descent descent;

  @Parameters(
      index = "0",
      paramLabel = "RUN",
      description = "Folder that train has made, such as runs/mnist-1.")
  Path run = Path.of("");

  @Parameters(
      index = "1..*",
      arity = "1..*",
      paramLabel = "FILE",
      description = "Pictures, or tables.")
  List<Path> files = new ArrayList<>();

  @Option(
      names = "--json",
      description =
          "Print one JSON object a picture or row on standard output, and nothing else there.")
  boolean json;

  @Override
  public Integer call() throws IOException {
    RunSpec spec = RunDirectory.spec(run);
    CsvSchema schema = spec.schema();
    if (schema == null) {
      pictures(spec);
    } else {
      Module model = RunDirectory.model(run);
      for (Path file : files) {
        rows(model, schema, file);
      }
    }
    return 0;
  }

  private void pictures(RunSpec spec) throws IOException {
    int pixels = spec.model().sizes().getFirst();
    byte[] levels = new byte[files.size() * pixels];
    for (int i = 0; i < files.size(); i++) {
      System.arraycopy(levels(spec, files.get(i)), 0, levels, i * pixels, pixels);
    }
    Module model = RunDirectory.model(run);
    int classes = spec.model().sizes().getLast();
    float[] probabilities = probabilities(model, levels, pixels);
    List<String> names = spec.dataset().classNames();
    ProbabilityBars bars = new ProbabilityBars(descent.terminal(), names);
    for (int i = 0; i < files.size(); i++) {
      float[] ofImage = Arrays.copyOfRange(probabilities, i * classes, (i + 1) * classes);
      if (json) {
        write(picture(files.get(i), ofImage, names));
      } else {
        bars.print(files.get(i), ofImage, i > 0);
      }
    }
  }

  /// A picture as the model was trained on them: digits centred, others as they are.
  private byte[] levels(RunSpec spec, Path file) throws IOException {
    if (spec.source() instanceof DataSource.Images images) {
      return GreyPicture.read(file).scaled(images.height(), images.width());
    }
    int pixels = DigitNormalizer.SIZE * DigitNormalizer.SIZE;
    if (spec.model().sizes().getFirst() != pixels) {
      throw new DataException(
          ("the model in %s takes %d numbers; only models for pictures of 28 x 28 = 784 pixels"
                  + " can read digits")
              .formatted(run, spec.model().sizes().getFirst()));
    }
    return Pictures.digit(file);
  }

  /// `[images, classes]`
  private float[] probabilities(Module model, byte[] levels, int pixels) {
    LabelledImages pictures = new LabelledImages(1, pixels, 1, levels, new byte[files.size()]);
    Batch batch = TensorDataset.of(pictures).batch(IntStream.range(0, files.size()).toArray());
    return model.apply(batch.inputs()).softmax(-1).toFloatArray();
  }

  private static Map<String, @Nullable Object> picture(
      Path image, float[] probabilities, List<String> names) {
    int best = ProbabilityBars.best(probabilities);
    return Json.object(
        "event",
        "predicted",
        "image",
        image.toString(),
        "digit",
        best,
        "class",
        names.get(best),
        "probability",
        probabilities[best],
        "probabilities",
        list(probabilities));
  }

  private static List<Float> list(float[] numbers) {
    List<Float> list = new ArrayList<>();
    for (float number : numbers) {
      list.add(number);
    }
    return list;
  }

  /// A line a row: as CSV for people and their programs, or as JSON.
  private void rows(Module model, CsvSchema schema, Path file) {
    List<String> classes = schema.classNames();
    UnknownReport unknown = new UnknownReport(descent.terminal(), file);
    long[] row = {0};
    CsvTable.forEachBatch(
        file,
        schema,
        ROWS,
        unknown,
        inputs -> {
          if (row[0] == 0) {
            header(schema);
          }
          Tensor outputs = model.apply(inputs);
          float[] numbers = (classes.isEmpty() ? outputs : outputs.softmax(-1)).toFloatArray();
          int width = Math.max(1, classes.size());
          for (int i = 0; i < numbers.length; i += width) {
            row(file, schema, ++row[0], Arrays.copyOfRange(numbers, i, i + width), unknown);
          }
        });
    if (row[0] == 0) {
      header(schema);
    }
    descent.terminal().out().flush();
  }

  /// Not before the first rows make sense.
  private void header(CsvSchema schema) {
    if (!json) {
      String probability = schema.classNames().isEmpty() ? "" : ",probability";
      descent.terminal().out().println("row," + cell(schema.target()) + probability);
    }
  }

  private void row(Path file, CsvSchema schema, long row, float[] numbers, UnknownReport unknown) {
    List<String> classes = schema.classNames();
    int best = ProbabilityBars.best(numbers);
    Map<String, String> notKnown = unknown.take(row);
    if (json) {
      Map<String, @Nullable Object> line =
          Json.object("event", "predicted", "file", file.toString(), "row", row);
      line.put("prediction", classes.isEmpty() ? (Object) numbers[0] : classes.get(best));
      if (!classes.isEmpty()) {
        line.put("probability", numbers[best]);
        line.put("probabilities", list(numbers));
      }
      if (!notKnown.isEmpty()) {
        line.put("unknown", notKnown);
      }
      write(line);
    } else if (classes.isEmpty()) {
      descent.terminal().out().println(row + "," + numbers[0]);
    } else {
      descent.terminal().out().println(row + "," + cell(classes.get(best)) + "," + numbers[best]);
    }
  }

  private static String cell(String text) {
    return text.matches("[^,\"\\n]*") ? text : '"' + text.replace("\"", "\"\"") + '"';
  }

  private void write(Map<String, @Nullable Object> line) {
    try {
      JsonLinesWriter.to(descent.terminal().output()).write(line);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
