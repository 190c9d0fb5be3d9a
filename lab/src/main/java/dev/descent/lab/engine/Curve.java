package dev.descent.lab.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/// What was measured along a timeline, at no more than so many steps: when there are more, every
/// second point is dropped.
final class Curve {
  static final int MOST = 2000;

  private static final AtomicInteger VERSIONS = new AtomicInteger();

  private final List<Point> points;
  private int version = VERSIONS.incrementAndGet();

  /// A measurement; NaN for what there is not.
  record Point(
      long step,
      double trainLoss,
      double validationLoss,
      double trainAccuracy,
      double validationAccuracy,
      double learningRate) {}

  Curve() {
    this.points = new ArrayList<>();
  }

  private Curve(List<Point> points) {
    this.points = points;
  }

  /// The curve up to a step, for a branch that begins there.
  Curve until(long step) {
    return new Curve(new ArrayList<>(points.stream().filter(point -> point.step <= step).toList()));
  }

  /// Forgets what was measured after a step.
  void cut(long step) {
    if (points.removeIf(point -> point.step > step)) {
      renew();
    }
  }

  /// Adds a point, if it is beyond the last, or takes the place of the last: weights can be changed
  /// between two steps.
  void add(Point point) {
    if (!points.isEmpty() && point.step <= points.getLast().step) {
      if (point.step == points.getLast().step && !point.equals(points.getLast())) {
        points.set(points.size() - 1, point);
        renew();
      }
      return;
    }
    points.add(point);
    if (points.size() > MOST) {
      List<Point> kept = new ArrayList<>();
      for (int i = 0; i < points.size(); i += 2) {
        kept.add(points.get(i));
      }
      points.clear();
      points.addAll(kept);
      renew();
    }
  }

  /// Makes whoever holds a part of it take it as a new one.
  void renew() {
    version = VERSIONS.incrementAndGet();
  }

  int version() {
    return version;
  }

  List<Point> points() {
    return points;
  }
}
