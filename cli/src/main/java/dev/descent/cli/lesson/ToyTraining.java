package dev.descent.cli.lesson;

import dev.descent.scalar.Mlp;
import dev.descent.scalar.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.stream.LongStream;

/// The toy of the books: four samples of three numbers, and a network of 41 parameters.
public final class ToyTraining {
  /// The samples.
  public static final List<Sample> SAMPLES =
      List.of(
          new Sample(List.of(2.0, 3.0, -1.0), 1),
          new Sample(List.of(3.0, -1.0, 0.5), -1),
          new Sample(List.of(0.5, 1.0, 1.0), -1),
          new Sample(List.of(1.0, 1.0, -1.0), 1));

  private static final double LEARNED = 0.1;

  /// One wrong prediction of four that are −1 or 1 costs 4.
  private static final double ONE_WRONG = 3.9;

  /// Beyond it, no loss of this network comes back.
  private static final double DIVERGED = 1e6;

  /// A step that changes the loss by less than this share of it leads nowhere.
  private static final double STUCK = 1e-3;

  private ToyTraining() {}

  /// Three inputs and what the network shall say to them.
  public record Sample(List<Double> inputs, double target) {
    double[] numbers() {
      return inputs.stream().mapToDouble(input -> input).toArray();
    }
  }

  /// What follows the last layer.
  public enum Output {
    /// tanh, as in the books: predictions lie between −1 and 1, and so the loss below 16.
    TANH,
    /// Nothing: predictions and loss can be anything.
    LINEAR;

    /// The name by which users choose it.
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }

    Mlp model(long seed) {
      return new Mlp(seed, Value::tanh, this == TANH ? Value::tanh : value -> value, 3, 4, 4, 1);
    }
  }

  /// What is trained, and how.
  ///
  /// @param zeroGrad whether the gradients are set to zero before each step
  public record Settings(
      double learningRate, int steps, long seed, Output output, boolean zeroGrad) {
    /// The same without setting gradients to zero, or with it.
    public Settings zeroGrad(boolean changed) {
      return new Settings(learningRate, steps, seed, output, changed);
    }

    /// The same at another rate.
    public Settings learningRate(double changed) {
      return new Settings(changed, steps, seed, output, zeroGrad);
    }

    /// The same with something else behind the last layer.
    public Settings output(Output changed) {
      return new Settings(learningRate, steps, seed, changed, zeroGrad);
    }

    /// The same from other weights.
    public Settings seed(long changed) {
      return new Settings(learningRate, steps, changed, output, zeroGrad);
    }
  }

  /// What came of a training.
  ///
  /// @param losses before each step, and after the last
  /// @param gradients of the very first weight, as each step used it
  /// @param predictions after the last step, one a sample
  public record Run(List<Double> losses, List<Double> gradients, List<Double> predictions) {
    /// The loss after the last step.
    public double last() {
      return losses.getLast();
    }

    /// Whether all predictions are about right.
    public boolean learned() {
      return last() < LEARNED;
    }

    /// Whether it is as bad as one sample that is quite wrong, or no number at all.
    public boolean failed() {
      return !(last() < ONE_WRONG);
    }

    /// Whether it failed, and the last step changed next to nothing.
    public boolean stuck() {
      double before = losses.size() < 2 ? Double.NaN : losses.get(losses.size() - 2);
      return failed() && Math.abs(last() - before) < STUCK * before;
    }

    /// Whether the loss is beyond all bounds, or no number.
    public boolean diverged() {
      return !(last() < DIVERGED);
    }

    /// How often a step made the loss larger.
    public int rises() {
      int rises = 0;
      for (int i = 1; i < losses.size(); i++) {
        rises += losses.get(i) > losses.get(i - 1) ? 1 : 0;
      }
      return rises;
    }
  }

  /// How trainings from many different weights end.
  ///
  /// @param learned how many learned all samples
  /// @param failed how many have at least one sample quite wrong
  /// @param stuck how many of those that failed did not change any more
  /// @param diverged in how many the loss grew beyond all bounds
  /// @param rose in how many the loss rose at least once
  public record Tally(int seeds, int learned, int failed, int stuck, int diverged, int rose) {
    static Tally of(List<Run> runs) {
      return new Tally(
          runs.size(),
          count(runs, Run::learned),
          count(runs, Run::failed),
          count(runs, Run::stuck),
          count(runs, Run::diverged),
          count(runs, run -> run.rises() > 0));
    }

    private static int count(List<Run> runs, Predicate<Run> what) {
      return (int) runs.stream().filter(what).count();
    }
  }

  /// The sum of squared errors over the samples.
  public static Value loss(Mlp model) {
    Value loss = Value.of(0);
    for (Sample sample : SAMPLES) {
      Value error = model.apply(sample.numbers()).getFirst().sub(sample.target());
      loss = loss.add(error.pow(2));
    }
    return loss;
  }

  /// Trains.
  public static Run train(Settings settings) {
    Mlp model = settings.output.model(settings.seed);
    List<Double> losses = new ArrayList<>();
    List<Double> gradients = new ArrayList<>();
    for (int step = 0; step < settings.steps; step++) {
      Value loss = loss(model);
      if (settings.zeroGrad) {
        model.zeroGrad();
      }
      loss.backward();
      losses.add(loss.data);
      gradients.add(model.parameters().getFirst().grad);
      model.step(settings.learningRate);
    }
    losses.add(loss(model).data);
    List<Double> predictions =
        SAMPLES.stream().map(sample -> model.apply(sample.numbers()).getFirst().data).toList();
    return new Run(losses, gradients, predictions);
  }

  /// Trains from the weights of the seeds 1 to `seeds`.
  public static Tally tally(Settings settings, int seeds) {
    return Tally.of(
        LongStream.rangeClosed(1, seeds).mapToObj(seed -> train(settings.seed(seed))).toList());
  }
}
