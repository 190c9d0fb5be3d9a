package dev.descent.bench;

import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What a program reported of one epoch.
///
/// @param number from 1
/// @param loss mean training loss a sample
/// @param accuracy on the test set, 0 to 1
/// @param seconds wall time of the training part, evaluation excluded
record Epoch(int number, double loss, double accuracy, double seconds) {
  private static final JsonMapper MAPPER = JsonMapper.shared();

  /// Reads a line of `--json` output: an `"event":"epoch"` object, or something else, which is
  /// skipped.
  ///
  /// @throws IllegalArgumentException if the line is no JSON, or an epoch without its four numbers
  static Optional<Epoch> parse(String line) {
    JsonNode node;
    try {
      node = MAPPER.readTree(line);
    } catch (JacksonException e) {
      throw new IllegalArgumentException("not a line of JSON: " + line, e);
    }
    if (!node.path("event").asString("").equals("epoch")) return Optional.empty();
    return Optional.of(
        new Epoch(
            (int) number(node, "epoch"),
            number(node, "loss"),
            number(node, "accuracy"),
            number(node, "seconds")));
  }

  private static double number(JsonNode node, String name) {
    JsonNode value = node.path(name);
    if (!value.isNumber())
      throw new IllegalArgumentException("no number \"" + name + "\" in " + node);
    return value.asDouble();
  }
}
