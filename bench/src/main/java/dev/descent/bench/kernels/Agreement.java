package dev.descent.bench.kernels;

/// Whether a kernel has computed what it should: a fast wrong one is no measurement.
final class Agreement {
  private static final double TOLERANCE = 1e-4;

  private Agreement() {}

  /// Compares with results in double precision.
  ///
  /// **Throws** [IllegalStateException] if an element is further off than 10⁻⁴ of the largest
  /// expected one
  ///
  /// @param what is compared, for the message
  static void require(String what, float[] actual, double[] expected) {
    double largest = 0;
    for (double value : expected) {
      largest = Math.max(largest, Math.abs(value));
    }
    if (actual.length != expected.length || !(largest > 0)) {
      throw new IllegalStateException(
          what + ": " + actual.length + " results to compare with " + expected.length);
    }
    for (int i = 0; i < actual.length; i++) {
      if (!(Math.abs(actual[i] - expected[i]) <= TOLERANCE * largest)) {
        throw new IllegalStateException(
            "%s: element %d is %s, not %s".formatted(what, i, actual[i], expected[i]));
      }
    }
  }
}
