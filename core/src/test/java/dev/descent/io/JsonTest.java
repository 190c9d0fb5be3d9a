package dev.descent.io;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
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

class JsonTest {
  @TempDir Path folder;

  @Test
  void writesForPeople() throws IOException {
    Path file = folder.resolve("run.json");
    Json.write(
        file,
        Json.object(
            "seed",
            Long.MIN_VALUE,
            "lr",
            0.3157f,
            "hidden",
            List.of(512, 256),
            "data",
            Json.object("name", "größe \"x\"\n", "shuffle", true),
            "empty",
            Map.of(),
            "parent",
            null));
    assertThat(file)
        .hasContent(
            """
            {
              "seed": -9223372036854775808,
              "lr": 0.3157,
              "hidden": [ 512, 256 ],
              "data": {
                "name": "größe \\"x\\"\\n",
                "shuffle": true
              },
              "empty": { },
              "parent": null
            }
            """);
  }

  @Test
  void readsBackWhatItWrote() throws IOException {
    Path file = folder.resolve("run.json");
    List<@Nullable Object> list = new ArrayList<>(List.of(1L, -2.5, "x", List.of(), false));
    list.add(null);
    Map<String, @Nullable Object> object =
        Json.object(
            "z",
            1L,
            "a",
            1e-300,
            "list",
            list,
            "nested",
            Json.object("日本", "😀", "half a pair", "\ud800"));
    Json.write(file, object);
    assertThat(Json.read(file)).isEqualTo(object);
    assertThat(Json.read(file).keySet()).containsExactly("z", "a", "list", "nested");
  }

  @ParameterizedTest
  @CsvSource({
    "0.3157, 0.3157",
    "0.1, 0.1",
    "1e-5, 1.0E-5",
    "16777216, 1.6777216E7",
    "1.4e-45, 1.4E-45",
    "NaN, '\"NaN\"'",
    "Infinity, '\"Infinity\"'",
    "-Infinity, '\"-Infinity\"'",
  })
  void writesFloatsInTheirShortestForm(float value, String text) {
    assertThat(new String(Json.line(Json.object("x", value)), UTF_8))
        .isEqualTo("{\"x\":" + text + "}\n");
  }

  @Test
  void nonFiniteNumbersComeBackAsNumbers() throws IOException {
    Path file = folder.resolve("run.json");
    double[] values = {1.5, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY};
    for (double value : values) {
      Json.write(file, Json.object("x", value));
      assertThat(Json.toDouble(Json.read(file).get("x"))).isEqualTo(Double.valueOf(value));
    }
    assertThat(Json.toDouble(3L)).isEqualTo(3.0);
    assertThatThrownBy(() -> Json.toDouble("nan"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("expected a number, found nan");
    assertThatThrownBy(() -> Json.toDouble(null)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''                        | line 1: not valid JSON: expected an object in braces",
        "[1]                       | line 1: not valid JSON: expected an object in braces",
        "{\"a\":1                  | line 1: the JSON text ends too early",
        "{\"a\":1} {}              | expected nothing after the object's closing brace",
        "{\"a\":1,}                | line 1: not valid JSON",
        "{\"a\":1,\"a\":2}         | Duplicate",
        "{\"a\":NaN}               | line 1: not valid JSON",
        "{\"a\":1e999}             | a number beyond the range of a double",
        "{\"a\":9223372036854775808} | out of range of `long`",
        "{'a':1}                   | line 1: not valid JSON",
        "{\"a\":\"\u0001\"}        | line 1: not valid JSON",
      })
  void refusesOtherText(String text, String message) throws IOException {
    assertRefused(text, message);
  }

  @Test
  void refusesDepthAndSize() throws IOException {
    assertRefused(
        "{\"a\":\n" + "[".repeat(100_000), "line 2: not valid JSON: Document nesting depth (65)");
    assertRefused(
        "{\"a\":" + "1".repeat(5000) + "}", "line 1: not valid JSON: Number value length");
    assertRefused(" ".repeat(1 << 24) + "{}", "byte 16777216: the file is too long");
    Path latin1 =
        Files.write(folder.resolve("latin1.json"), new byte[] {'{', '"', (byte) 0xfc, '"'});
    assertThatThrownBy(() -> Json.read(latin1))
        .isInstanceOf(FormatException.class)
        .hasMessage("%s: byte 2: not UTF-8 text", latin1);
  }

  @Test
  void everyFlippedByteIsAnErrorOrAnObject() throws IOException {
    byte[] good = Json.line(Json.object("seed", 7L, "lr", 0.5f, "list", List.of(true, "ü")));
    for (int position = 0; position < good.length; position++) {
      for (int flip : new int[] {1, 16, 128, 255}) {
        byte[] damaged = good.clone();
        damaged[position] ^= (byte) flip;
        Path file = Files.write(folder.resolve("damaged.json"), damaged);
        try {
          assertThat(Json.read(file)).as("byte %d xor %d", position, flip).isNotEmpty();
        } catch (FormatException e) {
          assertThat(e)
              .hasMessageStartingWith(file.toString())
              .hasMessageNotContainingAny("\n", "\r");
        }
      }
    }
  }

  @Test
  void refusesValuesWithoutAFormInJson() throws IOException {
    Path file = Files.writeString(folder.resolve("run.json"), "old");
    for (Object value : List.of(new int[1], new Object(), Map.of(1, 2))) {
      assertThatThrownBy(() -> Json.write(file, Json.object("list", List.of(value))))
          .as("value of %s", value.getClass())
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThat(file).hasContent("old");
  }

  @Test
  void objectsNeedDistinctNames() {
    assertThatThrownBy(() -> Json.object("a", 1, "a", 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("argument 2 must be a name not used before, not a");
    assertThatThrownBy(() -> Json.object(3, 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Json.object("a")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void missingFilesAreNamed() {
    Path missing = folder.resolve("missing.json");
    assertThatThrownBy(() -> Json.read(missing))
        .isInstanceOf(IOException.class)
        .hasMessage("cannot read %s: there is no such file", missing);
    assertThatThrownBy(() -> Json.read(folder))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("cannot read " + folder);
  }

  private void assertRefused(String text, String message) throws IOException {
    Path file = Files.writeString(folder.resolve("run.json"), text);
    assertThatThrownBy(() -> Json.read(file))
        .isInstanceOf(FormatException.class)
        .hasMessageStartingWith(file.toString())
        .hasMessageContaining(message)
        .hasMessageNotContainingAny("\n", "\r");
  }

  @Test
  void textsAreReadAndWrittenAsFilesAre() {
    String text = "{\"a\":[1,2.5,true,null,{\"b\":\"ü\"}]}";

    assertThat(Json.text(Json.parse(text))).isEqualTo(text);
    for (String wrong :
        List.of(
            "",
            "[]",
            "{",
            "{}{}",
            "{\"a\":1,\"a\":2}",
            "{\"a\":1e999}",
            "{\"a\":NaN}",
            "nothing")) {
      assertThatThrownBy(() -> Json.parse(wrong))
          .as(wrong)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("line 1: ")
          .hasMessageNotContaining("\n");
    }
  }
}
