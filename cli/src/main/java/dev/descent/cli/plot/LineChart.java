package dev.descent.cli.plot;

import dev.descent.cli.plot.Drawing.Anchor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Curves over an axis. Immutable: each method gives a new chart.
///
/// @param title what it is; empty for none
/// @param xLabel what the places along the axis are
/// @param yLabel what the values are
/// @param series the curves, the first in front
public record LineChart(
    String title,
    String xLabel,
    Scale xScale,
    String yLabel,
    Scale yScale,
    List<Series> series,
    double width,
    double height)
    implements Chart {
  private static final int TABLE_ROWS = 25;
  private static final double Y_MARGIN = 0.05;

  public LineChart {
    series = List.copyOf(series);
  }

  LineChart(String title) {
    this(title, "", Scale.LINEAR, "", Scale.LINEAR, List.of(), 640, 400);
  }

  /// Names the horizontal axis.
  public LineChart x(String label) {
    return x(label, Scale.LINEAR);
  }

  /// Names the horizontal axis and says how it is divided.
  public LineChart x(String label, Scale scale) {
    return new LineChart(title, label, scale, yLabel, yScale, series, width, height);
  }

  /// Names the vertical axis.
  public LineChart y(String label) {
    return y(label, Scale.LINEAR);
  }

  /// Names the vertical axis and says how it is divided.
  public LineChart y(String label, Scale scale) {
    return new LineChart(title, xLabel, xScale, label, scale, series, width, height);
  }

  /// Adds a curve.
  public LineChart add(Series curve) {
    List<Series> more = new ArrayList<>(series);
    more.add(curve);
    return new LineChart(title, xLabel, xScale, yLabel, yScale, more, width, height);
  }

  /// Adds a plain curve.
  public LineChart add(String name, double[] xs, double[] ys) {
    return add(Series.of(name, xs, ys));
  }

  @Override
  public LineChart size(double newWidth, double newHeight) {
    return new LineChart(title, xLabel, xScale, yLabel, yScale, series, newWidth, newHeight);
  }

  /// Whether there is a point to be seen.
  public boolean isEmpty() {
    return series.stream()
        .noneMatch(curve -> {
          for (int i = 0; i < curve.xs().length; i++) {
            if (xScale.holds(curve.xs()[i]) && yScale.holds(curve.ys()[i])) {
              return true;
            }
          }
          return false;
        });
  }

  @Override
  public String description() {
    String curves = series.stream().map(LineChart::describe).collect(Collectors.joining("; "));
    return "%s over %s%s. %s."
        .formatted(yLabel, xLabel, yScale == Scale.LOG ? ", on a logarithmic scale" : "", curves);
  }

  private static String describe(Series curve) {
    List<Double> values = new ArrayList<>();
    for (double value : curve.ys()) {
      if (Double.isFinite(value)) {
        values.add(value);
      }
    }
    if (values.isEmpty()) {
      return curve.name() + ": no values";
    }
    return "%s: %d values, from %s to %s, least %s, greatest %s"
        .formatted(
            curve.name(),
            values.size(),
            Ticks.label(values.getFirst()),
            Ticks.label(values.getLast()),
            Ticks.label(values.stream().mapToDouble(v -> v).min().getAsDouble()),
            Ticks.label(values.stream().mapToDouble(v -> v).max().getAsDouble()));
  }

  /// Whether the table leaves out some of the values.
  public boolean isTableThinned() {
    return series.stream().anyMatch(curve -> curve.faint() || curve.xs().length > TABLE_ROWS);
  }

  @Override
  public List<List<String>> table() {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("series", xLabel, yLabel));
    for (Series curve : series) {
      if (curve.faint()) {
        continue; // what stands behind an average
      }
      int length = curve.xs().length;
      int count = Math.min(length, TABLE_ROWS);
      for (int row = 0; row < count; row++) {
        int i = count == 1 ? 0 : (int) ((long) row * (length - 1) / (count - 1));
        rows.add(List.of(curve.name(), Ticks.label(curve.xs()[i]), Ticks.label(curve.ys()[i])));
      }
    }
    return rows;
  }

  @Override
  public Drawing draw() {
    Drawing drawing = new Drawing(width, height);
    double top = Frame.title(drawing, title);
    top = Legend.draw(drawing, this, top);
    double bottom = height - Frame.MARGIN - (xLabel.isEmpty() ? 16 : 34);
    Axis y = yRange().along(bottom, top + 6);
    List<Double> yTicks = y.ticks((int) Math.clamp((y.from() - y.to()) / 32, 2, 8), 0);
    List<String> yTexts = Ticks.labels(yScale, yTicks);
    double widest =
        yTexts.stream().mapToDouble(text -> Drawing.textWidth(text, Frame.SMALL)).max().orElse(0);
    double left = Frame.MARGIN + widest + 6 + (yLabel.isEmpty() ? 0 : 18);
    Axis x = xRange().along(left, width - Frame.MARGIN - 8);
    if (!yLabel.isEmpty()) {
      Frame.sideways(drawing, Frame.MARGIN + 8, top, bottom, yLabel);
    }
    for (int i = 0; i < yTicks.size(); i++) {
      double at = y.place(yTicks.get(i));
      drawing.rule(left, at, x.to(), at, Ink.GRID);
      drawing.text(left - 6, at + 4, yTexts.get(i), Frame.SMALL, Anchor.END, Ink.MUTED);
    }
    xAxis(drawing, x, bottom);
    // What is named first is in front; what is faint is behind all.
    for (int i = series.size() - 1; i >= 0; i--) {
      if (series.get(i).faint()) {
        new Curve(series.get(i), number(i), x, y).draw(drawing);
      }
    }
    for (int i = series.size() - 1; i >= 0; i--) {
      if (!series.get(i).faint()) {
        new Curve(series.get(i), number(i), x, y).draw(drawing);
      }
    }
    return drawing;
  }

  /// Which colour, dashes and marks a curve has: a faint one has those of the curve before it.
  int number(int index) {
    int number = -1;
    for (int i = 0; i <= index; i++) {
      number += series.get(i).faint() ? 0 : 1;
    }
    return Math.max(0, number);
  }

  private void xAxis(Drawing drawing, Axis x, double bottom) {
    drawing.rule(x.from(), bottom, x.to(), bottom, Ink.MUTED);
    List<Double> ticks =
        x.ticks((int) Math.clamp((x.to() - x.from()) / 60, 2, 8), hasWholePlaces() ? 1 : 0);
    List<String> texts = Ticks.labels(xScale, ticks);
    for (int i = 0; i < ticks.size(); i++) {
      double at = x.place(ticks.get(i));
      drawing.rule(at, bottom, at, bottom + 4, Ink.MUTED);
      drawing.text(at, bottom + 16, texts.get(i), Frame.SMALL, Anchor.MIDDLE, Ink.MUTED);
    }
    if (!xLabel.isEmpty()) {
      drawing.text(
          (x.from() + x.to()) / 2,
          height - Frame.MARGIN + 2,
          xLabel,
          Frame.FONT,
          Anchor.MIDDLE,
          Ink.MUTED);
    }
  }

  /// Whether places are counted, such as steps: half a step has no place on the axis.
  private boolean hasWholePlaces() {
    return series.stream()
        .allMatch(curve -> Arrays.stream(curve.xs()).allMatch(place -> place == Math.rint(place)));
  }

  private Axis xRange() {
    DoubleSummaryStatistics range = new DoubleSummaryStatistics();
    for (Series curve : series) {
      Arrays.stream(curve.xs()).filter(xScale::holds).forEach(range);
    }
    return Axis.around(xScale, range.getMin(), range.getMax(), 0);
  }

  private Axis yRange() {
    DoubleSummaryStatistics range = new DoubleSummaryStatistics();
    for (Series curve : series) {
      extend(range, curve.ys());
      extend(range, curve.low());
      extend(range, curve.high());
    }
    return Axis.around(yScale, range.getMin(), range.getMax(), Y_MARGIN);
  }

  private void extend(DoubleSummaryStatistics range, double @Nullable [] values) {
    if (values != null) {
      Arrays.stream(values).filter(yScale::holds).forEach(range);
    }
  }
}
