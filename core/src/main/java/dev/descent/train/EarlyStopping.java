package dev.descent.train;

import dev.descent.tensor.PlainNumber;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Ways to end a run before all its epochs are done. Each is a listener.
///
/// ```java
/// EarlyStopping.atAccuracy(0.98)
/// EarlyStopping.on("loss").patience(5).minimumChange(1e-4).restoreBest()
/// EarlyStopping.afterSeconds(60)
/// ```
public final class EarlyStopping {
  private EarlyStopping() {}

  /// Ends a run after the first epoch with at least this accuracy on the test set.
  ///
  /// **Throws** [IllegalArgumentException] unless `accuracy` is above 0 and at most 1
  public static TrainListener atAccuracy(double accuracy) {
    if (!(accuracy > 0 && accuracy <= 1)) {
      throw new IllegalArgumentException(
          "the accuracy to stop at must be above 0 and at most 1 (0.98 is 98 %), not " + accuracy);
    }
    return new AtAccuracy(accuracy);
  }

  /// Ends a run once a figure of the test has not become better for some epochs: 5, unless
  /// [Patience#patience] says otherwise.
  ///
  /// @param metric `loss`, or the name of one of [Evaluation#metrics()]; whether more or less is
  ///   better goes by the name
  public static Patience on(String metric) {
    return new Patience(metric);
  }

  /// Ends a run after the first step that ends at least so many seconds after the run began. A run
  /// that is resumed has them anew.
  ///
  /// **Throws** [IllegalArgumentException] unless `seconds` is above 0
  public static TrainListener afterSeconds(double seconds) {
    return afterSeconds(seconds, System::nanoTime);
  }

  /// The same with another clock, in nanoseconds.
  static TrainListener afterSeconds(double seconds, LongSupplier clock) {
    if (!(seconds > 0 && seconds < 1e9)) {
      throw new IllegalArgumentException(
          "the seconds to stop after must be above 0, not " + seconds);
    }
    return new AfterSeconds(seconds, clock);
  }

  private static final class AtAccuracy implements TrainListener {
    private final double accuracy;
    private @Nullable TrainingRun run;

    AtAccuracy(double accuracy) {
      this.accuracy = accuracy;
    }

    @Override
    public void on(TrainEvent event) {
      if (event instanceof TrainEvent.Started started) {
        run = started.run();
      } else if (event instanceof TrainEvent.Evaluated evaluated
          && evaluated.evaluation().accuracy() >= accuracy
          && run != null) {
        String percent =
            PlainNumber.of(new BigDecimal(accuracy * 100).round(new MathContext(6)).doubleValue());
        run.requestStop(StopReason.EARLY, "the test accuracy has reached " + percent + " %");
      }
    }
  }

  private static final class AfterSeconds implements TrainListener {
    private final double seconds;
    private final LongSupplier clock;
    private @Nullable TrainingRun run;
    private long start;

    AfterSeconds(double seconds, LongSupplier clock) {
      this.seconds = seconds;
      this.clock = clock;
    }

    @Override
    public void on(TrainEvent event) {
      if (event instanceof TrainEvent.Started started) {
        run = started.run();
        start = clock.getAsLong();
      } else if (event instanceof TrainEvent.StepDone
          && (clock.getAsLong() - start) * 1e-9 >= seconds
          && run != null) {
        run.requestStop(StopReason.TIME, "the time is up: " + PlainNumber.of(seconds) + " s");
      }
    }
  }
}
