package dev.descent.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import dev.descent.data.CsvOptions.ColumnKind;
import dev.descent.data.CsvOptions.TargetKind;
import dev.descent.tensor.Philox;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Files that are no tables to learn from: one line says what is wrong, where, and how to mend it.
class CsvErrorsTest {
  private static final String GOOD = "x,colour,y\n1,red,a\n2,blue,b\n3,red,a\n4,blue,b\n";

  private static final UnknownCategories NONE = (_, _, _) -> {};

  @TempDir Path folder;

  private Path csv(byte[] bytes) throws IOException {
    return Files.write(Files.createTempFile(folder, "table", ".csv"), bytes);
  }

  private Path csv(String text) throws IOException {
    return csv(text.getBytes(StandardCharsets.UTF_8));
  }

  private void expect(Path file, String target, CsvOptions options, String message) {
    assertThatThrownBy(() -> CsvTable.load(file, target, options, 1000))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith(file + ": ")
        .hasMessageContaining(message)
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
  }

  private void expect(String text, String target, String message) throws IOException {
    expect(csv(text), target, CsvOptions.DEFAULTS, message);
  }

  @Test
  void raggedRows() throws IOException {
    expect(
        GOOD + "5,red\n",
        "y",
        "line 6: expected 3 cells, found 2; complete the row, and put quotes around text with \",\" in it");
    expect("x,y\n1,\"a\nb\"\n2,3,4\n", "y", "line 4: expected 2 cells, found 3");
  }

  @Test
  void brokenQuotesAndBytes() throws IOException {
    expect(GOOD + "5,\"red,a\n6,red,a\n", "y", "after line 5: ");
    byte[] latin = "x,farbe,y\n1,gr\u00fcn,a\n".getBytes(StandardCharsets.ISO_8859_1);
    expect(
        csv(latin),
        "y",
        CsvOptions.DEFAULTS,
        "this is not UTF-8 text; save the table as CSV in UTF-8");
    expect(
        csv("x,y\n1,2\n".getBytes(StandardCharsets.UTF_16)),
        "y",
        CsvOptions.DEFAULTS,
        "this is not UTF-8 text");
  }

  @Test
  void filesThatAreNotThere() throws IOException {
    expect(folder.resolve("none.csv"), "y", CsvOptions.DEFAULTS, "there is no such file");
    expect(folder, "y", CsvOptions.DEFAULTS, "this is a folder; name a CSV file");
    expect("", "y", "the file is empty");
    expect("\uFEFF", "y", "the file is empty");
  }

  @Test
  void headers() throws IOException {
    expect("x,y,x\n1,2,3\n", "y", "line 1: two columns are called \"x\"");
    expect(GOOD, "z", "there is no column \"z\"; the columns are x, colour, y");
    expect(
        csv(GOOD),
        "y",
        CsvOptions.DEFAULTS.withColumn("z", ColumnKind.DROPPED),
        "there is no column \"z\"");
    expect(
        csv(GOOD),
        "y",
        CsvOptions.DEFAULTS.withColumn("y", ColumnKind.DROPPED),
        "\"y\" is the target");
  }

  @Test
  void targets() throws IOException {
    expect("x,y\n1,\n2,\n3,\n", "y", "the target \"y\" has no value in any row");
    expect("x,y\n", "y", "there are no rows below the header; add some");
    expect("x,y\n1,5\n2,5\n3,5.0\n", "y", "the target \"y\" is the same in all rows");
    expect("x,y\n1,a\n2,b\n", "y", "2 rows are too few to learn from");
    String names =
        IntStream.range(0, 150).mapToObj(i -> i + ",n" + i).collect(Collectors.joining("\n"));
    expect("x,y\n" + names, "y", "has too many classes (more than 100); choose another column");
    expect(
        csv(GOOD),
        "y",
        CsvOptions.DEFAULTS.withTarget(TargetKind.NUMBER),
        "\"y\" is to be numeric, but no cell is a number");
  }

  @Test
  void columns() throws IOException {
    String mixed =
        IntStream.range(0, 200)
            .mapToObj(i -> i * 0.5 + "," + i % 2)
            .collect(Collectors.joining("\n"));
    expect(
        "x,y\n" + mixed + "\n12o,1\n",
        "y",
        "the column \"x\" has numbers, but line 202 has \"12o\"; correct that cell, leave it empty,"
            + " or leave the column out");
    String cities =
        IntStream.range(0, 600)
            .mapToObj(i -> "city " + i % 150 + "," + i % 2)
            .collect(Collectors.joining("\n"));
    expect("x,y\n" + cities, "y", "the column \"x\" has more than 100 categories");
    expect(
        "x,y\n7,a\n7,b\n7,a\n",
        "y",
        "no column is left to predict \"y\" from; see why: \"x\": all cells are equal");
  }

  /// Two hundred rows of a number that is written in some way, and a class.
  private static String numbers(String separator, IntFunction<String> written) {
    return IntStream.range(0, 200)
        .mapToObj(i -> written.apply(i) + separator + (i % 2 == 0 ? "a" : "b") + "\n")
        .collect(Collectors.joining());
  }

  @Test
  void numbersWithDecimalCommas() throws IOException {
    String mend =
        ": write numbers with a decimal point, and with nothing between thousands; or say";
    expect("x;y\n" + numbers(";", i -> i + ",25"), "y", "\"x\" has \"0,25\" in line 2" + mend);
    expect(
        "x;y\n1.5;a\n" + numbers(";", i -> "1.234," + i),
        "y",
        "\"x\" has \"1.234,0\" in line 3" + mend + " that the column is categorical");
    expect(
        "x,y\n" + numbers(",", i -> "\"1,00" + i % 10 + ",000.5\""),
        "y",
        "\"x\" has \"1,000,000.5\"");
    expect(
        "y;x\n" + numbers(";", i -> i + ",25"),
        "y",
        "\"y\" has \"0,25\" in line 2" + mend + " that they are classes");
    expect(numbers(";", i -> i + ",25;" + i), "column 3", "\"column 1\" has \"0,25\" in line 1");
    expect(
        "x,y\n1,5,a\n",
        "y",
        "expected 2 cells, found 3; complete the row, and put quotes around text with \",\" in it;"
            + " numbers need decimal points");
    CsvSchema said =
        CsvSchema.infer(
            csv("x;z;y\n" + numbers(";", i -> i % 3 + ",25;" + i * i)),
            "y",
            CsvOptions.DEFAULTS.withColumn("x", ColumnKind.CATEGORICAL));
    assertThat(said.columns().getFirst())
        .isEqualTo(new CsvColumn.Categorical("x", 0, List.of("0,25", "1,25", "2,25")));
    assertThatThrownBy(
            () -> CsvTable.forEachBatch(csv("x;colour\n1,5;red\n"), goodSchema(), 9, NONE, _ -> {}))
        .hasMessageContaining(
            "\"x\" must be a number, not \"1,5\"; write numbers with a decimal point");
  }

  private CsvSchema goodSchema() throws IOException {
    return CsvSchema.infer(csv(GOOD), "y", CsvOptions.DEFAULTS);
  }

  @Test
  void numbersBeyondFloat32() throws IOException {
    String range =
        ": numbers go to 3.4e38, which is what float32 holds; use a smaller unit; or say";
    expect(
        "x,y\n" + numbers(",", i -> i == 7 ? "1e999" : i + ""),
        "y",
        "\"x\" has \"1e999\" in line 9" + range);
    expect(
        "x,y\n" + numbers(",", i -> "1e3" + (10 + i)),
        "y",
        "\"x\" has \"1e310\" in line 2" + range);
    expect("x,y\n1,2\n2,1e39\n3,5\n", "y", "\"y\" has \"1e39\" in line 3" + range);
    assertThatThrownBy(() ->
            CsvTable.forEachBatch(csv("x,colour\n-1e39,red\n"), goodSchema(), 9, NONE, _ -> {}))
        .hasMessageContaining("\"x\" must be a number, not \"-1e39\"; numbers go to 3.4e38");
  }

  @Test
  void controlCharactersAreShown() throws IOException {
    expect(
        "x,y\n" + numbers(",", i -> i == 7 ? "a\u001b[31m\u0007" : i + ".5"),
        "y",
        "line 9 has \"a\\u001b[31m\\u0007\"");
    expect("x\u0000,y\n1,2\n", "z", "the columns are x\\u0000, y");
    CsvSchema schema =
        CsvSchema.infer(
            csv("x\u001b[1m,y\n" + numbers(",", i -> i * i + "")), "y", CsvOptions.DEFAULTS);
    assertThat(schema.table()).contains("x\\u001b[1m").doesNotContain("\u001b");
    assertThat(schema.columns().getFirst().name()).isEqualTo("x\u001b[1m");
  }

  @Test
  void laterFilesThatDoNotFit() throws IOException {
    CsvSchema schema = CsvSchema.infer(csv(GOOD), "y", CsvOptions.DEFAULTS);
    assertThatThrownBy(() -> CsvTable.forEachBatch(csv("x,y\n1,a\n"), schema, 9, NONE, _ -> {}))
        .hasMessageContaining(
            "there is no column \"colour\", which the model needs; the columns are x, y");
    assertThatThrownBy(
            () -> CsvTable.forEachBatch(csv("x,colour\n1,a\nten,b\n"), schema, 9, NONE, _ -> {}))
        .hasMessageContaining(
            "line 3: \"x\" must be a number, not \"ten\"; correct the cell or leave it empty");
    assertThatThrownBy(() -> CsvTable.read(csv("x,colour,y\n1,red,c\n"), schema))
        .hasMessageContaining("line 2: the model knows no class \"c\" of \"y\"; it knows a, b");
  }

  /// Damaged files give a table or one line, and never anything else.
  @Test
  void damagedFilesGiveATableOrOneLine() throws IOException {
    byte[] good =
        ("\uFEFF" + GOOD + "\"5\",\"dark \"\"red\"\"\",?\r\n6,größe,b\n")
            .getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < good.length; i++) {
      byte[] flipped = good.clone();
      flipped[i] ^= (byte) (1 << (i % 8));
      tryOut(flipped);
      flipped = good.clone();
      flipped[i] = (byte) ",;\"\n\r\0\t?".charAt(i % 8);
      tryOut(flipped);
      tryOut(Arrays.copyOf(good, i));
    }
    int[] words = new int[4];
    for (int i = 0; i < 300; i++) {
      byte[] random = new byte[i];
      for (int j = 0; j < i; j++) {
        Philox.block(7, i, j, words);
        String alphabet = "xy,;\"\n\r\t 0129.-eé?|";
        random[j] =
            i % 2 == 0
                ? (byte) words[0]
                : (byte) alphabet.charAt((words[0] >>> 1) % alphabet.length());
      }
      tryOut(random);
    }
  }

  private void tryOut(byte[] bytes) throws IOException {
    Path file = csv(bytes);
    try {
      LoadedData data = CsvTable.load(file, "y", CsvOptions.DEFAULTS, 1000);
      assertThat(data.train().digest()).hasSize(64);
      assertThat(data.test().size()).isPositive();
    } catch (DataException e) {
      assertThat(e.getMessage()).startsWith(file + ": ").doesNotContain("\n", "\r");
    } catch (RuntimeException e) {
      fail("for " + Arrays.toString(bytes), e);
    }
    Files.delete(file);
  }
}
