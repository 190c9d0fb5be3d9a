package dev.descent.tensor;

/// The error function in double precision.
///
/// - **Source** Abramowitz and Stegun 1964, 7.1.6 (series) and 7.1.14 (continued fraction)
final class ErrorFunction {
  private static final double SERIES_LIMIT = 2.5;

  private ErrorFunction() {}

  static double erf(double x) {
    double magnitude = Math.abs(x);
    if (Double.isNaN(x)) {
      return x;
    }
    if (magnitude > 6) {
      return Math.signum(x);
    }
    return magnitude < SERIES_LIMIT ? series(x) : Math.signum(x) * (1 - complement(magnitude));
  }

  private static double series(double x) {
    double term = x;
    double sum = x;
    for (int n = 1; Math.abs(term) > 1e-18 * Math.abs(sum); n++) {
      term *= 2 * x * x / (2 * n + 1);
      sum += term;
    }
    return 2 / Math.sqrt(Math.PI) * Math.exp(-x * x) * sum;
  }

  private static double complement(double x) {
    double fraction = x;
    for (int n = 80; n >= 1; n--) {
      fraction = x + n / 2.0 / fraction;
    }
    return Math.exp(-x * x) / (Math.sqrt(Math.PI) * fraction);
  }
}
