package dev.descent.lab.state;

import dev.descent.tensor.PlainNumber;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads an object of a message field by field. Every number has a range, every text a length, and
/// a field that nobody has asked for is an error.
public final class Fields {
  private static final int SHOWN = 40;

  private final String path;
  private final Map<?, ?> object;
  private final Set<String> known = new HashSet<>();

  /// A reader of an object.
  ///
  /// @param path what the names are told with in errors: empty, or ending in a dot
  public Fields(String path, Map<?, ?> object) {
    this.path = path;
    this.object = object;
  }

  private @Nullable Object value(String name) {
    known.add(name);
    return object.get(name);
  }

  /// Whether the field is there.
  public boolean has(String name) {
    return object.containsKey(name);
  }

  /// An object; an empty one if it is not there.
  public Fields object(String name) {
    return switch (value(name)) {
      case null -> new Fields(path + name + ".", Map.of());
      case Map<?, ?> map -> new Fields(path + name + ".", map);
      case Object other -> throw wrong(name, "an object", other);
    };
  }

  /// The values of an object as they are; empty if it is not there.
  public Map<String, @Nullable Object> map(String name) {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    switch (value(name)) {
      case null -> {}
      case Map<?, ?> given -> given.forEach((key, value) -> map.put(String.valueOf(key), value));
      case Object other -> throw wrong(name, "an object", other);
    }
    return map;
  }

  /// A number from `least` to `most`.
  public double number(String name, double least, double most, double usual) {
    Object given = value(name);
    return given == null ? usual : number(name, given, least, most);
  }

  private double number(String name, @Nullable Object given, double least, double most) {
    if (given instanceof Number number
        && number.doubleValue() >= least
        && number.doubleValue() <= most) {
      return number.doubleValue();
    }
    throw wrong(
        name, "a number from " + PlainNumber.of(least) + " to " + PlainNumber.of(most), given);
  }

  /// A whole number from `least` to `most`.
  public long whole(String name, long least, long most, long usual) {
    return switch (value(name)) {
      case null -> usual;
      case Integer number when number >= least && number <= most -> (long) number;
      case Long number when number >= least && number <= most -> number;
      case Double number when number == Math.rint(number) && number >= least && number <= most ->
          number.longValue();
      case Object other -> throw wrong(name, "a whole number from " + least + " to " + most, other);
    };
  }

  /// A whole number that must be there.
  public long whole(String name, long least, long most) {
    require(name, "a whole number from " + least + " to " + most);
    return whole(name, least, most, least);
  }

  /// A number that must be there.
  public double number(String name, double least, double most) {
    require(name, "a number from " + PlainNumber.of(least) + " to " + PlainNumber.of(most));
    return number(name, least, most, least);
  }

  /// A text that must be there, of at most `most` characters.
  public String text(String name, int most) {
    require(name, "a text");
    return text(name, most, "");
  }

  /// A text of at most `most` characters.
  public String text(String name, int most, String usual) {
    return switch (value(name)) {
      case null -> usual;
      case String text when text.length() <= most -> text;
      case Object other -> throw wrong(name, "a text of at most " + most + " characters", other);
    };
  }

  /// True or false.
  public boolean truth(String name, boolean usual) {
    return switch (value(name)) {
      case null -> usual;
      case Boolean truth -> truth;
      case Object other -> throw wrong(name, "true or false", other);
    };
  }

  /// A list of at most `most` things; null if it is not there.
  public @Nullable List<?> list(String name, int least, int most) {
    return switch (value(name)) {
      case null -> null;
      case List<?> list when list.size() >= least && list.size() <= most -> list;
      case Object other -> throw wrong(name, "a list of " + least + " to " + most, other);
    };
  }

  /// A list of objects.
  public @Nullable List<Fields> objects(String name, int least, int most) {
    List<?> list = list(name, least, most);
    if (list == null) {
      return null;
    }
    List<Fields> objects = new ArrayList<>();
    for (Object element : list) {
      String at = name + "[" + objects.size() + "]";
      if (!(element instanceof Map<?, ?> map)) {
        throw wrong(at, "an object", element);
      }
      objects.add(new Fields(path + at + ".", map));
    }
    return objects;
  }

  /// A list of texts.
  public @Nullable List<String> texts(String name, int least, int most) {
    List<?> list = list(name, least, most);
    if (list == null) {
      return null;
    }
    List<String> texts = new ArrayList<>();
    for (Object element : list) {
      if (!(element instanceof String text)) {
        throw wrong(name + "[" + texts.size() + "]", "a text", element);
      }
      texts.add(text);
    }
    return texts;
  }

  /// A list of numbers.
  public @Nullable List<Double> numbers(
      String name, int fewest, int longest, double least, double most) {
    List<?> list = list(name, fewest, longest);
    if (list == null) {
      return null;
    }
    List<Double> numbers = new ArrayList<>();
    for (Object element : list) {
      numbers.add(number(name + "[" + numbers.size() + "]", element, least, most));
    }
    return numbers;
  }

  /// **Throws** [StateException] if there is a field that was not asked for
  public void finish() {
    for (Object name : object.keySet()) {
      if (!known.contains(String.valueOf(name))) {
        String field = path + printable(String.valueOf(name));
        throw new StateException(field, "there is no field \"" + field + "\"");
      }
    }
  }

  /// **Throws** [StateException] if the field is not there
  public void require(String name, String expected) {
    if (value(name) == null) {
      throw new StateException(path + name, "\"" + path + name + "\" is missing: " + expected);
    }
  }

  /// An error about a field that others know more about.
  public StateException error(String name, String text) {
    return new StateException(path + name, text);
  }

  private StateException wrong(String name, String expected, @Nullable Object found) {
    return new StateException(
        path + name, "\"" + path + name + "\" must be " + expected + ", not " + shown(found));
  }

  private static String shown(@Nullable Object found) {
    String text =
        switch (found) {
          case Map<?, ?> _ -> "an object";
          case List<?> list -> "a list of " + list.size();
          case String string -> "\"" + string + "\"";
          case null, default -> String.valueOf(found);
        };
    return printable(text);
  }

  private static String printable(String text) {
    String line =
        text.codePoints()
            .map(c -> Character.isISOControl(c) ? ' ' : c)
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString();
    return line.length() <= SHOWN ? line : line.substring(0, SHOWN) + "…";
  }
}
