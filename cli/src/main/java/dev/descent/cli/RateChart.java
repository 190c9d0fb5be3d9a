package dev.descent.cli;

import dev.descent.train.LearningRateFinder.Point;
import dev.descent.train.LearningRateFinder.Result;
import dev.descent.train.ProgressBar.Display;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// The curve of a learning rate test as text: loss upwards, the logarithm of the rate to the right.
final class RateChart {
  private static final int HEIGHT = 12;
  private static final int MARGIN = 8;
  private static final int MOST_COLUMNS = 72;

  private RateChart() {}

  static List<String> lines(Result result, Display display) {
    List<Point> points = result.points();
    int width = Math.clamp(display.columns() - MARGIN - 3, 20, MOST_COLUMNS);
    // What is beyond the start is the blow-up, which would flatten everything else.
    double top = 1.1 * points.getFirst().smoothed();
    double bottom = points.stream().mapToDouble(Point::smoothed).min().orElse(0);
    char[][] cells = new char[HEIGHT][width];
    for (char[] row : cells) {
      Arrays.fill(row, ' ');
    }
    for (char[] row : cells) {
      row[column(points, result.suggestion(), width)] = '|';
    }
    for (Point point : points) {
      double height = Math.clamp((top - point.smoothed()) / Math.max(top - bottom, 1e-30), 0, 1);
      boolean least = point.learningRate() == result.minimum();
      int row = (int) Math.round(height * (HEIGHT - 1));
      int column = column(points, point.learningRate(), width);
      if (cells[row][column] != 'o') {
        cells[row][column] = least ? 'o' : '*';
      }
    }
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < HEIGHT; i++) {
      String label =
          i == 0 || i == HEIGHT - 1
              ? String.format(Locale.ROOT, "%.3g", i == 0 ? top : bottom)
              : "";
      lines.add(("%" + MARGIN + "s ").formatted(label) + new String(cells[i]).stripTrailing());
    }
    lines.add(" ".repeat(MARGIN + 1) + "-".repeat(width));
    lines.add(axis(points, width));
    return lines;
  }

  /// The powers of ten under their columns.
  private static String axis(List<Point> points, int width) {
    StringBuilder line = new StringBuilder(" ".repeat(MARGIN + 1));
    double first = points.getFirst().learningRate();
    double last = points.getLast().learningRate();
    for (int power = (int) Math.ceil(Math.log10(first) - 1e-9);
        power <= Math.log10(last) + 1e-9;
        power++) {
      int at = MARGIN + 1 + column(points, Math.pow(10, power), width);
      if (at >= line.length()) {
        line.append(" ".repeat(at - line.length())).append("1e").append(power).append(' ');
      }
    }
    return line.toString().stripTrailing();
  }

  private static int column(List<Point> points, double rate, int width) {
    double first = Math.log(points.getFirst().learningRate());
    double last = Math.log(points.getLast().learningRate());
    double share = (Math.log(rate) - first) / (last - first);
    return Math.clamp(Math.round(share * (width - 1)), 0, width - 1);
  }
}
