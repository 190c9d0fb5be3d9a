package dev.descent.train;

import java.math.BigDecimal;
import java.math.MathContext;
import org.jspecify.annotations.Nullable;

/// Ends a run once the model is good enough.
public final class EarlyStopping implements TrainListener {
  private final double accuracy;
  private @Nullable TrainingRun run;

  private EarlyStopping(double accuracy) {
    this.accuracy = accuracy;
  }

  /// Ends a run after the first epoch with at least this accuracy on the test set.
  ///
  /// **Throws** [IllegalArgumentException] unless `accuracy` is above 0 and at most 1
  public static EarlyStopping atAccuracy(double accuracy) {
    if (!(accuracy > 0 && accuracy <= 1)) {
      throw new IllegalArgumentException(
          "the accuracy to stop at must be above 0 and at most 1 (0.98 is 98 %), not " + accuracy);
    }
    return new EarlyStopping(accuracy);
  }

  @Override
  public void on(TrainEvent event) {
    if (event instanceof TrainEvent.Started started) {
      run = started.run();
    } else if (event instanceof TrainEvent.Evaluated evaluated
        && evaluated.evaluation().accuracy() >= accuracy
        && run != null) {
      run.requestStop(
          StopReason.EARLY,
          "the test accuracy has reached "
              + new BigDecimal(accuracy * 100)
                  .round(new MathContext(6))
                  .stripTrailingZeros()
                  .toPlainString()
              + " %");
    }
  }
}
