package dev.descent.train;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/// How near numbers come to their targets, over examples that come one after the other.
///
/// With d the differences of all numbers of all examples: MAE = mean |d|, RMSE = √ mean d². R² = 1
/// − Σ d² / Σ (target − mean target)² for each of the numbers that make up an example, and of these
/// the mean. Sums are kept in double precision, the targets' spread by Welford's method (1962).
public final class RegressionMetrics {
  private final double[] squares;
  private final double[] mean;
  private final double[] spread;
  private double absolute;
  private long examples;

  /// Metrics without examples so far.
  ///
  /// @param outputs how many numbers an example has
  public RegressionMetrics(int outputs) {
    this.squares = new double[outputs];
    this.mean = new double[outputs];
    this.spread = new double[outputs];
  }

  /// Counts examples.
  ///
  /// - **Shapes** both `[n, outputs]`, row-major
  public void add(float[] predictions, float[] targets) {
    if (predictions.length != targets.length || targets.length % squares.length != 0) {
      throw new IllegalArgumentException(
          "predictions and targets need the same number of elements, a multiple of "
              + squares.length
              + ", not "
              + predictions.length
              + " and "
              + targets.length);
    }
    for (int i = 0; i < targets.length; i++) {
      int output = i % squares.length;
      examples += output == 0 ? 1 : 0;
      double difference = (double) predictions[i] - targets[i];
      absolute += Math.abs(difference);
      squares[output] += difference * difference;
      double fromMean = targets[i] - mean[output];
      mean[output] += fromMean / examples;
      spread[output] += fromMean * (targets[i] - mean[output]);
    }
  }

  /// The mean absolute error; NaN without examples.
  public double mae() {
    return absolute / ((double) examples * squares.length);
  }

  /// The root of the mean squared error; NaN without examples.
  public double rmse() {
    return Math.sqrt(Arrays.stream(squares).sum() / ((double) examples * squares.length));
  }

  /// The coefficient of determination: 1 is perfect, 0 is no better than always the mean. NaN if a
  /// target is the same in all examples.
  public double r2() {
    double sum = 0;
    for (int output = 0; output < squares.length; output++) {
      sum += spread[output] == 0 ? Double.NaN : 1 - squares[output] / spread[output];
    }
    return sum / squares.length;
  }

  /// `mae`, `rmse` and `r2`, without those that are NaN.
  public SequencedMap<String, Double> values() {
    SequencedMap<String, Double> values = new LinkedHashMap<>();
    values.put("mae", mae());
    values.put("rmse", rmse());
    values.put("r2", r2());
    values.values().removeIf(value -> value.isNaN());
    return values;
  }
}
