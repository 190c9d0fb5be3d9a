package dev.descent.train;

/// The share of examples whose class is among the k that the model finds likeliest. Of classes with
/// equal scores the lower one comes first.
public final class TopAccuracy {
  private final int k;
  private long hits;
  private long examples;

  /// **Throws** [IllegalArgumentException] if k is below 1
  public TopAccuracy(int k) {
    if (k < 1) {
      throw new IllegalArgumentException("top-k accuracy needs a k of at least 1, not " + k);
    }
    this.k = k;
  }

  /// Counts one example.
  ///
  /// @param scores one number a class; the larger, the likelier
  public void add(double[] scores, int label) {
    int before = 0;
    for (int i = 0; i < scores.length; i++) {
      boolean first = scores[i] > scores[label] || (scores[i] == scores[label] && i < label);
      before += first ? 1 : 0;
    }
    hits += before < k ? 1 : 0;
    examples++;
  }

  /// The share, between 0 and 1; NaN without examples.
  public double value() {
    return (double) hits / examples;
  }
}
