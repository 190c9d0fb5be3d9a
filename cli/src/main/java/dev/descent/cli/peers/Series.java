package dev.descent.cli.peers;

import dev.descent.io.Json;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What a program reported of a part of its work: an epoch, or many calls or updates.
///
/// @param seconds wall time of what is timed: an epoch, a call or an update
/// @param loss mean loss an example; equal work has about equal losses
record Series(double seconds, double loss) {
  /// Reads a line that a peer has printed: an object with `"event":"series"`, or one of another
  /// event, which is skipped.
  ///
  /// @throws IllegalArgumentException if the line is no JSON object, or a series without its
  ///   numbers
  static Optional<Series> parse(String line) {
    Map<String, @Nullable Object> object;
    try {
      object = Json.parse(line);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("not a line of JSON: " + line, e);
    }
    if (!"series".equals(object.get("event"))) {
      return Optional.empty();
    }
    return Optional.of(new Series(number(object, "seconds", line), number(object, "loss", line)));
  }

  private static double number(Map<String, @Nullable Object> object, String name, String line) {
    if (object.get(name) instanceof Number number) {
      return number.doubleValue();
    }
    throw new IllegalArgumentException("no number \"" + name + "\" in " + line);
  }
}
