package dev.descent.train;

import dev.descent.nn.Module;
import dev.descent.optim.Optimizer;

/// A training run while it is under way, for its listeners.
public interface TrainingRun {
  /// The model. Between steps its parameters have their values.
  Module model();

  /// The optimizer.
  Optimizer optimizer();

  /// Asks the run to end after the step under way, or after the evaluation under way. Any thread
  /// may ask; the first one's reason counts.
  ///
  /// @param detail the reason in words, for people
  void requestStop(StopReason reason, String detail);

  /// Tells all listeners something that a person should know. Only a listener may call it, while it
  /// hears an event.
  ///
  /// @param rule the name of what noticed it, such as `learning-rate-high`
  /// @param text what was noticed, with the figures
  /// @param suggestion what to change
  void notice(String rule, String text, String suggestion);
}
