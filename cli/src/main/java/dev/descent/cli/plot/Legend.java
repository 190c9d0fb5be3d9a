package dev.descent.cli.plot;

import dev.descent.cli.plot.Drawing.Anchor;
import dev.descent.cli.plot.Drawing.Dot;
import dev.descent.cli.plot.Drawing.Line;
import dev.descent.cli.plot.Drawing.Point;
import java.util.List;

/// The names of series beside samples of their lines, row by row.
final class Legend {
  private static final double SAMPLE = 24;
  private static final double GAP = 16;
  private static final double ROW = 18;

  private Legend() {}

  /// Draws the names of several series; a single one needs none.
  ///
  /// @return where what follows may begin, from above
  static double draw(Drawing drawing, LineChart chart, double top) {
    List<Series> series = chart.series();
    if (series.size() < 2) {
      return top;
    }
    double x = Frame.MARGIN;
    double y = top + 8;
    for (int i = 0; i < series.size(); i++) {
      Series curve = series.get(i);
      int number = chart.number(i);
      double most = drawing.width() - 2 * Frame.MARGIN - SAMPLE - 6;
      String name = Drawing.fit(curve.name(), Frame.SMALL, most);
      double width = SAMPLE + 6 + Drawing.textWidth(name, Frame.SMALL);
      if (x > Frame.MARGIN && x + width > drawing.width() - Frame.MARGIN) {
        x = Frame.MARGIN;
        y += ROW;
      }
      drawing.add(
          new Line(
              List.of(new Point(x, y), new Point(x + SAMPLE, y)),
              Ink.series(number),
              curve.faint() ? 1 : 2,
              Curve.dash(curve, number),
              curve.faint() ? 0.5 : 1,
              false));
      if (curve.marked()) {
        drawing.add(new Dot(x + SAMPLE / 2, y, 3, Curve.marker(number), Ink.series(number)));
      }
      drawing.text(x + SAMPLE + 6, y + 4, name, Frame.SMALL, Anchor.START, Ink.TEXT);
      x += width + GAP;
    }
    return y + ROW - 6;
  }
}
