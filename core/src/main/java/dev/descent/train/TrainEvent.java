package dev.descent.train;

/// Something that happens in a training run.
///
/// The order is: [Started]; for each epoch [EpochStarted], [StepDone] for each step, with a
/// [Measured] before it where the step was measured, [Evaluated] if there is a test set,
/// [EpochEnded]; at last [Stopped]. A run that is stopped in the middle of an epoch goes from
/// [StepDone] to [Stopped]. A [Notice] can come at any time. A run that is resumed starts with
/// [Started] again and goes on behind the last event that its checkpoint knows of.
///
/// Epochs, steps and batches count from 1.
public sealed interface TrainEvent {
  /// A run begins, or goes on.
  ///
  /// @param run the run, for listeners that want to stop it or to save its model
  /// @param trainSize the number of examples to learn from
  /// @param testSize the number of examples to test with; 0 if there are none
  /// @param epochs how many epochs there will be at most
  /// @param batchSize the number of examples in a batch
  /// @param seed what the order of the examples comes from
  /// @param parameters the number of numbers that are trained
  /// @param steps the number of steps done before: 0 unless the run was resumed
  record Started(
      TrainingRun run,
      int trainSize,
      int testSize,
      int epochs,
      int batchSize,
      long seed,
      long parameters,
      long steps)
      implements TrainEvent {}

  /// An epoch begins.
  ///
  /// @param epochs how many epochs there will be at most
  /// @param batches the number of steps in it
  record EpochStarted(int epoch, int epochs, int batches) implements TrainEvent {}

  /// What a step looked like from inside; see [Trainer#measureEvery].
  record Measured(StepStatistics statistics) implements TrainEvent {}

  /// The weights have been updated once.
  ///
  /// @param step the step, counted through all epochs
  /// @param batch the step within the epoch; it takes one batch, or several with accumulation
  /// @param batches the number of steps in an epoch
  /// @param loss the loss on the step's examples, before the update
  /// @param averageLoss the average loss over the epoch's examples so far
  /// @param learningRate the learning rate of this step
  record StepDone(
      long step,
      int epoch,
      int batch,
      int batches,
      float loss,
      double averageLoss,
      double learningRate)
      implements TrainEvent {}

  /// The model was tested.
  record Evaluated(int epoch, Evaluation evaluation) implements TrainEvent {}

  /// An epoch is over.
  record EpochEnded(EpochResult result) implements TrainEvent {}

  /// Something that a person should know.
  ///
  /// @param step the number of steps done
  /// @param rule what noticed it, such as `overfitting`
  /// @param text what there is, in one sentence or two, with the figures that show it
  /// @param suggestion what may help; empty if there is nothing to do
  record Notice(long step, String rule, String text, String suggestion) implements TrainEvent {}

  /// The run is over.
  record Stopped(History history) implements TrainEvent {}
}
