package dev.descent.cli.plot;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Round numbers along an axis, and how they are written.
final class Ticks {
  private static final double[] ROUND = {1, 2, 5, 10};

  /// Rounding in the quotient of two numbers must not lose the tick at an end.
  private static final double SLACK = 1e-9;

  private Ticks() {}

  /// Between two and about `most` numbers from `low` to `high`.
  ///
  /// @param least the shortest step; 0 for any
  static List<Double> of(Scale scale, double low, double high, int most, double least) {
    return scale == Scale.LOG ? logarithmic(low, high, most) : linear(low, high, most, least);
  }

  private static List<Double> linear(double low, double high, int most, double least) {
    double rough = Math.max((high - low) / most, least);
    double power = Math.pow(10, Math.floor(Math.log10(rough)));
    double step = power * 10;
    for (double round : ROUND) {
      if (round * power >= rough * (1 - SLACK)) {
        step = round * power;
        break;
      }
    }
    List<Double> ticks = new ArrayList<>();
    long first = (long) Math.ceil(low / step - SLACK);
    long last = (long) Math.floor(high / step + SLACK);
    for (long i = first; i <= last; i++) {
      // Through decimals, so that 3 · 0.1 is 0.3.
      ticks.add(BigDecimal.valueOf(i * step).round(new MathContext(12)).doubleValue());
    }
    return ticks;
  }

  private static List<Double> logarithmic(double low, double high, int most) {
    double decades = Math.log10(high) - Math.log10(low);
    if (decades < 0.7) {
      return linear(low, high, most, 0);
    }
    int first = (int) Math.ceil(Math.log10(low) - SLACK);
    int last = (int) Math.floor(Math.log10(high) + SLACK);
    List<Double> ticks = new ArrayList<>();
    if (decades < 2.7) {
      for (int power = first - 1; power <= last; power++) {
        for (int factor : new int[] {1, 2, 5}) {
          double tick = Double.parseDouble(factor + "e" + power);
          if (tick >= low * (1 - SLACK) && tick <= high * (1 + SLACK)) {
            ticks.add(tick);
          }
        }
      }
    } else {
      int step = Math.max(1, Math.ceilDiv(last - first, most));
      for (int power = first; power <= last; power += step) {
        ticks.add(Double.parseDouble("1e" + power));
      }
    }
    return ticks;
  }

  /// The numbers as texts, with the same number of decimals where they are of one size.
  static List<String> labels(Scale scale, List<Double> ticks) {
    int decimals = 0;
    for (double tick : ticks) {
      if (scale == Scale.LOG || !isPlain(tick)) {
        return ticks.stream().map(Ticks::label).toList();
      }
      decimals = Math.max(decimals, rounded(tick).scale());
    }
    String format = "%." + decimals + "f";
    return ticks.stream().map(tick -> String.format(Locale.ROOT, format, tick)).toList();
  }

  /// A short text for a number: `0.25`, `20k`, `1.5M`, `2e-5`.
  static String label(double value) {
    if (!Double.isFinite(value)) {
      return Double.isNaN(value) ? "–" : value > 0 ? "∞" : "−∞";
    }
    double size = Math.abs(value);
    if (isPlain(value)) {
      return rounded(value).toPlainString();
    }
    if (size >= 1e4 && size < 1e9) {
      return size < 1e6
          ? rounded(value / 1e3).toPlainString() + "k"
          : rounded(value / 1e6).toPlainString() + "M";
    }
    return new BigDecimal(value)
        .round(new MathContext(3, RoundingMode.HALF_EVEN))
        .stripTrailingZeros()
        .unscaledValue()
        .toString()
        .transform(digits -> scientific(value, digits));
  }

  private static String scientific(double value, String digits) {
    int sign = digits.startsWith("-") ? 1 : 0;
    int power = (int) Math.floor(Math.log10(Math.abs(rounded(value).doubleValue())) + SLACK);
    String fraction = digits.substring(sign + 1);
    return digits.substring(0, sign + 1) + (fraction.isEmpty() ? "" : "." + fraction) + "e" + power;
  }

  private static boolean isPlain(double value) {
    double size = Math.abs(value);
    return size == 0 || (size >= 1e-4 * (1 - SLACK) && size < 1e4);
  }

  private static BigDecimal rounded(double value) {
    BigDecimal rounded =
        new BigDecimal(value)
            .round(new MathContext(4, RoundingMode.HALF_EVEN))
            .stripTrailingZeros();
    return rounded.scale() < 0 ? rounded.setScale(0) : rounded;
  }
}
