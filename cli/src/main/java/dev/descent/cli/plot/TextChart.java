package dev.descent.cli.plot;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Locale;

/// A line chart as text, for a terminal or a page: a letter a curve, from a to z.
public final class TextChart {
  private static final int MARGIN = 11;

  private final LineChart chart;
  private final int width;
  private final int height;
  private final char[][] cells;

  private TextChart(LineChart chart, int width, int height) {
    this.chart = chart;
    this.width = width;
    this.height = height;
    this.cells = new char[height][width];
    for (char[] row : cells) {
      Arrays.fill(row, ' ');
    }
  }

  /// The chart's lines: legend, curves, axis. Where curves meet, the first is in front.
  ///
  /// @param columns how long a line may be
  /// @param rows the height of the part with the curves, at least 2
  public static List<String> lines(LineChart chart, int columns, int rows) {
    return new TextChart(chart, Math.clamp(columns - MARGIN - 2, 20, 72), rows).draw();
  }

  private List<String> draw() {
    Axis x = axis(chart.xScale(), true).along(0, width - 1);
    Axis y = axis(chart.yScale(), false).along(height - 1, 0);
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < chart.series().size(); i++) {
      lines.add("  %c  %s".formatted(letter(i), chart.series().get(i).name()));
    }
    for (int i = chart.series().size() - 1; i >= 0; i--) {
      curve(chart.series().get(i), letter(i), x, y);
    }
    lines.add("");
    for (int row = 0; row < height; row++) {
      boolean labelled = row == 0 || row == height / 2 || row == height - 1;
      String label = labelled ? value(y, row) : "";
      lines.add(
          (" ".repeat(MARGIN - 2 - label.length()) + label + " |" + new String(cells[row]))
              .stripTrailing());
    }
    lines.add(" ".repeat(MARGIN - 1) + "+" + "-".repeat(width));
    lines.add(ticks(x));
    return lines;
  }

  /// What lies in the middle of a row.
  private static String value(Axis y, int row) {
    double share = (row - y.from()) / (y.to() - y.from());
    double from = y.scale().apply(y.low());
    double at = from + share * (y.scale().apply(y.high()) - from);
    return String.format(Locale.ROOT, "%.3g", y.scale() == Scale.LOG ? Math.pow(10, at) : at);
  }

  private static char letter(int index) {
    return (char) ('a' + index % 26);
  }

  /// Neighbours are joined, so that a steep curve has no holes.
  private void curve(Series series, char letter, Axis x, Axis y) {
    int before = -1;
    int lastColumn = -1;
    for (int i = 0; i < series.xs().length; i++) {
      if (!chart.xScale().holds(series.xs()[i]) || !chart.yScale().holds(series.ys()[i])) {
        before = -1;
        continue;
      }
      int column = (int) Math.round(x.place(series.xs()[i]));
      int row = (int) Math.round(y.place(series.ys()[i]));
      cells[row][column] = letter;
      for (int between = lastColumn + 1; before >= 0 && between < column; between++) {
        double share = (between - lastColumn) / (double) (column - lastColumn);
        cells[(int) Math.round(before + share * (row - before))][between] = letter;
      }
      before = row;
      lastColumn = column;
    }
  }

  private String ticks(Axis x) {
    StringBuilder line = new StringBuilder(" ".repeat(MARGIN));
    for (double tick : x.ticks(6, 0)) {
      int at = MARGIN + (int) Math.round(x.place(tick));
      if (at >= line.length()) {
        line.append(" ".repeat(at - line.length())).append(Ticks.label(tick)).append(' ');
      }
    }
    return line + " " + chart.xLabel();
  }

  private Axis axis(Scale scale, boolean horizontal) {
    DoubleSummaryStatistics range = new DoubleSummaryStatistics();
    for (Series series : chart.series()) {
      Arrays.stream(horizontal ? series.xs() : series.ys()).filter(scale::holds).forEach(range);
    }
    return Axis.around(scale, range.getMin(), range.getMax(), 0);
  }
}
