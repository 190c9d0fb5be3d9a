package dev.descent.io;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.PrettyPrinter;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.core.util.Separators;

/// JSON objects as ordered maps.
///
/// | JSON | written from | read as |
/// | --- | --- | --- |
/// | object | `Map` with `String` keys, in its order | `LinkedHashMap` |
/// | array | `List` | `ArrayList` |
/// | number without fraction or exponent | `Integer`, `Long` | `Long` |
/// | other number | `Float`, `Double` | `Double` |
/// | string | `String` | `String` |
/// | `true`, `false`, `null` | `Boolean`, `null` | `Boolean`, `null` |
///
/// Numbers are written in the shortest form that reads back to the same value of their type: the
/// float 0.3157f is `0.3157`. JSON has no form for NaN and the infinities: they are written as the
/// strings `"NaN"`, `"Infinity"` and `"-Infinity"`, which [#toDouble] turns back. A float that is
/// read as a `Double` and then narrowed can differ in its last bit (of the billions of floats a
/// handful do, such as 7.038531e-26f), so parameters belong in safetensors, not here.
public final class Json {
  private static final ObjectWriteContext PRETTY =
      new ObjectWriteContext.Base() {
        @Override
        public PrettyPrinter getPrettyPrinter() {
          DefaultPrettyPrinter.Indenter indenter = new DefaultIndenter("  ", "\n");
          return new DefaultPrettyPrinter(
                  Separators.createDefaultInstance()
                      .withObjectNameValueSpacing(Separators.Spacing.AFTER))
              .withObjectIndenter(indenter);
        }

        @Override
        public boolean hasPrettyPrinter() {
          return true;
        }
      };

  private Json() {}

  /// An ordered map from alternating names and values: `object("event", "epoch", "loss", 0.3157f)`.
  ///
  /// @throws IllegalArgumentException if a name is missing, is not a string or comes twice
  public static Map<String, @Nullable Object> object(@Nullable Object... namesAndValues) {
    if (namesAndValues.length % 2 != 0) {
      throw new IllegalArgumentException(
          "names and values must alternate; the last name has no value");
    }
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      if (!(namesAndValues[i] instanceof String name) || object.containsKey(name)) {
        throw new IllegalArgumentException(
            "argument " + i + " must be a name not used before, not " + namesAndValues[i]);
      }
      object.put(name, namesAndValues[i + 1]);
    }
    return object;
  }

  /// The number that a value read from JSON stands for.
  ///
  /// @throws IllegalArgumentException if it is neither a number nor `"NaN"`, `"Infinity"` or
  ///   `"-Infinity"`
  public static double toDouble(@Nullable Object value) {
    return switch (value) {
      case Number number -> number.doubleValue();
      case String text when text.equals("NaN") -> Double.NaN;
      case String text when text.equals("Infinity") -> Double.POSITIVE_INFINITY;
      case String text when text.equals("-Infinity") -> Double.NEGATIVE_INFINITY;
      case null, default -> throw new IllegalArgumentException("expected a number, found " + value);
    };
  }

  /// Reads a text that is one object, of at most 64 levels.
  ///
  /// @throws IllegalArgumentException in one line, if it is anything else, or holds a name twice in
  ///   one object, or a number beyond `long` or `double`
  public static Map<String, @Nullable Object> parse(String text) {
    try {
      return JsonTree.read(text);
    } catch (JacksonException e) {
      throw new IllegalArgumentException(
          "line %d: %s".formatted(e.getLocation().getLineNr(), OneLine.of(JsonTree.describe(e))),
          e);
    }
  }

  /// One object as one line of text, without a line feed.
  ///
  /// @throws IllegalArgumentException if the tree holds a value that is not in the table above
  public static String text(Map<String, ? extends @Nullable Object> object) {
    return new String(line(object), StandardCharsets.UTF_8).stripTrailing();
  }

  /// Reads a file that holds one object, of at most 16 MiB and 64 levels.
  ///
  /// @throws FormatException if it holds anything else, a name twice in one object, or a number
  ///   beyond `long` or `double`
  /// @throws IOException if the file cannot be read
  public static Map<String, @Nullable Object> read(Path file) throws IOException {
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(JsonTree.MAX_BYTES + 1);
    } catch (IOException e) {
      throw IoErrors.explain("read", file, e);
    }
    if (bytes.length > JsonTree.MAX_BYTES) {
      throw FormatException.atByte(
          file, JsonTree.MAX_BYTES, "the file is too long; expected at most 16 MiB");
    }
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    try {
      return JsonTree.read(JsonTree.utf8(buffer));
    } catch (CharacterCodingException e) {
      throw FormatException.atByte(file, buffer.position(), "not UTF-8 text");
    } catch (JacksonException e) {
      throw FormatException.atLine(file, e.getLocation().getLineNr(), JsonTree.describe(e));
    }
  }

  /// Replaces a file with one object, indented for people, as [AtomicFiles] does.
  ///
  /// @throws IllegalArgumentException if the tree holds a value that is not in the table above
  /// @throws IOException if the file cannot be written
  public static void write(Path file, Map<String, ? extends @Nullable Object> object)
      throws IOException {
    byte[] bytes = encode(PRETTY, object);
    AtomicFiles.write(file, out -> out.write(bytes));
  }

  /// One object as one line of UTF-8, with its line feed.
  static byte[] line(Map<String, ? extends @Nullable Object> object) {
    return encode(ObjectWriteContext.empty(), object);
  }

  private static byte[] encode(
      ObjectWriteContext context, Map<String, ? extends @Nullable Object> object) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (JsonGenerator generator = JsonTree.generator(context, out)) {
      JsonTree.write(generator, object);
    } catch (JacksonException e) {
      throw new IllegalArgumentException("cannot be written as JSON: " + e.getOriginalMessage(), e);
    }
    out.write('\n');
    if (out.size() > JsonTree.MAX_BYTES) {
      throw new IllegalArgumentException(
          "a JSON object of " + out.size() + " bytes; the most is 16 MiB");
    }
    return out.toByteArray();
  }
}
