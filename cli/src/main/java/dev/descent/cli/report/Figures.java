package dev.descent.cli.report;

import java.util.Locale;

/// Numbers as people read them.
final class Figures {
  private static final String NONE = "–";

  private Figures() {}

  /// A loss or another measure: four digits that count.
  static String measure(double value) {
    if (!Double.isFinite(value)) {
      return Double.isNaN(value) ? NONE : "∞";
    }
    double size = Math.abs(value);
    return size != 0 && (size < 1e-3 || size >= 1e5)
        ? String.format(Locale.ROOT, "%.3e", value)
        : String.format(Locale.ROOT, "%.4f", value);
  }

  /// A share as a percentage.
  static String percent(double share) {
    return Double.isNaN(share) ? NONE : String.format(Locale.ROOT, "%.2f %%", 100 * share);
  }

  static String count(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }

  /// A time: `6.9 s`, `12 min 5 s`, `3 h 2 min`.
  static String time(double seconds) {
    if (!Double.isFinite(seconds)) {
      return NONE;
    }
    if (seconds < 60) {
      return String.format(Locale.ROOT, "%.1f s", seconds);
    }
    long whole = Math.round(seconds);
    return whole < 3600
        ? whole / 60 + " min " + whole % 60 + " s"
        : whole / 3600 + " h " + whole % 3600 / 60 + " min";
  }
}
