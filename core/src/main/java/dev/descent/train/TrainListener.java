package dev.descent.train;

/// Hears what happens in a training run, on the thread that trains. The run waits meanwhile; what a
/// listener throws ends it.
@FunctionalInterface
public interface TrainListener {
  /// Something has happened.
  void on(TrainEvent event);
}
