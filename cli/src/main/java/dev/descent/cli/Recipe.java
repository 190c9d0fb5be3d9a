package dev.descent.cli;

import dev.descent.nn.Activation;
import dev.descent.optim.UpdateRule;
import dev.descent.train.TrainingSpec.Steps;
import dev.descent.train.TrainingSpec.Stopping;
import java.util.List;

/// Settings that go well together: what is taken for all that a user does not say.
///
/// @param hidden units of the hidden layers
/// @param activation what follows a hidden layer
/// @param dropout probability with which a hidden unit is dropped in training
/// @param optimizer the rule with its numbers
/// @param epochs the most epochs
/// @param batchSize examples in a batch
/// @param steps how a step is made
/// @param stopping when to end early
record Recipe(
    List<Integer> hidden,
    Activation activation,
    double dropout,
    UpdateRule optimizer,
    int epochs,
    int batchSize,
    Steps steps,
    Stopping stopping) {
  /// A recipe without dropout, refinements and early end.
  Recipe(
      List<Integer> hidden,
      Activation activation,
      UpdateRule optimizer,
      int epochs,
      int batchSize) {
    this(hidden, activation, 0, optimizer, epochs, batchSize, Steps.PLAIN, Stopping.NEVER);
  }
}
