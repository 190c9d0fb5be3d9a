package dev.descent.train;

import dev.descent.io.Json;
import dev.descent.io.OneLine;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads one line of a log, or an object in it. A field that is missing is no error; one of the
/// wrong kind is, and the error says where.
///
/// @param place the file, the line, and the way to the object
record RunLogLine(String place, Map<?, ?> json) {
  /// A number, `"NaN"` and the infinities included; NaN if it is missing.
  double number(String name) {
    if (json.get(name) == null) {
      return Double.NaN;
    }
    try {
      return Json.toDouble(json.get(name));
    } catch (IllegalArgumentException e) {
      throw wrong(name, "a number");
    }
  }

  /// A whole number that is not negative; 0 if it is missing.
  long count(String name) {
    return switch (json.get(name)) {
      case null -> 0;
      case Long count when count >= 0 -> count;
      default -> throw wrong(name, "a whole number, not negative");
    };
  }

  /// A text; empty if it is missing.
  String text(String name) {
    return switch (json.get(name)) {
      case null -> "";
      case String text -> text;
      default -> throw wrong(name, "a text");
    };
  }

  /// An object; empty if it is missing.
  RunLogLine object(String name) {
    return switch (json.get(name)) {
      case null -> new RunLogLine(place, Map.of());
      case Map<?, ?> object -> new RunLogLine(place + ": " + name, object);
      default -> throw wrong(name, "an object");
    };
  }

  /// The names of all fields, in order.
  List<String> names() {
    return json.keySet().stream().map(String::valueOf).toList();
  }

  RunException wrong(String name, String expected) {
    @Nullable Object found = json.get(name);
    String shown = OneLine.of(String.valueOf(found));
    return new RunException(
        "%s: \"%s\" must be %s, not %s"
            .formatted(
                place, name, expected, shown.length() > 40 ? shown.substring(0, 40) + "…" : shown));
  }
}
