package dev.descent.train;

import dev.descent.data.Batch;
import dev.descent.data.DataLoader;
import dev.descent.data.Dataset;
import dev.descent.nn.Module;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/// Finds a learning rate by the range test: some hundred steps whose rates grow exponentially, and
/// a look at what becomes of the loss.
///
/// ```java
/// var trainer = Trainer.of(model, Losses::crossEntropy, new Sgd(0.5)).batchSize(128);
/// double rate = LearningRateFinder.usual().find(trainer, train).suggestion();
/// ```
///
/// The trainer's rule, batches, clipping, accumulation and augmentation are used; its schedule,
/// listeners and number of epochs are not. Afterwards the model is as it was, to the last bit.
///
/// While rates are too small nothing happens; then the loss falls; where rates are too large it
/// rises. The test ends there: once the smoothed loss is more than four times the least, and above
/// where it began. What is taken is the rate at which the smoothed loss falls most steeply over the
/// logarithm of the rate, among those from a hundredth of the rate of the least loss up to it:
/// training goes on with that one rate for long, so it must be well inside the range that works.
/// The rate of the least loss is at the edge of that range.
///
/// **Source** Smith 2017, "Cyclical learning rates for training neural networks" (WACV), section
/// 3.3; the smoothing and the end are those of fastai
///
/// @param least the first rate
/// @param greatest the last rate, if the loss does not rise before
/// @param steps how many rates there are
public record LearningRateFinder(double least, double greatest, int steps) {
  /// How much of the smoothed loss is what it was: an average over about ten steps.
  private static final double KEPT = 0.9;

  private static final double TOO_MUCH = 4;

  /// The first averages are of a few steps only, and go up and down with them.
  private static final int WARM_UP = 10;

  /// What falls at rates this much smaller than that of the least loss is chance.
  private static final double FAR = 100;

  /// The slope at a point is that of the line through the points around it, so many to each side.
  private static final int REACH = 5;

  public LearningRateFinder {
    if (!(least > 0 && least < greatest && greatest < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "the learning rates must grow from above 0, not from %s to %s"
              .formatted(least, greatest));
    }
    if (steps < 2 * WARM_UP) {
      throw new IllegalArgumentException(
          "the test needs %d steps at least, not %d".formatted(2 * WARM_UP, steps));
    }
  }

  /// From a millionth to ten in 200 steps.
  public static LearningRateFinder usual() {
    return new LearningRateFinder(1e-6, 10, 200);
  }

  /// What a step showed.
  ///
  /// @param learningRate its rate
  /// @param loss the loss on its examples, before the update
  /// @param smoothed the average of the losses so far, of which the latest count most
  public record Point(double learningRate, double loss, double smoothed) {}

  /// What the test showed.
  ///
  /// @param suggestion the rate to train with
  /// @param minimum the rate at which the smoothed loss is least: about the largest that works for
  ///   a few steps
  /// @param points the steps in order
  /// @param blewUp whether the loss rose so much that larger rates were not tried
  public record Result(double suggestion, double minimum, List<Point> points, boolean blewUp) {
    public Result {
      points = List.copyOf(points);
    }

    /// The share of the smoothed loss that was lost on the way, from 0 to 1. Where it is small, the
    /// steps were too few or too noisy to tell rates apart, and the suggestion is no more than a
    /// guess.
    public double fall() {
      double least = points.stream().mapToDouble(Point::smoothed).min().orElse(Double.NaN);
      double first = points.get(WARM_UP).smoothed();
      return first > 0 ? Math.max(0, 1 - least / first) : 0;
    }
  }

  /// Does the test. The model is trained for its time, and then gets back all that it had.
  ///
  /// - **Throws** [IllegalArgumentException] if the loss does not fall at any rate, or is no finite
  ///   number from the start, or the rule's own learning rate is 0
  ///
  /// @param trainer what is to be trained, and how
  public Result find(Trainer trainer, Dataset train) {
    Module model = trainer.model;
    double base = trainer.groups.rules().getFirst().learningRate();
    if (base == 0) {
      throw new IllegalArgumentException(
          "the optimizer's learning rate is 0, so there is nothing to multiply; give it another");
    }
    Stepper stepper = new Stepper(trainer, train.classes(), step -> rate(step) / base);
    Snapshot before = new Snapshot(model, stepper.optimizer());
    boolean training = model.isTraining();
    try {
      model.train();
      return judge(points(stepper, TrainingLoop.loader(trainer, train)));
    } finally {
      before.restore();
      if (!training) {
        model.eval();
      }
    }
  }

  private double rate(long step) {
    return least * Math.pow(greatest / least, step / (steps - 1.0));
  }

  private List<Point> points(Stepper stepper, DataLoader loader) {
    List<Point> points = new ArrayList<>();
    Iterator<Batch> batches = loader.iterator();
    double average = 0;
    double lowest = Double.POSITIVE_INFINITY;
    for (int step = 0; step < steps; step++) {
      if (!batches.hasNext()) {
        batches = loader.iterator();
      }
      double loss = stepper.step(batches, 1).loss();
      if (!Double.isFinite(loss)) {
        break;
      }
      average = KEPT * average + (1 - KEPT) * loss;
      // The first averages are short of what was never added.
      double smoothed = average / (1 - Math.pow(KEPT, step + 1.0));
      points.add(new Point(rate(step), loss, smoothed));
      lowest = Math.min(lowest, smoothed);
      if (smoothed > TOO_MUCH * lowest && smoothed > points.getFirst().smoothed()) {
        break;
      }
    }
    return points;
  }

  private Result judge(List<Point> points) {
    if (points.size() <= WARM_UP) {
      throw new IllegalArgumentException(
          "the loss is no finite number after %d steps at learning rates up to %s; begin at smaller rates, and check the data for NaN"
              .formatted(points.size(), rate(points.size())));
    }
    int minimum = WARM_UP;
    for (int i = WARM_UP; i < points.size(); i++) {
      if (points.get(i).smoothed() < points.get(minimum).smoothed()) {
        minimum = i;
      }
    }
    int steepest = -1;
    double steepestSlope = 0;
    for (int i = WARM_UP; i <= minimum; i++) {
      if (points.get(i).learningRate() < points.get(minimum).learningRate() / FAR) {
        continue;
      }
      double slope = slope(points, i);
      if (slope < steepestSlope) {
        steepest = i;
        steepestSlope = slope;
      }
    }
    if (steepest < 0) {
      throw new IllegalArgumentException(
          "the loss falls at no learning rate from %s to %s; try others, and look at the data"
              .formatted(least, points.getLast().learningRate()));
    }
    return new Result(
        points.get(steepest).learningRate(),
        points.get(minimum).learningRate(),
        points,
        points.size() < steps);
  }

  /// The slope of the least-squares line through the smoothed losses around a point.
  private static double slope(List<Point> points, int at) {
    int from = Math.max(0, at - REACH);
    int to = Math.min(points.size() - 1, at + REACH);
    double middle = (from + to) / 2.0;
    double sum = 0;
    double squares = 0;
    for (int i = from; i <= to; i++) {
      sum += (i - middle) * points.get(i).smoothed();
      squares += (i - middle) * (i - middle);
    }
    return sum / squares;
  }
}
