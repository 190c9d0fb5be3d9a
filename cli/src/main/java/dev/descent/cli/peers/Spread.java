package dev.descent.cli.peers;

import java.util.Arrays;
import java.util.Locale;

/// Median, minimum and maximum of some measurements.
record Spread(double median, double minimum, double maximum) {
  static Spread of(double... values) {
    if (values.length == 0) {
      throw new IllegalArgumentException("no values");
    }
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    double median =
        sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    return new Spread(median, sorted[0], sorted[sorted.length - 1]);
  }

  /// Such as `0.83 (0.74 to 1.06)`.
  String text() {
    return String.format(Locale.ROOT, "%.2f (%.2f to %.2f)", median, minimum, maximum);
  }

  /// Such as `6.21 µs (5.98–7.02)`, for seconds.
  String time() {
    Unit unit = unit();
    return "%s (%s–%s)".formatted(medianTime(), unit.number(minimum), unit.number(maximum));
  }

  /// The median alone, for seconds: `6.21 µs`.
  String medianTime() {
    return unit().number(median) + " " + unit().symbol;
  }

  private Unit unit() {
    if (median >= 0.1) {
      return new Unit("s", 1, 3);
    }
    return median >= 1e-3 ? new Unit("ms", 1e3, 2) : new Unit("µs", 1e6, 2);
  }

  /// @param symbol such as `ms`
  /// @param perSecond how many make a second
  /// @param decimals how many are shown
  private record Unit(String symbol, double perSecond, int decimals) {
    String number(double seconds) {
      return String.format(Locale.ROOT, "%." + decimals + "f", perSecond * seconds);
    }
  }
}
