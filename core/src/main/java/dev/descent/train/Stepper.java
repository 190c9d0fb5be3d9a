package dev.descent.train;

import dev.descent.autograd.Grad;
import dev.descent.autograd.Gradients;
import dev.descent.data.Batch;
import dev.descent.nn.Buffer;
import dev.descent.nn.Module;
import dev.descent.optim.Optimizer;
import dev.descent.optim.Schedule;
import dev.descent.optim.WeightAverage;
import dev.descent.tensor.Tensor;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;

/// Does the steps of a run: forward, loss, backward, update. A step is one piece of work where its
/// batch is one, and one a batch with accumulation.
final class Stepper {
  private final Module model;
  private final BinaryOperator<Tensor> loss;
  private final Schedule schedule;
  private final Grad.LossAndGradients lossAndGradients;
  private final int accumulate;
  private final int measureEvery;
  private final Optimizer optimizer;
  private final @Nullable WeightAverage average;
  private final List<Buffer> sums = new ArrayList<>();
  private final int classes;
  private final @Nullable CompiledSteps compiled;
  private @Nullable StepProbe probe;

  /// What came of a step.
  ///
  /// @param loss the mean loss of its examples
  /// @param statistics null unless the step was measured
  record Done(float loss, int examples, double learningRate, @Nullable StepStatistics statistics) {}

  /// @param classes the number of classes; 0 if the labels are no classes
  /// @param schedule how the learning rate goes
  Stepper(Trainer options, int classes, Schedule schedule) {
    this.classes = classes;
    this.model = options.model;
    this.loss = options.loss;
    this.accumulate = options.accumulate;
    this.measureEvery = options.measureEvery;
    this.schedule = schedule;
    this.optimizer = new Optimizer(model, options.groups);
    if (options.clipping != null) {
      optimizer.clip(options.clipping);
    }
    this.average = options.average == null ? null : options.average.apply(model);
    if (average != null) {
      optimizer.average(average);
    }
    this.compiled = options.compile ? new CompiledSteps(model, optimizer, average) : null;
    this.lossAndGradients = Grad.valueAndGrad(model, (_, x, y) -> loss.apply(outputs(x, y), y));
  }

  private Tensor outputs(Tensor inputs, Tensor labels) {
    return probe == null ? model.apply(inputs) : probe.forward(inputs, labels);
  }

  Optimizer optimizer() {
    return optimizer;
  }

  @Nullable WeightAverage average() {
    return average;
  }

  /// How many batches a step takes, but for the last one of an epoch.
  int batchesPerStep() {
    return accumulate;
  }

  /// The learning rate that the next step will have.
  double nextLearningRate(double rateScale) {
    return optimizer.baseRates().getFirst() * schedule.factor(optimizer.steps()) * rateScale;
  }

  /// Does one step.
  ///
  /// @param batches where its examples come from
  /// @param rateScale what the scheduled learning rate is multiplied by
  Done step(Iterator<Batch> batches, double rateScale) {
    optimizer.rateFactor(schedule.factor(optimizer.steps()) * rateScale);
    probe =
        StepProbe.isDue(optimizer.steps() + 1, measureEvery) ? new StepProbe(model, classes) : null;
    return accumulate == 1 ? single(batches.next()) : accumulated(batches);
  }

  private Done single(Batch batch) {
    if (compiled != null && probe == null) {
      return done(compiled.step(batch, this::build), batch.size());
    }
    Grad.Step step = lossAndGradients.apply(batch.inputs(), batch.labels());
    update(step.gradients(), step.loss());
    return done(step.loss().item(), batch.size());
  }

  private Tensor build(Batch batch) {
    Grad.Step step = lossAndGradients.apply(batch.inputs(), batch.labels());
    optimizer.update(model, step.gradients());
    return step.loss();
  }

  /// The gradients of the batches are those of their examples' mean loss, so each batch's counts by
  /// its share of the examples.
  private Done accumulated(Iterator<Batch> batches) {
    List<Batch> group = new ArrayList<>();
    int examples = 0;
    while (group.size() < accumulate && batches.hasNext()) {
      Batch batch = batches.next();
      group.add(batch);
      examples += batch.size();
    }
    double lossSum = 0;
    Gradients last = null;
    for (Batch batch : group) {
      Grad.Step step = lossAndGradients.apply(batch.inputs(), batch.labels());
      add(step.gradients(), (double) batch.size() / examples, last == null);
      Tensor.eval(action -> {
        action.accept(step.loss());
        model.forEachTensor(action);
        sums.forEach(sum -> action.accept(sum.value()));
      });
      lossSum += (double) step.loss().item() * batch.size();
      last = step.gradients();
    }
    Gradients whole = Objects.requireNonNull(last, "a step has a batch at least");
    update(whole.with(sums.stream().map(Buffer::value).toList()), whole.loss());
    return done((float) (lossSum / examples), examples);
  }

  private void add(Gradients gradients, double share, boolean first) {
    Tensor factor = Tensor.scalar(share);
    List<Tensor> parts = gradients.list();
    for (int i = 0; i < parts.size(); i++) {
      Tensor part = parts.get(i).mul(factor);
      if (i == sums.size()) {
        sums.add(new Buffer(part));
      } else {
        sums.get(i).assign(first ? part : sums.get(i).value().add(part));
      }
    }
  }

  private void update(Gradients gradients, Tensor lossOfBatch) {
    if (probe != null) {
      probe.beforeUpdate(gradients);
    }
    optimizer.update(model, gradients);
    if (probe != null) {
      probe.afterUpdate();
    }
    Tensor.eval(action -> {
      action.accept(lossOfBatch);
      model.forEachTensor(action);
      optimizer.forEachTensor(action);
      if (probe != null) {
        probe.forEachTensor(action);
      }
    });
  }

  private Done done(float value, int examples) {
    double learningRate = optimizer.learningRate();
    return new Done(
        value,
        examples,
        learningRate,
        probe == null ? null : probe.statistics(optimizer.steps(), learningRate));
  }
}
