package dev.descent.train;

import dev.descent.autograd.Grad;
import dev.descent.data.Batch;
import dev.descent.data.DataLoader;
import dev.descent.data.Dataset;
import dev.descent.nn.Module;
import dev.descent.nn.Parameter;
import dev.descent.optim.Optimizer;
import dev.descent.tensor.Shape;
import dev.descent.tensor.ShapeException;
import dev.descent.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// One run of a trainer. A step is one piece of work: loss, gradients and new weights are computed
/// together, and the loss is looked at before the next step begins.
final class TrainingLoop implements TrainingRun {
  private static final int STEPS_BETWEEN_CHECKS = 100;

  private final Trainer options;
  private final Module model;
  private final Optimizer optimizer;
  private final Dataset train;
  private final @Nullable Dataset test;
  private final DataLoader loader;
  private final Grad.LossAndGradients lossAndGradients;
  private final AtomicReference<@Nullable Stop> stop = new AtomicReference<>();
  private final Snapshot snapshot;
  private final List<EpochResult> results = new ArrayList<>();
  private @Nullable Evaluation evaluation;

  private record Stop(StopReason reason, String detail) {}

  TrainingLoop(Trainer options, Dataset train, @Nullable Dataset test) {
    this.options = options;
    this.model = options.model;
    this.optimizer = new Optimizer(model, options.rule);
    this.snapshot = new Snapshot(model, optimizer);
    this.train = train;
    this.test = test;
    this.loader =
        new DataLoader(train, options.batchSize).shuffled(options.seed).prefetch(options.prefetch);
    this.lossAndGradients =
        Grad.valueAndGrad(model, (m, x, y) -> options.loss.apply(m.apply(x), y));
  }

  @Override
  public Module model() {
    return model;
  }

  @Override
  public Optimizer optimizer() {
    return optimizer;
  }

  @Override
  public void requestStop(StopReason reason, String detail) {
    stop.compareAndSet(null, new Stop(reason, detail));
  }

  @Override
  public void notice(String rule, String text, String suggestion) {
    emit(new TrainEvent.Notice(optimizer.steps(), rule, text, suggestion));
  }

  History run() {
    requireFit(train);
    if (test != null) {
      requireFit(test);
    }
    emit(started());
    try {
      for (int epoch = 1; epoch <= options.epochs && stop.get() == null; epoch++) {
        epoch(epoch);
      }
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
    return history;
  }

  /// Checks shapes before anything is computed.
  private void requireFit(Dataset dataset) {
    model.eval();
    Batch first = dataset.batch(new int[] {0});
    Tensor outputs = model.apply(first.inputs());
    if (dataset.classes() > 0 && outputs.size(-1) < dataset.classes()) {
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
        parameters);
  }

  private void epoch(int epoch) {
    int batches = loader.batches();
    emit(new TrainEvent.EpochStarted(epoch, options.epochs, batches));
    model.train();
    long start = options.clock.getAsLong();
    double lossSum = 0;
    int examples = 0;
    int done = 0;
    for (Batch batch : loader) {
      if (done % STEPS_BETWEEN_CHECKS == 0) {
        requireFinite();
        snapshot.take(new DataLoader.Position(epoch - 1L, done));
      }
      float loss =
          StepProbe.isDue(optimizer.steps() + 1, options.measureEvery)
              ? measuredStep(batch)
              : step(batch);
      if (!Float.isFinite(loss)) {
        throw diverged(true);
      }
      lossSum += (double) loss * batch.size();
      examples += batch.size();
      done++;
      emit(
          new TrainEvent.StepDone(
              optimizer.steps(),
              epoch,
              done,
              batches,
              loss,
              lossSum / examples,
              optimizer.learningRate()));
      if (stop.get() != null && done < batches) {
        return;
      }
    }
    requireFinite();
    double seconds = (options.clock.getAsLong() - start) * 1e-9;
    end(epoch, lossSum / examples, seconds);
  }

  private float step(Batch batch) {
    Grad.Step step = lossAndGradients.apply(batch.inputs(), batch.labels());
    optimizer.update(model, step.gradients());
    Tensor.eval(step.loss(), model, optimizer);
    return step.loss().item();
  }

  /// The same step, with a look at what goes on inside.
  private float measuredStep(Batch batch) {
    StepProbe probe = new StepProbe(model, train.classes());
    Grad.Step step =
        Grad.valueAndGrad(
                model, (Module _, Tensor x, Tensor y) -> options.loss.apply(probe.forward(x, y), y))
            .apply(batch.inputs(), batch.labels());
    probe.beforeUpdate(step.gradients());
    optimizer.update(model, step.gradients());
    probe.afterUpdate();
    Tensor.eval(step.loss(), model, optimizer, probe);
    emit(new TrainEvent.Measured(probe.statistics(optimizer.steps(), optimizer.learningRate())));
    return step.loss().item();
  }

  private void end(int epoch, double loss, double seconds) {
    double testLoss = Double.NaN;
    double accuracy = Double.NaN;
    if (test != null) {
      Evaluation measured = Evaluation.of(model, options.loss, test);
      evaluation = measured;
      testLoss = measured.loss();
      accuracy = measured.accuracy();
      emit(new TrainEvent.Evaluated(epoch, measured));
    }
    EpochResult result = new EpochResult(epoch, loss, testLoss, accuracy, seconds);
    results.add(result);
    emit(new TrainEvent.EpochEnded(result));
  }

  private void requireFinite() {
    if (NonFinite.find(model.states()) != null) {
      throw diverged(false);
    }
  }

  /// Finds out what went first: goes back to the last state that is known to be good and does the
  /// steps since then again, which yields the same numbers, with a look at everything.
  private DivergedException diverged(boolean byLoss) {
    long failed = optimizer.steps();
    String culprit = NonFinite.find(model.states());
    loader.seek(snapshot.restore());
    for (Batch batch : loader) {
      if (byLoss && optimizer.steps() == failed - 1) {
        culprit = NonFinite.find(model, options.loss, batch);
        break;
      }
      step(batch);
      culprit = NonFinite.find(model.states());
      if (culprit != null || optimizer.steps() == failed) {
        break;
      }
    }
    long step = byLoss ? optimizer.steps() + 1 : optimizer.steps();
    return new DivergedException(
        step, culprit != null ? culprit : "the loss is not finite", optimizer.learningRate());
  }

  private History history(StopReason reason, @Nullable String detail) {
    return new History(
        results, optimizer.steps(), reason, detail == null ? "" : detail, evaluation);
  }

  private void emit(TrainEvent event) {
    for (TrainListener listener : options.listeners) {
      listener.on(event);
    }
  }
}
