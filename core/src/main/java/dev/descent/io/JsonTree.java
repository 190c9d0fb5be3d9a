package dev.descent.io;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonEncoding;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.core.exc.UnexpectedEndOfInputException;
import tools.jackson.core.json.JsonFactory;

/// JSON text to and from trees of maps, lists, strings, numbers, booleans and null; see [Json] for
/// the types.
final class JsonTree {
  /// More than any run record or event needs; a bound on what a damaged file can make us allocate.
  static final int MAX_BYTES = 1 << 24;

  private static final int MAX_DEPTH = 64;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
          .build();

  private JsonTree() {}

  /// Decodes strictly.
  ///
  /// @throws CharacterCodingException if the bytes are not UTF-8; their position is then at the
  ///   first that is not
  static String utf8(ByteBuffer bytes) throws CharacterCodingException {
    return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
  }

  static JsonParser parser(String text) {
    return FACTORY.createParser(ObjectReadContext.empty(), text);
  }

  static JsonGenerator generator(ObjectWriteContext context, ByteArrayOutputStream out) {
    return FACTORY.createGenerator(context, out, JsonEncoding.UTF8);
  }

  /// Jackson's message less the parts that speak about Jackson.
  static String describe(JacksonException e) {
    return e instanceof UnexpectedEndOfInputException
        ? "the JSON text ends too early"
        : "not valid JSON: " + e.getOriginalMessage();
  }

  /// Reads a text that is one object.
  ///
  /// @throws JacksonException if it is anything else
  static Map<String, @Nullable Object> read(String text) {
    try (JsonParser parser = parser(text)) {
      return located(parser, JsonTree::document);
    }
  }

  /// Parses so that every exception has a location: the one for a limit exceeded has none of its
  /// own.
  static <T> T located(JsonParser parser, Function<JsonParser, T> parse) {
    try {
      return parse.apply(parser);
    } catch (StreamConstraintsException e) {
      throw new StreamReadException(parser, e.getOriginalMessage(), e);
    }
  }

  private static Map<String, @Nullable Object> document(JsonParser parser) {
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      throw new StreamReadException(parser, "expected an object in braces");
    }
    Map<String, @Nullable Object> object = object(parser);
    if (parser.nextToken() != null) {
      throw new StreamReadException(parser, "expected nothing after the object's closing brace");
    }
    return object;
  }

  private static Map<String, @Nullable Object> object(JsonParser parser) {
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      object.put(name, value(parser, parser.nextToken()));
    }
    return object;
  }

  private static List<@Nullable Object> array(JsonParser parser) {
    List<@Nullable Object> array = new ArrayList<>();
    for (JsonToken token = parser.nextToken();
        token != JsonToken.END_ARRAY;
        token = parser.nextToken()) {
      array.add(value(parser, token));
    }
    return array;
  }

  private static @Nullable Object value(JsonParser parser, JsonToken token) {
    return switch (token) {
      case START_OBJECT -> object(parser);
      case START_ARRAY -> array(parser);
      case VALUE_STRING -> parser.getString();
      case VALUE_NUMBER_INT -> parser.getLongValue();
      case VALUE_NUMBER_FLOAT -> finite(parser);
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NULL -> null;
      default -> throw new StreamReadException(parser, "expected a value");
    };
  }

  private static double finite(JsonParser parser) {
    double number = parser.getDoubleValue();
    if (!Double.isFinite(number)) {
      throw new StreamReadException(parser, "a number beyond the range of a double");
    }
    return number;
  }

  static void write(JsonGenerator generator, @Nullable Object value) {
    switch (value) {
      case null -> generator.writeNull();
      case String text -> generator.writeString(text);
      case Boolean flag -> generator.writeBoolean(flag);
      case Float number -> generator.writeNumber(number);
      case Double number -> generator.writeNumber(number);
      case Long number -> generator.writeNumber(number);
      case Integer number -> generator.writeNumber(number);
      case Map<?, ?> map -> writeObject(generator, map);
      case List<?> list -> {
        generator.writeStartArray();
        list.forEach(element -> write(generator, element));
        generator.writeEndArray();
      }
      default ->
          throw new IllegalArgumentException(
              "JSON has no form for a "
                  + value.getClass().getName()
                  + "; use a String, Boolean, Integer, Long, Float, Double, List, Map or null");
    }
  }

  private static void writeObject(JsonGenerator generator, Map<?, ?> map) {
    generator.writeStartObject();
    map.forEach((name, value) -> {
      if (!(name instanceof String text)) {
        throw new IllegalArgumentException("a name in a JSON object must be a String, not " + name);
      }
      generator.writeName(text);
      write(generator, value);
    });
    generator.writeEndObject();
  }
}
