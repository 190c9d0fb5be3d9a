package dev.descent.cli.plot;

import dev.descent.cli.plot.Drawing.Point;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;

/// Leaves out points of a curve that nobody could see: of those above one small stretch of the axis
/// it keeps the first, the lowest, the highest and the last, so that no peak is lost.
final class Thinning {
  private static final int STRETCHES = 250;

  private Thinning() {}

  static List<Point> thin(List<Point> points) {
    if (points.size() <= 4 * STRETCHES) {
      return points;
    }
    double start = points.getFirst().x();
    double length = points.getLast().x() - start;
    List<Point> kept = new ArrayList<>();
    int from = 0;
    for (int stretch = 1; from < points.size(); stretch++) {
      int until = from;
      double end = start + length * stretch / STRETCHES;
      while (until < points.size() && (points.get(until).x() <= end || stretch >= STRETCHES)) {
        until++;
      }
      if (until > from) {
        keep(points, from, until, kept);
      }
      from = until;
    }
    return kept;
  }

  private static void keep(List<Point> points, int from, int until, List<Point> kept) {
    TreeSet<Integer> indices = new TreeSet<>(List.of(from, until - 1));
    Comparator<Integer> byHeight = Comparator.comparingDouble(i -> points.get(i).y());
    List<Integer> all = IntStream.range(from, until).boxed().toList();
    indices.add(Collections.min(all, byHeight));
    indices.add(Collections.max(all, byHeight));
    indices.forEach(i -> kept.add(points.get(i)));
  }
}
