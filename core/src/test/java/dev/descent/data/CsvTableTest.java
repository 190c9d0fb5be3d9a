package dev.descent.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.assertj.core.api.Assertions.within;

import dev.descent.data.CsvColumn.Categorical;
import dev.descent.data.CsvColumn.Dropped;
import dev.descent.data.CsvColumn.Numeric;
import dev.descent.data.CsvOptions.ColumnKind;
import dev.descent.data.CsvOptions.TargetKind;
import dev.descent.io.Json;
import dev.descent.tensor.Tensor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CsvTableTest {
  private static final String FLOWERS =
      """
      sepal,petal,colour,species
      5.1,1.4,white,setosa
      4.9,NA,blue,setosa
      7.0,4.7,white,versicolor
      6.4,4.5,?,versicolor
      6.3,6.0,blue,virginica
      5.8,5.1,violet,virginica
      """;

  @TempDir Path folder;

  private Path csv(String text) throws IOException {
    return Files.write(
        Files.createTempFile(folder, "table", ".csv"), text.getBytes(StandardCharsets.UTF_8));
  }

  private CsvSchema schema(String text, String target) throws IOException {
    return CsvSchema.infer(csv(text), target, CsvOptions.DEFAULTS);
  }

  private static Batch all(Dataset dataset) {
    return dataset.batch(IntStream.range(0, dataset.size()).toArray());
  }

  @Test
  void findsOutWhatTheColumnsAre() throws IOException {
    CsvSchema schema = schema(FLOWERS, "species");
    assertThat(schema.rows()).isEqualTo(6);
    assertThat(schema.header()).isTrue();
    assertThat(schema.separator()).isEqualTo(',');
    assertThat(schema.classNames()).containsExactly("setosa", "versicolor", "virginica");
    assertThat(schema.inputs())
        .extracting(CsvColumn::name)
        .containsExactly("sepal", "petal", "colour");
    assertThat(schema.columns().get(0))
        .isInstanceOfSatisfying(
            Numeric.class,
            sepal -> {
              assertThat(sepal.least()).isEqualTo(4.9);
              assertThat(sepal.most()).isEqualTo(7.0);
              assertThat(sepal.missing()).isZero();
              assertThat(sepal.mean()).isCloseTo(35.5 / 6, within(1e-12));
            });
    assertThat(schema.columns().get(1).missing()).isEqualTo(1);
    assertThat(schema.columns().get(2))
        .isEqualTo(new Categorical("colour", 1, List.of("blue", "violet", "white")));
    assertThat(schema.table())
        .isEqualToNormalizingNewlines(
            """
            column   kind         missing
            sepal    numeric            0  4.9 to 7, mean 5.917, deviation 0.7381
            petal    numeric            1  1.4 to 6, mean 4.340, deviation 1.558
            colour   categorical        1  3: blue, violet, white
            species  categorical        0  target: 3: setosa, versicolor, virginica\
            """);
  }

  @Test
  void encodesRowsInTheFilesOrder() throws IOException {
    Path file = csv(FLOWERS);
    CsvSchema schema = CsvSchema.infer(file, "species", CsvOptions.DEFAULTS);
    Batch rows = all(CsvTable.read(file, schema));
    assertThat(rows.inputs().toFloatArray())
        .containsExactly(
            5.1f, 1.4f, 3, 4.9f, Float.NaN, 1, 7, 4.7f, 3, 6.4f, 4.5f, 0, 6.3f, 6, 1, 5.8f, 5.1f,
            2);
    assertThat(rows.labels().toIntArray()).containsExactly(0, 0, 1, 1, 2, 2);
  }

  @Test
  void quotesMarksLineEndsAndBlanksChangeNothing() throws IOException {
    Path plain = csv(FLOWERS);
    CsvSchema schema = CsvSchema.infer(plain, "species", CsvOptions.DEFAULTS);
    String digest = CsvTable.read(plain, schema).digest();
    List<String> same = new ArrayList<>();
    same.add("\uFEFF" + FLOWERS);
    same.add(FLOWERS.replace("\n", "\r\n"));
    same.add("\uFEFF" + FLOWERS.replace("\n", "\r\n"));
    same.add(FLOWERS.replace("\n", "\r"));
    same.add(FLOWERS.stripTrailing());
    same.add(FLOWERS + "\n\n");
    same.add(FLOWERS.replace("\n", "\n\n"));
    same.add(FLOWERS.replace(",", ";"));
    same.add(FLOWERS.replace(",", "\t"));
    same.add(FLOWERS.replace(",", "|"));
    same.add(FLOWERS.replace(",", " , "));
    same.add(FLOWERS.replaceAll("([^,\n]+)", "\"$1\""));
    same.add(FLOWERS.replace("NA", "").replace("?", "null"));
    same.add(FLOWERS.replace("NA", "NaN").replace("?", "n/a"));
    same.add(FLOWERS.replace("7.0", "7").replace("6.0", "0.6e1"));
    for (String text : same) {
      Path file = csv(text);
      assertThat(CsvSchema.infer(file, "species", CsvOptions.DEFAULTS).inputs())
          .as(text)
          .isEqualTo(schema.inputs());
      assertThat(CsvTable.read(file, schema).digest()).as(text).isEqualTo(digest);
    }
  }

  @Test
  void cellsMayHoldSeparatorsQuotesLineBreaksAndAnyScript() throws IOException {
    CsvSchema schema =
        schema(
            "größe,\"a \"\"b\"\", c\",ziel\n1,\"x,y\",ja\n2,\"x\ny\",nein\n3,Ωμέγα 你好 🦙,ja\n",
            "ziel");
    assertThat(schema.inputs()).extracting(CsvColumn::name).containsExactly("größe", "a \"b\", c");
    assertThat(((Categorical) schema.columns().get(1)).categories())
        .containsExactly("x\ny", "x,y", "Ωμέγα 你好 🦙");
  }

  private static final UnknownCategories NONE_UNKNOWN =
      (row, column, category) -> fail("row %d: %s %s", row, column, category);

  @Test
  void aFileWithoutHeaderHasNumberedColumns() throws IOException {
    String rows = FLOWERS.substring(FLOWERS.indexOf('\n') + 1);
    Path file = csv(rows);
    CsvSchema schema = CsvSchema.infer(file, "column 4", CsvOptions.DEFAULTS);
    assertThat(schema.header()).isFalse();
    assertThat(schema.rows()).isEqualTo(6);
    assertThat(schema.classNames()).containsExactly("setosa", "versicolor", "virginica");
    List<Tensor> batches = new ArrayList<>();
    CsvTable.forEachBatch(csv("5.1,1.4,white\n"), schema, 10, NONE_UNKNOWN, batches::add);
    assertThat(batches).hasSize(1);
    assertThat(batches.getFirst().toFloatArray()).containsExactly(5.1f, 1.4f, 3);
  }

  @Test
  void laterFilesAreReadByName() throws IOException {
    CsvSchema schema = schema(FLOWERS, "species");
    List<Tensor> batches = new ArrayList<>();
    List<String> unknown = new ArrayList<>();
    CsvTable.forEachBatch(
        csv("colour;note;petal;sepal\nwhite;x;1;2\ngreen;y;;3\n;z;4;5\n"),
        schema,
        2,
        (row, column, category) -> unknown.add(row + " " + column + " " + category),
        batches::add);
    assertThat(unknown).containsExactly("2 colour green");
    assertThat(batches).extracting(batch -> batch.size(0)).containsExactly(2, 1);
    assertThat(batches.get(0).toFloatArray()).containsExactly(2, 1, 3, 3, Float.NaN, 0);
    assertThat(batches.get(1).toFloatArray()).containsExactly(5, 4, 0);
  }

  @Test
  void wholeNumbersOfWhichThereAreFewAreClassesUnlessToldOtherwise() throws IOException {
    String text = "x,y\n" + rows(30, i -> i * 0.5 + "," + i % 3);
    CsvSchema few = schema(text, "y");
    assertThat(few.classNames()).containsExactly("0", "1", "2");
    assertThat(CsvSchema.infer(csv(text), "y", CsvOptions.DEFAULTS.withTarget(TargetKind.NUMBER)))
        .extracting(CsvSchema::targetColumn)
        .isInstanceOf(Numeric.class);
    assertThat(schema("x,y\n" + rows(30, i -> i * 0.5 + "," + i % 15), "y").targetColumn())
        .isInstanceOf(Numeric.class);
    assertThat(schema("x,y\n" + rows(30, i -> i * 0.5 + "," + i % 3 + ".5"), "y").targetColumn())
        .isInstanceOf(Numeric.class);
    assertThat(
            CsvSchema.infer(
                    csv("x,y\n" + rows(30, i -> i * 0.5 + "," + i % 15)),
                    "y",
                    CsvOptions.DEFAULTS.withTarget(TargetKind.CLASSES))
                .classNames())
        .hasSize(15)
        .startsWith("0", "1", "2", "3");
  }

  @Test
  void leavesOutWhatTeachesNothing() throws IOException {
    CsvSchema schema =
        schema(
            "Id,x,same,none,name,y\n"
                + rows(200, i -> i + 1 + "," + i * 0.5 + ",7,,person " + i + "," + (i < 100)),
            "y");
    assertThat(schema.columns())
        .filteredOn(Dropped.class::isInstance)
        .extracting(column -> column.name() + ": " + ((Dropped) column).reason())
        .containsExactly(
            "Id: it counts the rows",
            "same: all cells are equal",
            "none: all cells are missing",
            "name: nearly every cell is different");
    assertThat(schema.inputs()).extracting(CsvColumn::name).containsExactly("x");
    LoadedData loaded =
        CsvTable.load(
            csv("Id,x,y\n" + rows(20, i -> i + 1 + "," + i * 0.5 + "," + (i < 7 ? "a" : "b"))),
            "y",
            CsvOptions.DEFAULTS.withColumn("Id", ColumnKind.NUMERIC),
            1000);
    assertThat(loaded.train().inputShape().size(0)).isEqualTo(2);
  }

  @Test
  void splitsBySeedAndMeasuresTheTrainingRowsAlone() throws IOException {
    Path file = csv("x,y\n" + rows(10, i -> i * i + "," + i * 1.5));
    DataSource.Csv source = new DataSource.Csv(file, "y", CsvOptions.DEFAULTS);
    LoadedData data = source.load();
    assertThat(data.train().size()).isEqualTo(8);
    assertThat(data.test().size()).isEqualTo(2);
    assertThat(data.classNames()).isEmpty();
    assertThat(data.notes()).containsExactly("\"y\" is taken as a number (regression)");
    float[] x = all(data.train()).inputs().toFloatArray();
    double mean = IntStream.range(0, 8).mapToDouble(i -> x[i]).average().orElseThrow();
    double variance =
        IntStream.range(0, 8).mapToDouble(i -> (x[i] - mean) * (x[i] - mean)).sum() / 8;
    CsvSchema schema = Objects.requireNonNull(data.schema());
    Numeric measured = (Numeric) schema.inputs().getFirst();
    assertThat(measured.mean()).isCloseTo(mean, within(1e-9));
    assertThat(measured.deviation()).isCloseTo(Math.sqrt(variance), within(1e-9));
    assertThat(measured.most()).isEqualTo(81);
    assertThat(all(data.train()).labels().shape().toArray()).containsExactly(8, 1);

    assertThat(source.load().train().digest()).isEqualTo(data.train().digest());
    assertThat(
            new DataSource.Csv(file, "y", CsvOptions.DEFAULTS.withValidation(0.2, 2))
                .load()
                .train()
                .digest())
        .isNotEqualTo(data.train().digest());
    assertThat(source.load(3).train().size()).isEqualTo(3);
  }

  @Test
  void rowsWithoutTargetAreLeftOutAndSaidToBe() throws IOException {
    LoadedData data =
        CsvTable.load(csv("x,y\n1,a\n2,b\n3,\n4,b\n5,?\n6,a\n"), "y", CsvOptions.DEFAULTS, 1000);
    assertThat(data.train().size() + data.test().size()).isEqualTo(4);
    assertThat(data.notes())
        .containsExactly(
            "\"y\" is taken as one of 2 classes (classification)",
            "2 rows without a value for \"y\" are left out");
  }

  @Test
  void rowsInAFileAreTheRowsInMemory() throws IOException {
    Path file = csv("x,z,y\n" + rows(5000, i -> i * 0.1 + "," + -i + "," + "abc".charAt(i % 3)));
    CsvSchema schema = CsvSchema.infer(file, "y", CsvOptions.DEFAULTS);
    assertThat(CsvTable.read(file, schema, 0).digest())
        .isEqualTo(CsvTable.read(file, schema, 1 << 30).digest());
    assertThat(CsvTable.read(file, schema, 1000).size()).isEqualTo(5000);
  }

  @Test
  void schemaAndSourceSurviveJson() throws IOException {
    CsvOptions options =
        CsvOptions.DEFAULTS
            .withColumn("petal", ColumnKind.DROPPED)
            .withSeparator(',')
            .withValidation(0.34, 7);
    DataSource source = new DataSource.Csv(csv(FLOWERS), "species", options);
    CsvSchema schema = Objects.requireNonNull(source.load().schema());
    Path json = folder.resolve("run.json");
    Json.write(json, Json.object("data", source.toMap(), "schema", schema.toMap()));
    var read = Json.read(json);
    assertThat(DataSource.fromMap((Map<?, ?>) Objects.requireNonNull(read.get("data"))))
        .isEqualTo(source);
    assertThat(CsvSchema.fromMap((Map<?, ?>) Objects.requireNonNull(read.get("schema"))))
        .isEqualTo(schema);
  }

  private static String rows(int count, IntFunction<String> row) {
    return IntStream.range(0, count).mapToObj(row).collect(Collectors.joining("\n", "", "\n"));
  }
}
