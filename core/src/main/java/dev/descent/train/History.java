package dev.descent.train;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What came of a training run.
///
/// @param epochs the epochs that were finished, in order
/// @param steps the steps done, those of an unfinished epoch included
/// @param reason why the run ended
/// @param detail the same in words; empty if all epochs were done
/// @param evaluation the last evaluation on the test set; null if there was none
public record History(
    List<EpochResult> epochs,
    long steps,
    StopReason reason,
    String detail,
    @Nullable Evaluation evaluation) {
  public History {
    epochs = List.copyOf(epochs);
  }

  /// The epoch with the highest test accuracy, the first of equal ones; empty if no accuracy was
  /// measured.
  public Optional<EpochResult> best() {
    EpochResult best = null;
    for (EpochResult result : epochs) {
      if (best == null ? !Double.isNaN(result.accuracy()) : result.accuracy() > best.accuracy()) {
        best = result;
      }
    }
    return Optional.ofNullable(best);
  }

  /// The wall time of the training parts of all finished epochs.
  public double seconds() {
    double seconds = 0;
    for (EpochResult result : epochs) {
      seconds += result.seconds();
    }
    return seconds;
  }
}
