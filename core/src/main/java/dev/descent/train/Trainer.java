package dev.descent.train;

import dev.descent.data.Augmentation;
import dev.descent.data.Dataset;
import dev.descent.nn.Module;
import dev.descent.optim.Clipping;
import dev.descent.optim.ParameterGroups;
import dev.descent.optim.Rules;
import dev.descent.optim.Schedule;
import dev.descent.optim.UpdateRule;
import dev.descent.optim.WeightAverage;
import dev.descent.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// The training loop, ready made.
///
/// ```java
/// var history = Trainer.of(model, Losses::crossEntropy, new Sgd(0.5))
///     .epochs(10).batchSize(128).seed(1)
///     .listen(new ProgressBar(), EarlyStopping.atAccuracy(0.98))
///     .fit(train, test);
/// ```
///
/// What comes out depends on the model's weights, the data and the options alone: not on listeners
/// (unless they steer), on the number of threads, or on how fast things went. A run that was killed
/// and goes on from a checkpoint ([#resumeFrom]) comes to the same weights, to the last bit.
public final class Trainer {
  final Module model;
  final BinaryOperator<Tensor> loss;
  final ParameterGroups groups;
  final List<TrainListener> listeners = new ArrayList<>();
  int epochs = 10;
  int batchSize = 128;
  int accumulate = 1;
  boolean shuffle = true;
  long seed;
  int prefetch;
  int measureEvery;
  boolean compile;
  LongFunction<Schedule> schedule = _ -> Schedule.constant();
  @Nullable Clipping clipping;
  @Nullable Augmentation augmentation;
  @Nullable Function<Module, WeightAverage> average;
  @Nullable Checkpoint checkpoint;
  LongSupplier clock = System::nanoTime;

  private Trainer(Module model, BinaryOperator<Tensor> loss, ParameterGroups groups) {
    this.model = model;
    this.loss = loss;
    this.groups = groups;
  }

  /// A trainer for 10 epochs in batches of 128.
  ///
  /// @param loss the mean loss, a scalar, of a batch's outputs and labels, in this order
  public static Trainer of(Module model, BinaryOperator<Tensor> loss, UpdateRule rule) {
    return of(model, loss, Rules.groupsFor(rule));
  }

  /// A trainer whose parameters are updated by several rules.
  ///
  /// @param loss the mean loss, a scalar, of a batch's outputs and labels, in this order
  public static Trainer of(Module model, BinaryOperator<Tensor> loss, ParameterGroups groups) {
    return new Trainer(model, loss, groups);
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

  /// Adds up the gradients of so many batches, weighted by their examples, before each update: as
  /// if the batches were one, to within rounding, in the memory of one. 1 unless told otherwise.
  public Trainer accumulate(int batches) {
    this.accumulate = requirePositive("number of batches a step", batches);
    return this;
  }

  /// Sets whether each epoch has an order of its own. It has unless told otherwise; without, it is
  /// the dataset's.
  public Trainer shuffle(boolean shuffle) {
    this.shuffle = shuffle;
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

  /// Alters the training inputs at random, anew in each epoch.
  public Trainer augment(Augmentation augmentation) {
    this.augmentation = augmentation;
    return this;
  }

  /// Lets the learning rate follow a schedule over the steps: `steps -> Schedule.cosine(0, steps)`.
  ///
  /// @param schedule the schedule for the number of steps of the whole run
  public Trainer schedule(LongFunction<Schedule> schedule) {
    this.schedule = schedule;
    return this;
  }

  /// Clips the gradients before each update.
  public Trainer clip(Clipping clipping) {
    this.clipping = clipping;
    return this;
  }

  /// Averages the weights of the steps. Tests, and the model when the run is over, have the
  /// averaged ones.
  ///
  /// @param average such as `model -> WeightAverage.ema(model, 0.999)`
  public Trainer average(Function<Module, WeightAverage> average) {
    this.average = average;
    return this;
  }

  /// Looks closely at one step in so many, and at some of the first: norms of gradients, weights
  /// and updates, dead and saturated units ([TrainEvent.Measured]; see [StepProbe#isDue]). 0, as to
  /// begin with, for never.
  public Trainer measureEvery(int steps) {
    if (steps < 0) {
      throw new IllegalArgumentException("cannot measure every " + steps + " steps");
    }
    this.measureEvery = steps;
    return this;
  }

  /// Sets whether a step is built once for each shape of batch and then done again and again
  /// without the Java code of model and loss, as a compiled function is in other systems. The
  /// numbers are the same to the last bit; small networks train several times as fast.
  ///
  /// Model and loss must be **pure**: what they compute must follow from the batch, the states and
  /// counters of the model, and nothing else. All layers and losses of this library are. A layer
  /// that prints, or that looks at a field which changes as training goes on, would do so only
  /// once.
  public Trainer compile(boolean compile) {
    this.compile = compile;
    return this;
  }

  /// Adds listeners. They hear of each event in the order in which they were added.
  public Trainer listen(TrainListener... added) {
    listeners.addAll(List.of(added));
    return this;
  }

  /// Goes on from a checkpoint instead of beginning anew. Everything else must be as it was when
  /// the checkpoint was made, except for the number of epochs.
  public Trainer resumeFrom(Checkpoint checkpoint) {
    this.checkpoint = checkpoint;
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

  /// Begins a run that the caller takes step by step, without tests.
  ///
  /// **Throws** what [#fit(Dataset, Dataset)] throws when it begins, and [IllegalArgumentException]
  /// if weights are to be averaged
  public TrainingSession session(Dataset train) {
    if (average != null) {
      throw new IllegalArgumentException(
          "a run that is taken step by step cannot average weights; use fit()");
    }
    return new TrainingSession(new TrainingLoop(this, train, null));
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
  ///   [IllegalArgumentException] if the model has fewer outputs than the data have classes;
  ///   [RunException] if the checkpoint to resume from belongs to another run
  public History fit(Dataset train, Dataset test) {
    return new TrainingLoop(this, train, test).run();
  }
}
