package dev.descent.data;

import dev.descent.data.DigitSkeletons.Point;
import java.util.List;

/// Smooth lines through points.
///
/// - **Source** Catmull and Rom 1974, "A class of local interpolating splines"
final class Spline {
  private static final int STEPS = 5;

  private Spline() {}

  /// Traces a line that runs smoothly through the points, except that it turns sharply at corners.
  ///
  /// @return x0, y0, x1, y1, ...
  static float[] trace(List<Point> points) {
    int segments = points.size() - 1;
    float[] line = new float[2 * (segments * STEPS + 1)];
    for (int i = 0; i < segments; i++) {
      Point from = points.get(i);
      Point to = points.get(i + 1);
      Point before = i == 0 || from.corner() ? from : points.get(i - 1);
      Point after = i == segments - 1 || to.corner() ? to : points.get(i + 2);
      for (int step = 0; step < STEPS; step++) {
        float t = step / (float) STEPS;
        int at = 2 * (i * STEPS + step);
        line[at] = interpolate(before.x(), from.x(), to.x(), after.x(), t);
        line[at + 1] = interpolate(before.y(), from.y(), to.y(), after.y(), t);
      }
    }
    line[line.length - 2] = points.getLast().x();
    line[line.length - 1] = points.getLast().y();
    return line;
  }

  private static float interpolate(float p0, float p1, float p2, float p3, float t) {
    return p1
        + 0.5f
            * t
            * (p2 - p0 + t * (2 * p0 - 5 * p1 + 4 * p2 - p3 + t * (3 * (p1 - p2) + p3 - p0)));
  }
}
