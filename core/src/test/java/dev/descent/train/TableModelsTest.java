package dev.descent.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.descent.data.Batch;
import dev.descent.data.CsvOptions;
import dev.descent.data.CsvSchema;
import dev.descent.data.CsvTable;
import dev.descent.data.DataLoader;
import dev.descent.data.Dataset;
import dev.descent.data.LoadedData;
import dev.descent.nn.Activation;
import dev.descent.nn.TableColumn;
import dev.descent.nn.TableInput;
import dev.descent.nn.TableModel;
import dev.descent.optim.Optimizer;
import dev.descent.optim.Sgd;
import dev.descent.tensor.ShapeException;
import dev.descent.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TableModelsTest {
  @TempDir Path folder;

  /// Means 2 and 10, deviations 1 and 4, worked out by hand.
  @Test
  void rawCellsBecomeStandardNumbersSignsAndPlaces() {
    TableInput input =
        new TableInput(
            List.of(
                TableColumn.numeric(2, 1, false),
                TableColumn.categorical(3, false),
                TableColumn.numeric(10, 4, true),
                TableColumn.categorical(2, true),
                TableColumn.numeric(5, 0, false)));
    assertThat(input.width()).isEqualTo(3 + 1 + 3 + 3);
    float nan = Float.NaN;
    Tensor rows =
        Tensor.matrix(
            new float[] {3, 1, 18, 1, 5},
            new float[] {nan, 3, nan, 2, 7},
            new float[] {0, 0, 10, 0, nan});
    assertThat(input.apply(rows).toFloatArray())
        .containsExactly(
            1, 2, 0, 0, 1, 0, 0, 0, 1, 0, //
            0, 0, 2, 1, 0, 0, 1, 0, 0, 1, //
            -2, 0, 0, 0, 0, 0, 0, 1, 0, 0);
    assertThatThrownBy(() -> input.apply(Tensor.zeros(3, 4)))
        .isInstanceOf(ShapeException.class)
        .hasMessageContaining("rows of a table must be [n, 5], not [3, 4]");
  }

  private Path regression() throws IOException {
    StringBuilder csv = new StringBuilder("size,town,price\n");
    for (int i = 0; i < 200; i++) {
      double size = 40 + i % 67;
      boolean city = i % 3 == 0;
      csv.append(
          String.format(
              Locale.ROOT,
              "%s,%s,%.1f%n",
              i % 25 == 0 ? "" : Double.toString(size),
              city ? "city" : "village",
              100_000 + 2_000 * size + (city ? 50_000 : 0)));
    }
    return Files.writeString(folder.resolve("houses.csv"), csv.toString());
  }

  private static void train(TableModel model, Dataset data, int epochs) {
    Optimizer optimizer = new Optimizer(model, new Sgd(0.05f));
    DataLoader loader = new DataLoader(data, 16).shuffled(1);
    for (int epoch = 0; epoch < epochs; epoch++) {
      for (Batch batch : loader) {
        optimizer.zeroGrad();
        model.loss().apply(model.apply(batch.inputs()), batch.labels()).backward();
        optimizer.step();
      }
    }
  }

  private static float[] predict(TableModel model, Path file, CsvSchema schema) {
    List<Float> found = new ArrayList<>();
    CsvTable.forEachBatch(
        file,
        schema,
        7,
        (_, _, _) -> {},
        rows -> {
          for (float prediction : model.apply(rows).toFloatArray()) {
            found.add(prediction);
          }
        });
    float[] predictions = new float[found.size()];
    IntStream.range(0, predictions.length).forEach(i -> predictions[i] = found.get(i));
    return predictions;
  }

  @Test
  void regressionPredictsInTheTargetsUnitsWithUsualLearningRates() throws IOException {
    LoadedData data = CsvTable.load(regression(), "price", CsvOptions.DEFAULTS, 1000);
    CsvSchema schema = Objects.requireNonNull(data.schema());
    TableModel model = TableModels.mlp(schema, 1, Activation.RELU, 16);
    Evaluation before = Evaluation.of(model, model.loss(), data.test());
    train(model, data.train(), 60);
    Evaluation after = Evaluation.of(model, model.loss(), data.test());
    assertThat(before.loss()).isBetween(0.3, 3.0);
    assertThat(after.loss()).isLessThan(0.1);
    Path rows = Files.writeString(folder.resolve("new.csv"), "town,size\ncity,80\nvillage,50.0\n");
    float[] prices = predict(model, rows, schema);
    assertThat(prices[0]).isCloseTo(310_000, within(15_000f));
    assertThat(prices[1]).isCloseTo(200_000, within(15_000f));
  }

  /// What is predicted depends on the file of the model alone: another model of the same form, made
  /// from a schema with other means, predicts the same once it has read it.
  @Test
  void standardisationIsPartOfTheModelsFile() throws IOException {
    LoadedData data = CsvTable.load(regression(), "price", CsvOptions.DEFAULTS, 1000);
    CsvSchema schema = Objects.requireNonNull(data.schema());
    TableModel model = TableModels.mlp(schema, 1, Activation.RELU, 8);
    train(model, data.train(), 2);
    Path file = folder.resolve("model.safetensors");
    ModelFiles.save(model, file);
    LoadedData others = CsvTable.load(regression(), "price", CsvOptions.DEFAULTS, 20);
    TableModel copy =
        TableModels.mlp(Objects.requireNonNull(others.schema()), 2, Activation.RELU, 8);
    assertThat(copy.state().keySet())
        .contains(
            "input.mean", "input.scale", "network.hidden.weight", "target.mean", "target.scale");
    ModelFiles.load(copy, file);
    assertThat(predict(copy, regression(), schema)).isEqualTo(predict(model, regression(), schema));
  }

  @Test
  void classesAreLearnedFromCategoriesAndNumbers() throws IOException {
    StringBuilder csv = new StringBuilder("length,colour,species\n");
    for (int i = 0; i < 150; i++) {
      String colour = List.of("red", "blue", "?").get(i / 3 % 3);
      csv.append(i % 10 + 0.5).append(',').append(colour).append(',');
      csv.append(colour.equals("red") ? "rose" : i % 10 < 5 ? "iris" : "flax").append('\n');
    }
    Path file = Files.writeString(folder.resolve("flowers.csv"), csv.toString());
    LoadedData data = CsvTable.load(file, "species", CsvOptions.DEFAULTS, 1000);
    TableModel model =
        TableModels.mlp(Objects.requireNonNull(data.schema()), 1, Activation.RELU, 16);
    train(model, data.train(), 60);
    assertThat(data.classNames()).containsExactly("flax", "iris", "rose");
    assertThat(Evaluation.of(model, model.loss(), data.test()).accuracy()).isGreaterThan(0.9);
  }

  @Test
  void aTableOfCategoriesAloneWorksToo() throws IOException {
    Path file = Files.writeString(folder.resolve("c.csv"), "a,y\n" + "u,yes\nv,no\n".repeat(20));
    LoadedData data = CsvTable.load(file, "y", CsvOptions.DEFAULTS, 1000);
    TableModel model =
        TableModels.mlp(Objects.requireNonNull(data.schema()), 1, Activation.RELU, 8);
    train(model, data.train(), 200);
    assertThat(Evaluation.of(model, model.loss(), data.test()).accuracy()).isEqualTo(1);
    Path saved = folder.resolve("c.safetensors");
    ModelFiles.save(model, saved);
    ModelFiles.load(model, saved);
  }
}
