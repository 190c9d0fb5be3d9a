package dev.descent.train;

/// Why a training run ended.
public enum StopReason {
  /// All epochs were done.
  COMPLETED,
  /// A goal was reached, or nothing more was to be gained.
  EARLY,
  /// The time that it was given was up. There is more to do.
  TIME,
  /// Somebody asked for it.
  INTERRUPTED,
  /// The loss or a parameter was no finite number any more.
  DIVERGED
}
