package dev.descent.tensor;

import java.math.BigDecimal;

/// Numbers as people write them, for messages and settings.
public final class PlainNumber {
  private PlainNumber() {}

  /// A number to its last digit, which [Double#parseDouble] reads back: 1, 0.5, 0.000001. A whole
  /// one has no point, and zero no sign; below 1e-6, from 1e15, and from 1e9 if it is not whole, it
  /// is as Java writes it: 1.0E-12.
  public static String of(double number) {
    double size = Math.abs(number);
    if (number == Math.rint(number) && size < 1e15) {
      return Long.toString((long) number);
    }
    // The first use of BigDecimal takes as long as ten steps of training, and is not needed here.
    if (size >= 1e-3 && size < 1e7) {
      return Double.toString(number);
    }
    return size >= 1e-6 && size < 1e9
        ? BigDecimal.valueOf(number).stripTrailingZeros().toPlainString()
        : Double.toString(number);
  }
}
