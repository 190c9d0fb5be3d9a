package dev.descent.examples;

import dev.descent.data.CsvOptions;
import dev.descent.data.CsvSchema;
import dev.descent.data.CsvTable;
import dev.descent.data.LoadedData;
import dev.descent.nn.Activation;
import dev.descent.nn.TableModel;
import dev.descent.optim.Adam;
import dev.descent.train.History;
import dev.descent.train.TableModels;
import dev.descent.train.Trainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.SplittableRandom;

/// Classify the rows of a table. The columns' kinds are found out, missing cells are filled in, and
/// a fifth of the rows is kept to test with; encoding is part of the model.
public final class CsvClassification {
  private CsvClassification() {}

  /// A table of made-up fruit, some cells of which are missing.
  static void writeFruit(Path file) throws IOException {
    SplittableRandom random = new SplittableRandom(1);
    StringBuilder csv = new StringBuilder("grams,colour,fruit\n");
    for (int i = 0; i < 400; i++) {
      boolean apple = random.nextBoolean();
      double grams = apple ? 150 + 30 * random.nextGaussian() : 60 + 15 * random.nextGaussian();
      String colour = random.nextDouble() < 0.2 ? "green" : apple ? "red" : "purple";
      csv.append(i % 20 == 7 ? "" : Math.round(grams)).append(',');
      csv.append(colour).append(',').append(apple ? "apple" : "plum").append('\n');
    }
    Files.writeString(file, csv);
  }

  static History train(Path file) {
    LoadedData data = CsvTable.load(file, "fruit", CsvOptions.DEFAULTS, Integer.MAX_VALUE);
    CsvSchema schema = Objects.requireNonNull(data.schema());
    IO.println(schema.table());
    TableModel model = TableModels.mlp(schema, 1, Activation.RELU, 16);
    return Trainer.of(model, model.loss(), new Adam(0.01))
        .epochs(20)
        .batchSize(32)
        .fit(data.train(), data.test());
  }

  /// Writes the table, trains, and prints the accuracy on the rows that were kept.
  public static void main() throws IOException {
    Path file = Files.createTempFile("fruit", ".csv");
    writeFruit(file);
    History history = train(file);
    Files.delete(file);
    IO.println("test accuracy: " + history.epochs().getLast().accuracy());
  }
}
