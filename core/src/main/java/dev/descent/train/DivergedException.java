package dev.descent.train;

/// A training run whose loss or parameters are no finite numbers any more. The message is one line:
/// the step, what was the first to go, and what usually helps.
public final class DivergedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final long step;
  private final String culprit;

  DivergedException(long step, String culprit, double learningRate) {
    super(
        "training diverged at step "
            + step
            + ": "
            + culprit
            + "; try a smaller learning rate than "
            + learningRate
            + ", and check the data for NaN");
    this.step = step;
    this.culprit = culprit;
  }

  /// The step, from 1, at which something first was no finite number.
  public long step() {
    return step;
  }

  /// What was the first to go and what it is, such as `parameter 2.weight is NaN`.
  public String culprit() {
    return culprit;
  }
}
