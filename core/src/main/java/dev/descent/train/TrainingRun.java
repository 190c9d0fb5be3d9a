package dev.descent.train;

import dev.descent.nn.Module;
import dev.descent.optim.Optimizer;
import dev.descent.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/// A training run while it is under way, for its listeners.
public interface TrainingRun {
  /// The model. Between steps its parameters have their values; while [TrainEvent.Evaluated] is
  /// heard, they have those that were tested, which weight averaging makes others.
  Module model();

  /// The optimizer.
  Optimizer optimizer();

  /// Asks the run to end after the step under way, or after the evaluation under way. Any thread
  /// may ask; the first one's reason counts.
  ///
  /// @param detail the reason in words, for people
  void requestStop(StopReason reason, String detail);

  /// Tells all listeners something, once they have heard the present event.
  ///
  /// @param rule what noticed it, such as `overfitting`
  /// @param text what there is
  /// @param suggestion what may help; empty if there is nothing to do
  void notice(String rule, String text, String suggestion);

  /// Does something once all listeners have heard the present event, in the order in which it was
  /// asked for. A [RunException] that it throws ends the run when all of it has been tried; those
  /// of further ones are suppressed by the first.
  void afterEvent(Runnable action);

  /// Sets the weights that the model has when the run is over, instead of the last ones.
  ///
  /// @param state as [Module#state] yields it; its tensors must keep their values
  void finalWeights(Map<String, Tensor> state);

  /// Does something while the model has the weights that it would have if the run were over now:
  /// averaged ones, or those of [#finalWeights], where there are any.
  void withFinalWeights(Runnable action);

  /// Multiplies the learning rate of all further steps, on top of any schedule.
  ///
  /// @param factor above 0
  void scaleLearningRate(double factor);

  /// Writes all that the run's future depends on into a folder. To be called in [#afterEvent], when
  /// all listeners have heard the same.
  ///
  /// @param folder exists and is empty
  void save(Path folder) throws IOException;
}
