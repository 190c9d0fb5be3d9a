package dev.descent.tensor;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;

/// The common format of numbers that are printed together, by NumPy's rules: as few digits as tell
/// a float from its neighbours, at most 8 after the point, the points below each other; exponents
/// when the numbers are large, small or far apart. With exponents, digits that the longest number
/// has are shown exactly in all.
final class FloatColumn {
  private static final int PRECISION = 8;
  private static final float LARGE = 1e6f;
  private static final float SMALL = 1e-4f;

  private final boolean exponents;
  private final int before;
  private final int after;
  private final int exponentDigits;

  FloatColumn(List<Float> numbers) {
    List<Float> finite = numbers.stream().filter(Float::isFinite).toList();
    this.exponents = needsExponents(finite);
    int whole = 0;
    int fraction = 0;
    int exponent = 0;
    for (float number : finite) {
      String text = exponents ? scientific(number, 0, 2) : positional(number);
      int point = text.indexOf('.');
      int e = exponents ? text.indexOf('e') : text.length();
      whole = Math.max(whole, point);
      fraction = Math.max(fraction, e - point - 1);
      exponent = Math.max(exponent, text.length() - e - 2);
    }
    this.after = fraction;
    this.exponentDigits = exponent;
    int right = right() + 1;
    for (float number : numbers) {
      if (!Float.isFinite(number)) {
        whole = Math.max(whole, special(number).length() - right);
      }
    }
    this.before = whole;
  }

  /// The columns behind the point.
  private int right() {
    return exponents ? after + exponentDigits + 2 : after;
  }

  /// The number in the width and with the point of the column.
  String format(float number) {
    if (!Float.isFinite(number)) {
      String text = special(number);
      return " ".repeat(before + right() + 1 - text.length()) + text;
    }
    String text = exponents ? scientific(number, after, exponentDigits) : positional(number);
    int point = text.indexOf('.');
    int end = exponents ? 0 : after - (text.length() - point - 1);
    return " ".repeat(before - point) + text + " ".repeat(end);
  }

  /// A number that stands alone, with all its digits.
  static String alone(float number) {
    if (!Float.isFinite(number)) {
      return special(number);
    }
    float magnitude = Math.abs(number);
    if (magnitude == 0 || (magnitude > SMALL && magnitude < LARGE)) {
      String text = shortest(magnitude).toPlainString();
      return sign(number) + (text.contains(".") ? text : text + ".0");
    }
    return scientific(number, 0, 2).replace(".e", "e");
  }

  private static boolean needsExponents(List<Float> finite) {
    float largest = 0;
    float smallest = Float.MAX_VALUE;
    for (float number : finite) {
      float magnitude = Math.abs(number);
      if (magnitude > 0) {
        largest = Math.max(largest, magnitude);
        smallest = Math.min(smallest, magnitude);
      }
    }
    return largest > 0 && (largest >= LARGE || smallest < SMALL || largest / smallest > 1000);
  }

  private static String special(float number) {
    return Float.isNaN(number) ? "nan" : number > 0 ? "inf" : "-inf";
  }

  private static String sign(float number) {
    return Float.floatToRawIntBits(number) < 0 ? "-" : "";
  }

  /// The shortest decimal that rounds to the float.
  private static BigDecimal shortest(float magnitude) {
    if (magnitude == 0) {
      return BigDecimal.ZERO;
    }
    BigDecimal decimal = new BigDecimal(Float.toString(magnitude)).stripTrailingZeros();
    // Float.toString has at least two digits, though one is enough for the smallest floats.
    BigDecimal oneDigit = decimal.round(new MathContext(1));
    BigDecimal found = oneDigit.floatValue() == magnitude ? oneDigit : decimal;
    return found.scale() < 0 ? found.setScale(0) : found;
  }

  private static String positional(float number) {
    float magnitude = Math.abs(number);
    BigDecimal decimal = shortest(magnitude);
    if (decimal.scale() > PRECISION) {
      decimal =
          new BigDecimal(magnitude)
              .setScale(PRECISION, RoundingMode.HALF_EVEN)
              .stripTrailingZeros();
    }
    String text = decimal.setScale(Math.max(decimal.scale(), 0)).toPlainString();
    return sign(number) + (text.contains(".") ? text : text + ".");
  }

  private static String scientific(float number, int fractionDigits, int exponentDigits) {
    BigDecimal decimal = shortest(Math.abs(number));
    if (decimal.precision() <= fractionDigits) {
      decimal =
          new BigDecimal(Math.abs(number))
              .round(new MathContext(fractionDigits + 1, RoundingMode.HALF_EVEN));
    }
    String digits = decimal.stripTrailingZeros().unscaledValue().toString();
    int exponent = decimal.signum() == 0 ? 0 : decimal.precision() - decimal.scale() - 1;
    String fraction =
        digits.substring(1) + "0".repeat(Math.max(fractionDigits - digits.length() + 1, 0));
    String power = Integer.toString(Math.abs(exponent));
    return sign(number)
        + digits.charAt(0)
        + "."
        + fraction
        + (exponent < 0 ? "e-" : "e+")
        + "0".repeat(Math.max(exponentDigits - power.length(), 0))
        + power;
  }
}
