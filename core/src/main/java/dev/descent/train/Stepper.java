package dev.descent.train;

import dev.descent.autograd.Grad;
import dev.descent.data.Batch;
import dev.descent.nn.Module;
import dev.descent.nn.Parameter;
import dev.descent.optim.Optimizer;
import dev.descent.optim.Schedule;
import dev.descent.optim.WeightAverage;
import dev.descent.tensor.Tensor;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
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
  private @Nullable StepProbe probe;

  /// What came of a step.
  ///
  /// @param loss the mean loss of its examples
  /// @param statistics null unless the step was measured
  record Done(
      float loss, int examples, double learningRate, @Nullable StepStatistics statistics) {}

  /// @param steps how many steps the run will have in all
  Stepper(Trainer options, long steps) {
    this.model = options.model;
    this.loss = options.loss;
    this.accumulate = options.accumulate;
    this.measureEvery = options.measureEvery;
    this.schedule = options.schedule.apply(steps);
    this.optimizer = new Optimizer(model, options.groups);
    if (options.clipping != null) {
      optimizer.clip(options.clipping);
    }
    this.average = options.average == null ? null : options.average.apply(model);
    this.lossAndGradients = Grad.valueAndGrad(model, (_, x, y) -> loss.apply(outputs(x), y));
  }

  private Tensor outputs(Tensor inputs) {
    return probe == null ? model.apply(inputs) : probe.forward(model, inputs);
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

  /// Does one step.
  ///
  /// @param batches where its examples come from
  /// @param rateScale what the scheduled learning rate is multiplied by
  Done step(Iterator<Batch> batches, double rateScale) {
    optimizer.rateFactor(schedule.factor(optimizer.steps()) * rateScale);
    long number = optimizer.steps() + 1;
    boolean measured = measureEvery > 0 && (number == 1 || number % measureEvery == 0);
    probe = measured ? new StepProbe(optimizer) : null;
    return accumulate == 1 ? single(batches.next()) : accumulated(batches);
  }

  private Done single(Batch batch) {
    Grad.Step step = lossAndGradients.apply(batch.inputs(), batch.labels());
    optimizer.update(model, step.gradients());
    if (average != null) {
      average.update(optimizer.steps());
    }
    Tensor.eval(action -> {
      action.accept(step.loss());
      model.forEachTensor(action);
      optimizer.forEachTensor(action);
      if (average != null) {
        average.forEachTensor(action);
      }
    });
    return done(step.loss().item(), batch.size());
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
    optimizer.zeroGrad();
    double sum = 0;
    for (Batch batch : group) {
      Tensor mean = loss.apply(outputs(batch.inputs()), batch.labels());
      mean.mul(Tensor.scalar((double) batch.size() / examples)).backward();
      Tensor.eval(action -> {
        action.accept(mean);
        for (Parameter parameter : model.parameters().values()) {
          Tensor gradient = parameter.gradient();
          if (gradient != null) {
            action.accept(gradient);
          }
        }
      });
      sum += (double) mean.item() * batch.size();
    }
    optimizer.step();
    if (average != null) {
      average.update(optimizer.steps());
      Tensor.eval(average);
    }
    return done((float) (sum / examples), examples);
  }

  private Done done(float value, int examples) {
    return new Done(value, examples, optimizer.learningRate(), null);
  }
}
