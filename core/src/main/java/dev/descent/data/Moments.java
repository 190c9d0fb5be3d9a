package dev.descent.data;

/// Mean and standard deviation of numbers that come one by one.
///
/// **Source** Welford 1962, "Note on a method for calculating corrected sums of squares and
/// products"
final class Moments {
  private long count;
  private double mean;
  private double squares;

  void add(double number) {
    count++;
    double before = number - mean;
    mean += before / count;
    squares += before * (number - mean);
  }

  /// 0 if there were no numbers.
  double mean() {
    return mean;
  }

  /// The root of the mean squared distance from the mean (divided by n, not n − 1).
  double deviation() {
    return count == 0 ? 0 : Math.sqrt(squares / count);
  }
}
