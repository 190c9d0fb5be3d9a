package dev.descent.train;

import dev.descent.data.Batch;
import dev.descent.data.DataLoader;
import dev.descent.data.Dataset;
import dev.descent.nn.Module;
import dev.descent.nn.Parameter;
import dev.descent.optim.Optimizer;
import dev.descent.optim.Schedule;
import dev.descent.optim.WeightAverage;
import dev.descent.tensor.Shape;
import dev.descent.tensor.ShapeException;
import dev.descent.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// One run of a trainer: epochs of steps, a test after each, and the events that tell of them. The
/// loss of a step is looked at before the next begins.
final class TrainingLoop implements TrainingRun {
  // A check reads all weights and copies them, and what an optimizer keeps: of one example at a
  // time that takes as long as a few steps do. But a search repeats all steps since the last one.
  private static final int EXAMPLES_BETWEEN_CHECKS = 12_800;
  private static final int LEAST_BETWEEN_CHECKS = 100;
  private static final int MOST_BETWEEN_CHECKS = 1000;

  private final Trainer options;
  private final Module model;
  private final Dataset train;
  private final @Nullable Dataset test;
  private final DataLoader loader;
  private final int stepsPerEpoch;
  private final int stepsBetweenChecks;
  private final Stepper stepper;
  private final DivergenceSearch divergence;
  private final RunState state;
  private final AtomicReference<@Nullable Stop> stop = new AtomicReference<>();
  private final AfterEvent afterEvent = new AfterEvent();
  private final Progress progress;
  private @Nullable Map<String, Tensor> finalWeights;
  private @Nullable Evaluation evaluation;
  private Stepper.@Nullable Done done;
  private @Nullable Iterator<Batch> batches;
  private long resumedAt;
  private double secondsBefore;
  private boolean emitting;
  private boolean ending;

  private record Stop(StopReason reason, String detail) {}

  TrainingLoop(Trainer options, Dataset train, @Nullable Dataset test) {
    this.options = options;
    this.model = options.model;
    this.train = train;
    this.test = test;
    this.loader = loader(options, train);
    this.stepsPerEpoch = (loader.batches() + options.accumulate - 1) / options.accumulate;
    long totalSteps = (long) options.epochs * stepsPerEpoch;
    Schedule schedule = options.schedule.apply(totalSteps);
    this.stepper = new Stepper(options, train.classes(), schedule);
    this.state = new RunState(options, train, stepper, schedule, totalSteps);
    this.progress = options.checkpoint == null ? new Progress() : state.restore(options.checkpoint);
    this.divergence = new DivergenceSearch(model, options.loss, stepper, loader);
    long examplesAStep = (long) options.batchSize * options.accumulate;
    this.stepsBetweenChecks =
        Math.clamp(
            EXAMPLES_BETWEEN_CHECKS / examplesAStep, LEAST_BETWEEN_CHECKS, MOST_BETWEEN_CHECKS);
  }

  /// The batches that a trainer learns from.
  static DataLoader loader(Trainer options, Dataset train) {
    DataLoader loader = new DataLoader(train, options.batchSize).prefetch(options.prefetch);
    if (options.shuffle) {
      loader = loader.shuffled(options.seed);
    }
    return options.augmentation == null ? loader : loader.augmented(options.augmentation);
  }

  @Override
  public Module model() {
    return model;
  }

  @Override
  public Optimizer optimizer() {
    return stepper.optimizer();
  }

  @Override
  public void requestStop(StopReason reason, String detail) {
    stop.compareAndSet(null, new Stop(reason, detail));
  }

  /// What is noticed at the end comes before the end, for listeners that hear of it later.
  @Override
  public void notice(String rule, String text, String suggestion) {
    TrainEvent notice = new TrainEvent.Notice(optimizer().steps(), rule, text, suggestion);
    if (ending) {
      hear(notice);
    } else {
      afterEvent(() -> emit(notice));
    }
  }

  @Override
  public void afterEvent(Runnable action) {
    afterEvent.add(action);
  }

  @Override
  public void finalWeights(Map<String, Tensor> weights) {
    finalWeights = weights;
  }

  @Override
  public void scaleLearningRate(double factor) {
    progress.rateScale *= factor;
    done = null; // a search from the last check on would not know
  }

  @Override
  public void save(Path folder) throws IOException {
    divergence.requireFinite(); // a loss tells of NaN one step late: nobody should go on from there
    state.save(folder, progress);
  }

  History run() {
    begin();
    try {
      while (progress.epoch <= options.epochs && stop.get() == null) {
        epoch();
      }
      divergence.requireFinite();
    } catch (DivergedException e) {
      emit(new TrainEvent.Stopped(history(StopReason.DIVERGED, e.getMessage())));
      throw e;
    } finally {
      model.eval();
    }
    Stop asked = stop.get();
    History history =
        asked == null ? history(StopReason.COMPLETED, "") : history(asked.reason, asked.detail);
    emit(new TrainEvent.Stopped(history));
    Map<String, Tensor> last = lastWeights();
    if (last != null) {
      Weights.put(model, last);
    }
    return history;
  }

  /// Checks shapes before anything is computed.
  private void requireFit(Dataset dataset) {
    model.eval();
    Batch first = dataset.batch(new int[] {0});
    Tensor outputs = model.apply(first.inputs());
    boolean oneForTwo = outputs.size(-1) == 1 && dataset.classes() == 2;
    if (outputs.size(-1) < dataset.classes() && !oneForTwo) {
      throw new IllegalArgumentException(
          "the model has "
              + outputs.size(-1)
              + " outputs, but the data have "
              + dataset.classes()
              + " classes; its last layer needs one output a class");
    }
    Shape shape = options.loss.apply(outputs, first.labels()).shape();
    if (shape.count() != 1) {
      throw new ShapeException("loss", "the loss of a batch must be one number, not " + shape);
    }
  }

  private TrainEvent.Started started() {
    long parameters = 0;
    for (Parameter parameter : model.parameters().values()) {
      parameters += parameter.shape().count();
    }
    return new TrainEvent.Started(
        this,
        train.size(),
        test == null ? 0 : test.size(),
        options.epochs,
        options.batchSize,
        options.seed,
        parameters,
        optimizer().steps());
  }

  /// The epoch under way, or what a checkpoint has left of it.
  private void epoch() {
    beginEpoch();
    while (progress.batch < stepsPerEpoch) {
      stepOfEpoch();
      if (stop.get() != null && progress.batch < stepsPerEpoch) {
        return;
      }
    }
    finishEpoch();
  }

  private void beginEpoch() {
    if (progress.batch == 0) {
      emit(new TrainEvent.EpochStarted(progress.epoch, options.epochs, stepsPerEpoch));
    }
    if (progress.batch < stepsPerEpoch) {
      model.train();
      resumedAt = options.clock.getAsLong();
      secondsBefore = progress.seconds;
      loader.seek(position());
      batches = loader.iterator();
    }
  }

  private void stepOfEpoch() {
    step(Objects.requireNonNull(batches, "an epoch begins before its steps"));
    progress.seconds = secondsBefore + (options.clock.getAsLong() - resumedAt) * 1e-9;
    afterStep();
  }

  private void finishEpoch() {
    if (batches != null) {
      progress.seconds = secondsBefore + (options.clock.getAsLong() - resumedAt) * 1e-9;
      batches = null;
    }
    divergence.requireFinite();
    endEpoch();
  }

  /// Checks what can be checked before anything is computed, and tells that the run begins.
  void begin() {
    requireFit(train);
    if (test != null) {
      requireFit(test);
    }
    emit(started());
  }

  /// Does one step, and what comes with it at the beginning and the end of an epoch.
  ///
  /// @return whether there was one left
  boolean advance() {
    if (progress.epoch > options.epochs || stop.get() != null) {
      return false;
    }
    if (batches == null) {
      beginEpoch();
    }
    stepOfEpoch();
    if (progress.batch == stepsPerEpoch) {
      finishEpoch();
      progress.results.clear(); // nobody asks for the history of a run that is taken step by step
    }
    return true;
  }

  /// Makes the next step begin where other things than the steps before have led to.
  void moved() {
    batches = null;
    done = null;
  }

  Progress progress() {
    return progress;
  }

  /// Goes where another run of the same data stands, whose batches may have another size.
  void resume(Progress other) {
    progress.set(other);
    if (other.batch > 0) {
      int perStep = options.batchSize * options.accumulate;
      progress.batch = (int) Math.min(stepsPerEpoch, (other.examples + perStep - 1) / perStep);
      if (progress.batch == stepsPerEpoch) {
        progress.endEpoch(result(null));
        progress.results.clear();
      }
    }
  }

  int stepsPerEpoch() {
    return stepsPerEpoch;
  }

  double nextLearningRate() {
    return stepper.nextLearningRate(progress.rateScale);
  }

  private DataLoader.Position position() {
    return new DataLoader.Position(progress.epoch - 1L, progress.batch * options.accumulate);
  }

  private void step(Iterator<Batch> batches) {
    if (progress.batch % stepsBetweenChecks == 0 || done == null) {
      divergence.requireFinite();
      divergence.remember(position(), progress.rateScale);
    }
    Stepper.Done made = stepper.step(batches, progress.rateScale);
    if (!Float.isFinite(made.loss())) {
      throw divergence.byLoss();
    }
    done = made;
    progress.lossSum += (double) made.loss() * made.examples();
    progress.examples += made.examples();
    progress.batch++;
  }

  private void afterStep() {
    Stepper.Done made = Objects.requireNonNull(done);
    if (made.statistics() != null) {
      emit(new TrainEvent.Measured(made.statistics()));
    }
    emit(
        new TrainEvent.StepDone(
            optimizer().steps(),
            progress.epoch,
            progress.batch,
            stepsPerEpoch,
            made.loss(),
            progress.lossSum / progress.examples,
            made.learningRate()));
  }

  private void endEpoch() {
    if (test != null) {
      with(testWeights(), () -> evaluate(test));
    }
    EpochResult result = result(test == null ? null : evaluation);
    progress.endEpoch(result);
    emit(new TrainEvent.EpochEnded(result));
  }

  private EpochResult result(@Nullable Evaluation measured) {
    double loss = progress.lossSum / progress.examples;
    long steps = optimizer().steps();
    return measured == null
        ? new EpochResult(
            progress.epoch, steps, loss, Double.NaN, Double.NaN, progress.seconds, Map.of())
        : new EpochResult(
            progress.epoch,
            steps,
            loss,
            measured.loss(),
            measured.accuracy(),
            progress.seconds,
            measured.metrics());
  }

  private void evaluate(Dataset dataset) {
    Evaluation measured = Evaluation.of(model, options.loss, dataset);
    evaluation = measured;
    hear(new TrainEvent.Evaluated(progress.epoch, measured));
  }

  private @Nullable Map<String, Tensor> testWeights() {
    WeightAverage average = stepper.average();
    return average == null ? null : average.averages();
  }

  private @Nullable Map<String, Tensor> lastWeights() {
    return finalWeights != null ? finalWeights : testWeights();
  }

  @Override
  public void withFinalWeights(Runnable action) {
    with(lastWeights(), action);
  }

  private void with(@Nullable Map<String, Tensor> weights, Runnable action) {
    if (weights == null) {
      action.run();
    } else {
      Weights.with(model, weights, action);
    }
  }

  private History history(StopReason reason, @Nullable String detail) {
    return new History(
        progress.results, optimizer().steps(), reason, detail == null ? "" : detail, evaluation);
  }

  /// Tells the listeners, and does what they asked to be done then. What is asked for meanwhile
  /// comes after it.
  private void emit(TrainEvent event) {
    ending = event instanceof TrainEvent.Stopped;
    hear(event);
    ending = false;
    if (emitting) {
      return;
    }
    emitting = true;
    try {
      afterEvent.run();
    } finally {
      emitting = false;
    }
  }

  private void hear(TrainEvent event) {
    for (TrainListener listener : options.listeners) {
      listener.on(event);
    }
  }
}
