package dev.descent.cli.scaling;

import dev.descent.exec.MachineLimits;
import dev.descent.io.Json;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A step that was measured.
///
/// @param place where on the axis
/// @param network the layers' sizes
/// @param layers of weights
/// @param batch examples a step
/// @param seconds what the step took
/// @param arithmetic what its floating-point operations take at the processor's peak, in seconds
/// @param memory what the bytes that it must touch take at the speed of copying, in seconds
public record Point(
    Axis axis,
    int place,
    String network,
    int layers,
    int batch,
    double seconds,
    double arithmetic,
    double memory) {
  /// The examples of an epoch of MNIST.
  public static final int EPOCH = 60_000;

  /// Measures one.
  ///
  /// @param peak floating-point operations a second
  /// @param budget how many seconds to train
  static Point measure(Axis axis, int place, MachineLimits limits, double peak, double budget) {
    Work work = axis.work(place);
    return new Point(
        axis,
        place,
        work.network(),
        work.sizes().size() - 1,
        work.batch(),
        rounded(work.measure(budget)),
        rounded(work.flops() / peak),
        rounded(work.bytes() / limits.bytesPerSecond(work.bytes())));
  }

  // No measurement here tells more.
  private static double rounded(double value) {
    return Double.parseDouble(String.format(Locale.ROOT, "%.4g", value));
  }

  /// The least that a step can take, in seconds.
  public double bound() {
    return Math.max(arithmetic, memory);
  }

  /// Steps of an epoch, the last of which may be smaller.
  public double stepsAnEpoch() {
    return (double) EPOCH / batch;
  }

  /// The point for other programs.
  public Map<String, @Nullable Object> toMap() {
    return Json.object(
        "along", axis.label(),
        "place", place,
        "network", network,
        "layers", layers,
        "batch", batch,
        "seconds", seconds,
        "arithmetic", arithmetic,
        "memory", memory);
  }

  /// The point of such a map.
  ///
  /// @throws IllegalArgumentException if it is none
  public static Point of(Map<String, @Nullable Object> map) {
    return new Point(
        axis(map.get("along")),
        (int) positive(map, "place"),
        String.valueOf(map.get("network")),
        (int) positive(map, "layers"),
        (int) positive(map, "batch"),
        positive(map, "seconds"),
        positive(map, "arithmetic"),
        positive(map, "memory"));
  }

  private static Axis axis(@Nullable Object name) {
    for (Axis axis : Axis.values()) {
      if (axis.label().equals(name)) {
        return axis;
      }
    }
    throw new IllegalArgumentException("\"along\" is no axis: " + name);
  }

  private static double positive(Map<String, @Nullable Object> map, String name) {
    double value = Json.toDouble(map.get(name));
    if (!(value > 0)) {
      throw new IllegalArgumentException(
          "\"" + name + "\" must be a positive number, not " + map.get(name));
    }
    return value;
  }
}
