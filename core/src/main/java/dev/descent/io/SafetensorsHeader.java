package dev.descent.io;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// The checked header of a safetensors file: when one exists, its slots tile the data without gap
/// or overlap, and each slot's shape and type ask for exactly its bytes.
///
/// @param slots the tensors, in the header's order
record SafetensorsHeader(List<Slot> slots, SequencedMap<String, String> metadata) {
  static final String METADATA = "__metadata__";

  /// Far more than tensors have; a bound on what a hostile header can make us hold.
  private static final int MAX_AXES = 64;

  /// The stored types that can be read, under the format's own names.
  enum StoredType {
    F64(8),
    I64(8),
    F32(4),
    I32(4),
    F16(2),
    BF16(2),
    U8(1);

    final int bytes;

    StoredType(int bytes) {
      this.bytes = bytes;
    }
  }

  /// Where one tensor lies.
  ///
  /// @param named the index of the tensor's name among the header's characters, for errors
  /// @param begin the offset of the first byte, from the start of the data
  /// @param end the offset after the last byte
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  record Slot(
      String name, long named, StoredType type, int[] shape, int elements, long begin, long end) {}

  /// Parses and checks a header.
  ///
  /// @param file the file's name, for errors
  /// @param json the header's bytes
  /// @param dataBytes the number of bytes after the header
  static SafetensorsHeader parse(Path file, byte[] json, long dataBytes) {
    ByteBuffer bytes = ByteBuffer.wrap(json);
    String text;
    try {
      text = JsonTree.utf8(bytes);
    } catch (CharacterCodingException e) {
      throw FormatException.atByte(
          file, Safetensors.LENGTH_BYTES + bytes.position(), "the header is not UTF-8 text");
    }
    Parse parse = new Parse(file, text, dataBytes);
    try (JsonParser parser = JsonTree.parser(text)) {
      return JsonTree.located(parser, parse::header);
    } catch (JacksonException e) {
      throw FormatException.atByte(
          file,
          parse.offset(e.getLocation().getCharOffset()),
          "the header is " + JsonTree.describe(e));
    }
  }

  private record Parse(Path file, String text, long dataBytes) {
    SafetensorsHeader header(JsonParser parser) {
      List<Slot> slots = new ArrayList<>();
      SequencedMap<String, String> metadata = new LinkedHashMap<>();
      expect(parser, JsonToken.START_OBJECT, "an object in braces");
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        if (parser.currentName().equals(METADATA)) {
          readMetadata(parser, metadata);
        } else {
          slots.add(slot(parser));
        }
      }
      expect(parser, null, "only spaces after the closing brace");
      checkTiling(slots);
      return new SafetensorsHeader(slots, metadata);
    }

    private void readMetadata(JsonParser parser, SequencedMap<String, String> metadata) {
      expect(parser, JsonToken.START_OBJECT, "an object in braces for " + METADATA);
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        String name = parser.currentName();
        expect(parser, JsonToken.VALUE_STRING, "a string in " + METADATA);
        metadata.put(name, parser.getString());
      }
    }

    private Slot slot(JsonParser parser) {
      String name = parser.currentName();
      long named = here(parser);
      @Nullable StoredType type = null;
      long @Nullable [] shape = null;
      long @Nullable [] range = null;
      expect(parser, JsonToken.START_OBJECT, "an object in braces for tensor '" + name + "'");
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        switch (parser.currentName()) {
          case "dtype" -> type = type(parser, name);
          case "shape" -> shape = numbers(parser);
          case "data_offsets" -> range = numbers(parser);
          default ->
              throw error(
                  here(parser),
                  "expected dtype, shape or data_offsets, found '%s'"
                      .formatted(parser.currentName()));
        }
      }
      if (type == null || shape == null || range == null) {
        throw error(named, "tensor '%s' lacks its dtype, shape or data_offsets".formatted(name));
      }
      return checked(name, named, type, shape, range);
    }

    private Slot checked(String name, long named, StoredType type, long[] shape, long[] range) {
      if (range.length != 2 || range[0] > range[1] || range[1] > dataBytes) {
        throw error(
            named,
            "tensor '%s' has data_offsets %s; expected a begin and an end within the %d bytes of data"
                .formatted(name, Arrays.toString(range), dataBytes));
      }
      long elements = (range[1] - range[0]) / type.bytes;
      if (product(shape) != elements || elements * type.bytes != range[1] - range[0]) {
        throw error(
            named,
            "tensor '%s' of type %s and shape %s does not fill its %d bytes"
                .formatted(name, type, Arrays.toString(shape), range[1] - range[0]));
      }
      int[] sizes = Arrays.stream(shape).mapToInt(size -> (int) size).toArray();
      if (elements > Integer.MAX_VALUE - 8
          || Arrays.stream(shape).anyMatch(size -> size > Integer.MAX_VALUE)) {
        throw error(
            named, "tensor '%s' has more elements than a Java array can hold".formatted(name));
      }
      return new Slot(name, named, type, sizes, (int) elements, range[0], range[1]);
    }

    /// The number of elements, or -1 if it is beyond a long.
    private static long product(long[] shape) {
      long product = 1;
      for (long size : shape) {
        if (Math.multiplyHigh(product, size) != 0 || product * size < 0) {
          return -1;
        }
        product *= size;
      }
      return product;
    }

    private void checkTiling(List<Slot> slots) {
      List<Slot> ordered = new ArrayList<>(slots);
      ordered.sort(Comparator.comparingLong(Slot::begin).thenComparingLong(Slot::end));
      long end = 0;
      for (Slot slot : ordered) {
        if (slot.begin() != end) {
          throw error(
              slot.named(),
              "the data of tensor '%s' starts at %d, expected %d: tensors must neither overlap nor leave gaps"
                  .formatted(slot.name(), slot.begin(), end));
        }
        end = slot.end();
      }
      if (end != dataBytes) {
        throw error(
            0,
            "the tensors fill %d bytes, but %d bytes of data follow the header"
                .formatted(end, dataBytes));
      }
    }

    private StoredType type(JsonParser parser, String name) {
      expect(parser, JsonToken.VALUE_STRING, "a string for dtype");
      String label = parser.getString();
      for (StoredType type : StoredType.values()) {
        if (type.name().equals(label)) {
          return type;
        }
      }
      throw error(
          here(parser),
          "tensor '%s' has type '%s'; expected one of %s"
              .formatted(name, label, Arrays.toString(StoredType.values())));
    }

    private long[] numbers(JsonParser parser) {
      expect(parser, JsonToken.START_ARRAY, "an array of whole numbers");
      List<Long> numbers = new ArrayList<>();
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        if (parser.currentToken() != JsonToken.VALUE_NUMBER_INT || parser.getLongValue() < 0) {
          throw error(here(parser), "expected a whole number, not negative");
        }
        if (numbers.size() == MAX_AXES) {
          throw error(here(parser), "expected at most " + MAX_AXES + " numbers");
        }
        numbers.add(parser.getLongValue());
      }
      return numbers.stream().mapToLong(Long::longValue).toArray();
    }

    private void expect(JsonParser parser, @Nullable JsonToken token, String what) {
      if (parser.nextToken() != token) {
        throw error(here(parser), "expected " + what);
      }
    }

    private FormatException error(long character, String problem) {
      return FormatException.atByte(file, offset(character), problem);
    }

    private static long here(JsonParser parser) {
      return parser.currentTokenLocation().getCharOffset();
    }

    /// The offset in the file of a character of the header.
    long offset(long character) {
      int count = Math.clamp(character, 0, text.length());
      long before = text.substring(0, count).getBytes(StandardCharsets.UTF_8).length;
      return Safetensors.LENGTH_BYTES + before;
    }
  }
}
