package dev.descent.train;

import java.util.Arrays;

/// The losses of a run, about ten averages an epoch.
final class LossCurve {
  private static final int POINTS_PER_EPOCH = 10;

  private double[] points = new double[64];
  private int size;
  private double sum;
  private int count;

  void add(TrainEvent.StepDone step) {
    sum += step.loss();
    count++;
    int every = Math.max(1, step.batches() / POINTS_PER_EPOCH);
    if (step.batch() % every == 0) {
      if (size == points.length) {
        points = Arrays.copyOf(points, size * 2);
      }
      points[size++] = sum / count;
      sum = 0;
      count = 0;
    }
  }

  double[] points() {
    return Arrays.copyOf(points, size);
  }
}
