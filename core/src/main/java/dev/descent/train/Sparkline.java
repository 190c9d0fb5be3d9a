package dev.descent.train;

/// A curve as one line of text. The scale is logarithmic where all values are positive: the second
/// half of a loss curve would be flat otherwise.
final class Sparkline {
  private static final String BLOCKS = "▁▂▃▄▅▆▇█";
  private static final String ASCII = "_.-~=+*#";

  private Sparkline() {}

  /// Draws the values from left to right; more than `width` of them are averaged in groups.
  ///
  /// @param blocks whether block elements can be shown; otherwise the line is plain ASCII
  static String of(double[] values, int width, boolean blocks) {
    double[] columns = logarithms(resample(values, width));
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (double column : columns) {
      low = Math.min(low, column);
      high = Math.max(high, column);
    }
    String glyphs = blocks ? BLOCKS : ASCII;
    StringBuilder line = new StringBuilder();
    for (double column : columns) {
      double height = high > low ? (column - low) / (high - low) : 0;
      line.append(glyphs.charAt((int) Math.round(height * (glyphs.length() - 1))));
    }
    return line.toString();
  }

  private static double[] resample(double[] values, int width) {
    double[] columns = new double[Math.min(width, values.length)];
    for (int column = 0; column < columns.length; column++) {
      int start = (int) ((long) column * values.length / columns.length);
      int end = (int) ((column + 1L) * values.length / columns.length);
      double sum = 0;
      for (int i = start; i < end; i++) {
        sum += values[i];
      }
      columns[column] = sum / (end - start);
    }
    return columns;
  }

  private static double[] logarithms(double[] values) {
    double[] logarithms = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      if (!(values[i] > 0)) {
        return values;
      }
      logarithms[i] = Math.log(values[i]);
    }
    return logarithms;
  }
}
