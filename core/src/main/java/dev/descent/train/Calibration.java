package dev.descent.train;

import java.util.Arrays;

/// Whether a model is as often right as it says: the expected calibration error.
///
/// The predictions are sorted into bins by the probability that the model gives to its answer, bin
/// m of M holding those in ((m − 1)/M, m/M]. Of n predictions, n_m are in bin m, of which a share
/// acc_m is right, and conf_m is the mean probability there:
///
/// ECE = Σ n_m / n · |acc_m − conf_m|
///
/// - **Source** Guo et al. 2017, "On calibration of modern neural networks", equation 3, with M =
///   15 as there
public final class Calibration {
  private static final int USUAL_BINS = 15;

  private final long[] count;
  private final long[] right;
  private final double[] confidence;

  /// Fifteen bins.
  public Calibration() {
    this(USUAL_BINS);
  }

  /// **Throws** [IllegalArgumentException] if there is no bin
  public Calibration(int bins) {
    if (bins < 1) {
      throw new IllegalArgumentException("calibration needs at least 1 bin, not " + bins);
    }
    this.count = new long[bins];
    this.right = new long[bins];
    this.confidence = new double[bins];
  }

  /// Counts one prediction.
  ///
  /// @param probability of the answer that the model gives, in [0, 1]
  /// @param correct whether the answer is right
  public void add(double probability, boolean correct) {
    int bin = (int) Math.ceil(probability * count.length) - 1;
    bin = Math.clamp(bin, 0, count.length - 1);
    count[bin]++;
    right[bin] += correct ? 1 : 0;
    confidence[bin] += probability;
  }

  /// The expected calibration error, in [0, 1]; NaN without predictions.
  public double error() {
    double sum = 0;
    for (int bin = 0; bin < count.length; bin++) {
      sum += Math.abs(right[bin] - confidence[bin]);
    }
    return sum / Arrays.stream(count).sum();
  }
}
