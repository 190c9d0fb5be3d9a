package dev.descent.lab.engine;

import dev.descent.io.Json;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A number of a parameter that a person has set.
///
/// @param parameter its dotted name
/// @param index of the element, row-major
/// @param value what it was set to
record Edit(String parameter, int index, float value) {
  /// As a page sends it, and is told.
  Map<String, @Nullable Object> toMap() {
    return Json.object("parameter", parameter, "index", index, "value", value);
  }
}
