package dev.descent.io;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/// Reads files with one JSON object a line, as [JsonLinesWriter] writes them.
///
/// A line counts once its line feed is there: what follows the last line feed is the remains of a
/// write that was killed, or one still under way, and is ignored. Any other line that is not an
/// object is an error.
public final class JsonLines {
  private static final int CHUNK_BYTES = 1 << 16;

  private JsonLines() {}

  /// Reads all objects of a file, in order.
  ///
  /// @throws FormatException if a finished line is not one JSON object of at most 16 MiB
  /// @throws IOException if the file cannot be read
  public static List<Map<String, @Nullable Object>> read(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return read(file, in);
    } catch (IOException e) {
      throw IoErrors.explain("read", file, e);
    }
  }

  /// Reads the objects of those lines that are whole in the last part of a file, in order.
  ///
  /// @param bytes the length of that part
  /// @throws FormatException as [#read] does; lines are counted from the first that is read
  /// @throws IOException if the file cannot be read
  public static List<Map<String, @Nullable Object>> readLast(Path file, int bytes)
      throws IOException {
    try (SeekableByteChannel channel = Files.newByteChannel(file)) {
      long start = channel.size() - bytes - 1; // one more: it tells whether a line begins there
      InputStream in =
          new BufferedInputStream(Channels.newInputStream(channel.position(Math.max(0, start))));
      for (int skipped = start < 0 ? '\n' : in.read(); skipped >= 0 && skipped != '\n'; ) {
        skipped = in.read();
      }
      return read(file, in);
    } catch (IOException e) {
      throw IoErrors.explain("read", file, e);
    }
  }

  private static List<Map<String, @Nullable Object>> read(Path file, InputStream in)
      throws IOException {
    List<Map<String, @Nullable Object>> objects = new ArrayList<>();
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    byte[] chunk = new byte[CHUNK_BYTES];
    for (int length = in.read(chunk); length >= 0; length = in.read(chunk)) {
      int start = 0;
      for (int i = 0; i < length; i++) {
        if (chunk[i] == '\n') {
          line.write(chunk, start, i - start);
          objects.add(parse(file, objects.size() + 1, line.toByteArray()));
          line.reset();
          start = i + 1;
        }
      }
      line.write(chunk, start, length - start);
      if (line.size() > JsonTree.MAX_BYTES) {
        throw FormatException.atLine(
            file, objects.size() + 1, "the line is too long; expected at most 16 MiB");
      }
    }
    return objects;
  }

  private static Map<String, @Nullable Object> parse(Path file, long number, byte[] line) {
    try {
      return JsonTree.read(JsonTree.utf8(ByteBuffer.wrap(line)));
    } catch (CharacterCodingException e) {
      throw FormatException.atLine(file, number, "not UTF-8 text");
    } catch (JacksonException e) {
      throw FormatException.atLine(file, number, JsonTree.describe(e));
    }
  }
}
