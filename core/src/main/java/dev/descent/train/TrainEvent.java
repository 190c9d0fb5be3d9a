package dev.descent.train;

/// Something that happens in a training run.
///
/// The order is: [Started]; for each epoch [EpochStarted], [StepDone] for each batch, [Evaluated]
/// if there is a test set, [EpochEnded]; at last [Stopped]. A run that is stopped in the middle of
/// an epoch goes from [StepDone] to [Stopped]. A [Notice] can come at any time.
///
/// Epochs, steps and batches count from 1.
public sealed interface TrainEvent {
  /// A run begins.
  ///
  /// @param run the run, for listeners that want to stop it or to save its model
  /// @param trainSize the number of examples to learn from
  /// @param testSize the number of examples to test with; 0 if there are none
  /// @param epochs how many epochs there will be at most
  /// @param batchSize the number of examples in a batch
  /// @param seed what the order of the examples comes from
  /// @param parameters the number of numbers that are trained
  record Started(
      TrainingRun run,
      int trainSize,
      int testSize,
      int epochs,
      int batchSize,
      long seed,
      long parameters)
      implements TrainEvent {}

  /// An epoch begins.
  ///
  /// @param epochs how many epochs there will be at most
  /// @param batches the number of batches, and so of steps, in it
  record EpochStarted(int epoch, int epochs, int batches) implements TrainEvent {}

  /// The weights have been updated once.
  ///
  /// @param step the step, counted through all epochs
  /// @param batch the batch within the epoch
  /// @param loss the loss on this batch, before the update
  /// @param averageLoss the average loss over the epoch's examples so far
  /// @param learningRate the learning rate of this update
  record StepDone(
      long step,
      int epoch,
      int batch,
      int batches,
      float loss,
      double averageLoss,
      double learningRate)
      implements TrainEvent {}

  /// A step was looked at closely.
  record Measured(StepStatistics statistics) implements TrainEvent {}

  /// The model was tested.
  record Evaluated(int epoch, Evaluation evaluation) implements TrainEvent {}

  /// An epoch is over.
  record EpochEnded(EpochResult result) implements TrainEvent {}

  /// Something that a person should know.
  ///
  /// @param step the number of steps done at that time
  /// @param rule the name of what noticed it, such as `learning-rate-high`
  /// @param text what was noticed, with the figures
  /// @param suggestion what to change
  record Notice(long step, String rule, String text, String suggestion) implements TrainEvent {}

  /// The run is over.
  record Stopped(History history) implements TrainEvent {}
}
