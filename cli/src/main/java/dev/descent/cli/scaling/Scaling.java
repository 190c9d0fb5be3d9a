package dev.descent.cli.scaling;

import dev.descent.exec.Engine;
import dev.descent.exec.MachineLimits;
import dev.descent.io.JsonLines;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Measures how training grows, or reads what was measured.
public final class Scaling {
  private Scaling() {}

  /// Measures along axes. Afterwards, the engine has the number of threads of the last measurement.
  ///
  /// @param seconds how long each network trains
  /// @param done hears of each measurement
  /// @throws IllegalStateException if the processor's peak cannot be measured here
  public static List<Point> measure(List<Axis> axes, double seconds, Consumer<Point> done) {
    int threads = Engine.threads();
    List<Point> points = new ArrayList<>();
    for (Axis axis : axes) {
      for (int place : axis.places(threads)) {
        Engine.threads(axis == Axis.THREADS ? place : threads);
        MachineLimits limits = new MachineLimits(Engine.threads());
        Point point = Point.measure(axis, place, limits, limits.flopsPerSecond(), seconds);
        points.add(point);
        done.accept(point);
      }
    }
    return points;
  }

  /// Reads measurements from a file of JSON lines.
  ///
  /// @throws IOException if it cannot be read, or holds something else
  public static List<Point> read(Path file) throws IOException {
    List<Point> points = new ArrayList<>();
    for (Map<String, @Nullable Object> line : JsonLines.read(file)) {
      try {
        points.add(Point.of(line));
      } catch (IllegalArgumentException e) {
        throw new IOException(
            "%s, line %d: %s".formatted(file, points.size() + 1, e.getMessage()), e);
      }
    }
    return points;
  }
}
