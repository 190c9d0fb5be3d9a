package dev.descent.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.descent.io.Safetensors.Contents;
import dev.descent.io.Safetensors.Entry;
import dev.descent.tensor.DType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafetensorsTest {
  @TempDir Path folder;

  @Test
  void readsAFileMadeByAnotherProgram() throws IOException {
    Contents contents =
        Safetensors.read(
            SafetensorsFiles.save(folder, SafetensorsFiles.resource("plain.safetensors")));

    assertThat(contents.metadata())
        .containsExactly(Map.entry("epoch", "3"), Map.entry("größe", "日本 \"x\"\n"));
    assertThat(contents.entries().keySet())
        .containsExactly("hidden.weight", "scalar", "empty", "labels", "pixels");
    assertFloats(
        contents,
        "hidden.weight",
        new int[] {2, 3},
        0f,
        -0f,
        1.5f,
        -2.25f,
        Float.MAX_VALUE,
        Float.MIN_VALUE);
    assertFloats(contents, "scalar", new int[0], Float.POSITIVE_INFINITY);
    assertInts(contents, "empty", new int[] {4, 0});
    assertInts(contents, "labels", new int[] {3}, Integer.MIN_VALUE, 7, Integer.MAX_VALUE);
    assertThat(contents.entries().get("pixels"))
        .isInstanceOfSatisfying(
            Entry.UInt8.class,
            pixels -> {
              assertThat(pixels.shape()).containsExactly(1, 5);
              assertThat(pixels.values()).containsExactly(0, 1, 127, 128, 255);
              assertThat(pixels.dtype()).isEqualTo(DType.UINT8);
            });
  }

  @Test
  void convertsTheTypesThatTensorsDoNotHave() throws IOException {
    Contents contents =
        Safetensors.read(
            SafetensorsFiles.save(folder, SafetensorsFiles.resource("converted.safetensors")));

    assertFloats(contents, "double", new int[] {3}, 0.1f, Float.NEGATIVE_INFINITY, Float.MIN_VALUE);
    assertInts(contents, "long", new int[] {2}, Integer.MIN_VALUE, Integer.MAX_VALUE);
    assertFloats(
        contents, "half", new int[] {5}, 1f, -2.5f, 65504f, 0x1p-24f, Float.NEGATIVE_INFINITY);
    assertFloats(
        contents, "brain", new int[] {4}, 1f, -3.140625f, 0x1p127f, Float.POSITIVE_INFINITY);
  }

  @Test
  void writesTheBytesThatAnotherProgramWrites() throws IOException {
    byte[] golden = SafetensorsFiles.resource("plain.safetensors");
    Contents contents = Safetensors.read(SafetensorsFiles.save(folder, golden));
    Path copy = folder.resolve("copy.safetensors");

    Safetensors.write(copy, contents.entries(), contents.metadata());

    assertThat(copy).hasBinaryContent(golden);
  }

  /// The vectors of the reference implementation's own tests.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "attn.0 | 1,2,3   |"
            + " {\"attn.0\":{\"dtype\":\"F32\",\"shape\":[1,2,3],\"data_offsets\":[0,24]}} | 64",
        "attn0  | 1,1,2,3 |"
            + " {\"attn0\":{\"dtype\":\"F32\",\"shape\":[1,1,2,3],\"data_offsets\":[0,24]}} | 72",
      })
  void writesThePublishedBytes(String name, String shape, String header, int length)
      throws IOException {
    int[] sizes = Arrays.stream(shape.split(",")).mapToInt(Integer::parseInt).toArray();
    LinkedHashMap<String, Entry> entries = new LinkedHashMap<>();
    entries.put(name, new Entry.Float32(sizes, new float[] {0, 1, 2, 3, 4, 5}));
    Path file = folder.resolve("model.safetensors");

    Safetensors.write(file, entries, Map.of());

    byte[] data = {
      0, 0, 0, 0, 0, 0, -128, 63, 0, 0, 0, 64, 0, 0, 64, 64, 0, 0, -128, 64, 0, 0, -96, 64
    };
    assertThat(file)
        .hasBinaryContent(
            SafetensorsFiles.bytes(length, header + " ".repeat(length - header.length()), data));
  }

  @Test
  void writesThePublishedBytesOfAnEmptyFile() throws IOException {
    Path file = folder.resolve("empty.safetensors");
    Safetensors.write(file, new LinkedHashMap<>(), Map.of());
    assertThat(file).hasBinaryContent(SafetensorsFiles.bytes(8, "{}      ", new byte[0]));

    Safetensors.write(file, new LinkedHashMap<>(), Map.of("framework", "pt"));
    assertThat(file)
        .hasBinaryContent(
            SafetensorsFiles.bytes(
                40, "{\"__metadata__\":{\"framework\":\"pt\"}}     ", new byte[0]));
    assertThat(Safetensors.read(file).metadata()).containsExactly(Map.entry("framework", "pt"));
  }

  @Test
  void tensorsLongerThanTheBufferSurviveARoundTrip() throws IOException {
    int elements = 700_001;
    float[] floats = new float[elements];
    int[] ints = new int[elements];
    byte[] levels = new byte[3 * elements];
    for (int i = 0; i < elements; i++) {
      floats[i] = Float.intBitsToFloat(i * 6151);
      ints[i] = i * -7919;
      levels[3 * i] = (byte) i;
    }
    LinkedHashMap<String, Entry> entries = new LinkedHashMap<>();
    entries.put("odd", new Entry.UInt8(new int[] {3}, new byte[] {1, 2, 3}));
    entries.put("floats", new Entry.Float32(new int[] {1, elements}, floats));
    entries.put("levels", new Entry.UInt8(new int[] {elements, 3}, levels));
    entries.put("ints", new Entry.Int32(new int[] {elements}, ints));
    Path file = folder.resolve("large.safetensors");

    Safetensors.write(file, entries, Map.of());
    Contents contents = Safetensors.read(file);

    assertThat(Files.size(file) % 8).isEqualTo((3 + 11L * elements) % 8);
    assertThat(floats(contents, "floats").values()).isEqualTo(floats);
    assertInts(contents, "ints", new int[] {elements}, ints);
    assertThat(contents.entries().get("levels"))
        .isInstanceOfSatisfying(Entry.UInt8.class, e -> assertThat(e.values()).isEqualTo(levels));
  }

  @Test
  void unreadableFilesAreNamed() {
    assertThatThrownBy(() -> Safetensors.read(folder))
        .isInstanceOf(IOException.class)
        .hasMessage("cannot read %s: it is a folder; give the name of a file", folder);
    Path missing = folder.resolve("missing.safetensors");
    assertThatThrownBy(() -> Safetensors.read(missing))
        .isInstanceOf(IOException.class)
        .hasMessage("cannot read %s: there is no such file", missing);
  }

  @Test
  void entriesCheckTheirShape() {
    assertThatThrownBy(() -> new Entry.Float32(new int[] {2, 3}, new float[5]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("an array of 5 elements does not fill the shape [2, 3]");
    assertThatThrownBy(() -> new Entry.Int32(new int[] {-1, -1}, new int[1]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a size is negative in the shape [-1, -1]");
    assertThatThrownBy(() -> new Entry.UInt8(new int[] {1 << 30, 1 << 30, 1 << 30}, new byte[1]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("an array of 1 elements does not fill the shape");
  }

  @Test
  void unwritableNamesLeaveTheOldFile() throws IOException {
    Path file = Files.writeString(folder.resolve("model.safetensors"), "old");
    for (String name : new String[] {"__metadata__", "broken \ud800"}) {
      LinkedHashMap<String, Entry> entries = new LinkedHashMap<>();
      entries.put(name, new Entry.UInt8(new int[] {1}, new byte[1]));
      assertThatThrownBy(() -> Safetensors.write(file, entries, Map.of()))
          .as("name '%s'", name)
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThat(file).hasContent("old");
  }

  private static Entry.Float32 floats(Contents contents, String name) {
    assertThat(contents.entries().get(name)).as(name).isInstanceOf(Entry.Float32.class);
    return (Entry.Float32) Objects.requireNonNull(contents.entries().get(name));
  }

  private static void assertFloats(Contents contents, String name, int[] shape, float... values) {
    assertThat(floats(contents, name).shape()).as("shape of %s", name).isEqualTo(shape);
    assertThat(floats(contents, name).values()).as("values of %s", name).isEqualTo(values);
    assertThat(floats(contents, name).dtype()).isEqualTo(DType.FLOAT32);
  }

  private static void assertInts(Contents contents, String name, int[] shape, int... values) {
    assertThat(contents.entries().get(name))
        .as(name)
        .isInstanceOfSatisfying(
            Entry.Int32.class,
            entry -> {
              assertThat(entry.shape()).isEqualTo(shape);
              assertThat(entry.values()).isEqualTo(values);
              assertThat(entry.dtype()).isEqualTo(DType.INT32);
            });
  }
}
