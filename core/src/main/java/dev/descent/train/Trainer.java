package dev.descent.train;

import dev.descent.data.Dataset;
import dev.descent.nn.Module;
import dev.descent.optim.UpdateRule;
import dev.descent.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.LongSupplier;

/// The training loop, ready made.
///
/// ```java
/// var history = Trainer.of(model, Losses::crossEntropy, new Sgd(0.5))
///     .epochs(10).batchSize(128).seed(1)
///     .listen(new ProgressBar(), EarlyStopping.atAccuracy(0.98))
///     .fit(train, test);
/// ```
///
/// What comes out depends on the model's weights, the data and the options alone: not on listeners,
/// on the number of threads, or on how fast things went.
public final class Trainer {
  final Module model;
  final BinaryOperator<Tensor> loss;
  final UpdateRule rule;
  final List<TrainListener> listeners = new ArrayList<>();
  int epochs = 10;
  int batchSize = 128;
  long seed;
  int prefetch;
  int measureEvery;
  LongSupplier clock = System::nanoTime;

  private Trainer(Module model, BinaryOperator<Tensor> loss, UpdateRule rule) {
    this.model = model;
    this.loss = loss;
    this.rule = rule;
  }

  /// A trainer for 10 epochs in batches of 128.
  ///
  /// @param loss the mean loss, a scalar, of a batch's outputs and labels, in this order
  public static Trainer of(Module model, BinaryOperator<Tensor> loss, UpdateRule rule) {
    return new Trainer(model, loss, rule);
  }

  /// Sets how many times the data are gone through at most; at least 1.
  public Trainer epochs(int epochs) {
    this.epochs = requirePositive("number of epochs", epochs);
    return this;
  }

  /// Sets the number of examples in a batch; at least 1. The last batch of an epoch can be smaller.
  public Trainer batchSize(int batchSize) {
    this.batchSize = requirePositive("batch size", batchSize);
    return this;
  }

  /// Sets what the order of the examples comes from; 0 to begin with.
  public Trainer seed(long seed) {
    this.seed = seed;
    return this;
  }

  /// Makes so many batches ahead, on another thread: for datasets that are slow to make them.
  public Trainer prefetch(int batches) {
    this.prefetch = batches;
    return this;
  }

  /// Adds listeners. They hear of each event in the order in which they were added.
  public Trainer listen(TrainListener... added) {
    listeners.addAll(List.of(added));
    return this;
  }

  /// Looks closely at one step in so many, see [StepProbe#isDue]; 0, as to begin with, for none.
  public Trainer measureEvery(int steps) {
    this.measureEvery = steps;
    return this;
  }

  /// Sets the clock, in nanoseconds, by which epochs are timed.
  public Trainer clock(LongSupplier clock) {
    this.clock = clock;
    return this;
  }

  private static int requirePositive(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException("the " + name + " must be at least 1, not " + value);
    }
    return value;
  }

  /// Trains without tests.
  ///
  /// **Throws** what [#fit(Dataset, Dataset)] throws
  public History fit(Dataset train) {
    return new TrainingLoop(this, train, null).run();
  }

  /// Trains, and tests after each epoch. Afterwards the model is in evaluation mode.
  ///
  /// - **Throws** [DivergedException] if the loss or a parameter is no finite number any more;
  ///   [dev.descent.tensor.ShapeException] if model and data do not fit together;
  ///   [IllegalArgumentException] if the model has fewer outputs than the data have classes
  public History fit(Dataset train, Dataset test) {
    return new TrainingLoop(this, train, test).run();
  }
}
