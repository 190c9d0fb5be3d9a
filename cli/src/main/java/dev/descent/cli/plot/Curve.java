package dev.descent.cli.plot;

import dev.descent.cli.plot.Drawing.Dot;
import dev.descent.cli.plot.Drawing.Line;
import dev.descent.cli.plot.Drawing.Marker;
import dev.descent.cli.plot.Drawing.Point;
import java.util.ArrayList;
import java.util.List;

/// Draws one series between two axes.
///
/// @param index the series' number, from which its colour, dashes and marks come
record Curve(Series series, int index, Axis x, Axis y) {
  private static final double WIDTH = 2;
  private static final double RADIUS = 3;

  /// More marks than this would hide the curve: then some points go without.
  private static final int MARKS = 25;

  private static final List<List<Double>> DASHES =
      List.of(List.of(), List.of(7.0, 3.0), List.of(2.0, 2.5), List.of(9.0, 3.0, 2.0, 3.0));

  private static final List<Marker> MARKERS =
      List.of(Marker.CIRCLE, Marker.SQUARE, Marker.TRIANGLE, Marker.DIAMOND);

  Ink ink() {
    return Ink.series(index);
  }

  /// Faint curves are solid: they have so many corners that dashes become dust.
  static List<Double> dash(Series series, int index) {
    return series.faint() ? List.of() : DASHES.get(index % DASHES.size());
  }

  static Marker marker(int index) {
    return MARKERS.get(index % MARKERS.size());
  }

  void draw(Drawing drawing) {
    band(drawing);
    for (List<Point> piece : pieces()) {
      if (piece.size() > 1) {
        drawing.add(
            new Line(
                Thinning.thin(piece),
                ink(),
                series.faint() ? 1 : WIDTH,
                dash(series, index),
                series.faint() ? 0.35 : 1,
                false));
      } else if (!series.marked()) {
        drawing.add(dot(piece.getFirst()));
      }
    }
    if (series.marked()) {
      List<Point> all = pieces().stream().flatMap(List::stream).toList();
      int step = Math.max(1, Math.ceilDiv(all.size(), MARKS));
      for (int i = 0; i < all.size(); i += step) {
        drawing.add(dot(all.get(i)));
      }
    }
  }

  private Dot dot(Point point) {
    return new Dot(point.x(), point.y(), RADIUS, marker(index), ink());
  }

  /// The curve between its gaps.
  private List<List<Point>> pieces() {
    List<List<Point>> pieces = new ArrayList<>();
    List<Point> piece = new ArrayList<>();
    for (int i = 0; i < series.xs().length; i++) {
      if (x.scale().holds(series.xs()[i]) && y.scale().holds(series.ys()[i])) {
        piece.add(new Point(x.place(series.xs()[i]), y.place(series.ys()[i])));
      } else if (!piece.isEmpty()) {
        pieces.add(piece);
        piece = new ArrayList<>();
      }
    }
    if (!piece.isEmpty()) {
      pieces.add(piece);
    }
    return pieces;
  }

  /// Along the upper edge, and back along the lower one. On a logarithmic axis an edge that is not
  /// positive lies at its lower end.
  private void band(Drawing drawing) {
    double[] low = series.low();
    double[] high = series.high();
    if (low == null || high == null) {
      return;
    }
    List<Point> upper = new ArrayList<>();
    List<Point> lower = new ArrayList<>();
    for (int i = 0; i < series.xs().length; i++) {
      if (x.scale().holds(series.xs()[i]) && y.scale().holds(high[i]) && !Double.isNaN(low[i])) {
        double place = x.place(series.xs()[i]);
        upper.add(new Point(place, y.place(high[i])));
        lower.add(new Point(place, y.place(Math.max(low[i], y.low()))));
      }
    }
    if (!upper.isEmpty()) {
      upper.addAll(lower.reversed());
      drawing.add(new Line(upper, ink(), 0, List.of(), 0.18, true));
    }
  }
}
