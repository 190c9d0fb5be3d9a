package dev.descent.cli.peers;

import dev.descent.io.Json;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What one system took for a kernel, in one round.
///
/// @param seconds the median of its runs
/// @param flops floating-point operations that count towards its bound
/// @param moved bytes that must be read and written at least
/// @param touched bytes of its arrays, each once
record KernelTiming(
    String kernel, String system, double seconds, double flops, long moved, long touched) {
  /// Reads a line that the program prints; one that is not of event `kernel` is skipped.
  ///
  /// @throws IllegalArgumentException if the line is no JSON object, or a kernel without its
  ///   figures
  static Optional<KernelTiming> parse(String line) {
    Map<String, @Nullable Object> object;
    try {
      object = Json.parse(line);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("not a line of JSON: " + line, e);
    }
    if (!"kernel".equals(object.get("event"))) {
      return Optional.empty();
    }
    if (object.get("kernel") instanceof String kernel
        && object.get("system") instanceof String system
        && object.get("seconds") instanceof Number seconds
        && object.get("flops") instanceof Number flops
        && object.get("moved") instanceof Number moved
        && object.get("touched") instanceof Number touched
        && seconds.doubleValue() > 0) {
      return Optional.of(
          new KernelTiming(
              kernel,
              system,
              seconds.doubleValue(),
              flops.doubleValue(),
              moved.longValue(),
              touched.longValue()));
    }
    throw new IllegalArgumentException("no timing of a kernel: " + line);
  }
}
