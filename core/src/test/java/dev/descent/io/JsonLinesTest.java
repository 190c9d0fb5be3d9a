package dev.descent.io;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonLinesTest {
  @TempDir Path folder;

  @Test
  void writesOneObjectALine() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    JsonLinesWriter writer = JsonLinesWriter.to(out);
    writer.write(Json.object("event", "started", "parameters", 407050));
    writer.write(Json.object("event", "epoch", "loss", 0.3157f, "text", "a\nb"));
    assertThat(out.toString(UTF_8))
        .isEqualTo(
            """
            {"event":"started","parameters":407050}
            {"event":"epoch","loss":0.3157,"text":"a\\nb"}
            """);
  }

  @Test
  void everyLineIsInTheFileAtOnce() throws IOException {
    Path file = folder.resolve("events.jsonl");
    try (JsonLinesWriter writer = JsonLinesWriter.append(file)) {
      for (long step = 0; step < 3; step++) {
        writer.write(Json.object("step", step));
        assertThat(JsonLines.read(file)).as("lines after step %d", step).hasSize((int) step + 1);
      }
    }
    try (JsonLinesWriter writer = JsonLinesWriter.append(file)) {
      writer.write(Json.object("step", 3L));
    }
    assertThat(JsonLines.read(file))
        .extracting(line -> line.get("step"))
        .containsExactly(0L, 1L, 2L, 3L);
  }

  @Test
  void aFileCutAnywhereKeepsItsWholeLinesAndCanBeContinued() throws IOException {
    String whole = "{\"step\":0}\n{\"step\":1,\"text\":\"ü}\"}\n{\"step\":2}\n";
    byte[] bytes = whole.getBytes(UTF_8);
    for (int length = 0; length <= bytes.length; length++) {
      Path file = folder.resolve("cut.jsonl");
      Files.write(file, Arrays.copyOf(bytes, length));
      int lines = (int) new String(bytes, 0, length, UTF_8).chars().filter(c -> c == '\n').count();
      assertThat(JsonLines.read(file)).as("lines in the first %d bytes", length).hasSize(lines);
      try (JsonLinesWriter writer = JsonLinesWriter.append(file)) {
        writer.write(Json.object("step", 9L));
      }
      assertThat(JsonLines.read(file))
          .as("lines continued after %d bytes", length)
          .hasSize(lines + 1);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {8190, 8191, 8192, 8193, 20_000, 70_000})
  void aLongIncompleteLineIsCutOff(int length) throws IOException {
    Path file = folder.resolve("long.jsonl");
    Files.writeString(file, "{}\n{\"text\":\"" + "x".repeat(length));
    JsonLinesWriter.append(file).close();
    assertThat(file).hasContent("{}\n");
    Files.writeString(file, "x".repeat(length));
    JsonLinesWriter.append(file).close();
    assertThat(file).isEmptyFile();
  }

  @Test
  void aFileOfSomethingElseIsLeftAlone() throws IOException {
    Path file = Files.write(folder.resolve("model.bin"), new byte[(1 << 24) + 10]);
    assertThatThrownBy(() -> JsonLinesWriter.append(file))
        .isInstanceOf(FormatException.class)
        .hasMessageStartingWith(file + ": byte 10: no line feed from here on");
    assertThat(file).hasSize((1 << 24) + 10);
    assertThatThrownBy(() -> JsonLines.read(file))
        .isInstanceOf(FormatException.class)
        .hasMessageStartingWith(file + ": line 1: the line is too long");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{\"step\":", "", "[]", "{} {}", "\0\0\0", "{\"a\":1,\"a\":2}", "nonsense"})
  void aCorruptMiddleLineIsReported(String line) throws IOException {
    Path file = Files.writeString(folder.resolve("bad.jsonl"), "{}\n" + line + "\n{}\n");
    assertThatThrownBy(() -> JsonLines.read(file))
        .isInstanceOf(FormatException.class)
        .hasMessageStartingWith(file + ": line 2: ");
  }

  @Test
  void linesThatAreNotUtf8AreReported() throws IOException {
    Path file =
        Files.write(folder.resolve("bad.jsonl"), new byte[] {'{', '}', '\n', (byte) 0xff, '\n'});
    assertThatThrownBy(() -> JsonLines.read(file))
        .isInstanceOf(FormatException.class)
        .hasMessage("%s: line 2: not UTF-8 text", file);
  }

  @Test
  void linesLongerThanTheBufferAreRead() throws IOException {
    Path file = folder.resolve("wide.jsonl");
    List<Map<String, @Nullable Object>> objects = new ArrayList<>();
    try (JsonLinesWriter writer = JsonLinesWriter.append(file)) {
      for (int length : new int[] {0, 65_520, 65_536, 200_000, 1}) {
        Map<String, @Nullable Object> object = Json.object("text", "x".repeat(length));
        writer.write(object);
        objects.add(object);
      }
    }
    assertThat(JsonLines.read(file)).isEqualTo(objects);
  }

  @Test
  void aValueWithoutAFormInJsonWritesNothing() throws IOException {
    Path file = folder.resolve("events.jsonl");
    try (JsonLinesWriter writer = JsonLinesWriter.append(file)) {
      assertThatThrownBy(() -> writer.write(Json.object("a", 1, "b", new int[2])))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("JSON has no form for a [I");
    }
    assertThat(file).isEmptyFile();
  }

  @Test
  void threadsDoNotMixTheirLines() throws IOException {
    Path file = folder.resolve("events.jsonl");
    try (JsonLinesWriter writer = JsonLinesWriter.append(file)) {
      List<CompletableFuture<Void>> threads = new ArrayList<>();
      for (int thread = 0; thread < 4; thread++) {
        threads.add(CompletableFuture.runAsync(() -> writeMany(writer)));
      }
      threads.forEach(CompletableFuture::join);
    }
    assertThat(JsonLines.read(file)).hasSize(400);
  }

  @Test
  void aPrintStreamThatFailsIsNoticed() {
    OutputStream broken =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("Broken pipe");
          }
        };
    JsonLinesWriter writer = JsonLinesWriter.to(new PrintStream(broken, false, UTF_8));
    assertThatThrownBy(() -> writer.write(Json.object()))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("cannot write to the output");
  }

  @Test
  void unusableFilesAreNamed() throws IOException {
    assertThatThrownBy(() -> JsonLinesWriter.append(folder))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("cannot append to " + folder + ": ");
    Path orphan = folder.resolve("missing").resolve("events.jsonl");
    assertThatThrownBy(() -> JsonLinesWriter.append(orphan))
        .isInstanceOf(IOException.class)
        .hasMessage("cannot append to %s: there is no such file", orphan);
    Path full = Path.of("/dev/full");
    assumeTrue(Files.exists(full), "there is no /dev/full here");
    try (JsonLinesWriter writer = JsonLinesWriter.append(full)) {
      assertThatThrownBy(() -> writer.write(Json.object()))
          .isInstanceOf(IOException.class)
          .hasMessage(
              "cannot append to /dev/full: no space is left; free some or choose another disk");
    }
  }

  private static void writeMany(JsonLinesWriter writer) {
    try {
      for (int i = 0; i < 100; i++) {
        writer.write(Json.object("i", i));
      }
    } catch (IOException e) {
      throw new AssertionError("the file must stay writable", e);
    }
  }
}
