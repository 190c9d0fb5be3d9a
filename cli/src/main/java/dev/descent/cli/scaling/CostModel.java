package dev.descent.cli.scaling;

import java.util.List;
import java.util.Locale;

/// What a step costs, as a sum: so many times its arithmetic at the peak, so many times its memory
/// at the speed of copying, and something for each step and each layer.
///
/// @param arithmetic the first factor
/// @param memory the second
/// @param step seconds a step
/// @param layer seconds a layer of weights
public record CostModel(double arithmetic, double memory, double step, double layer) {
  private static final int TERMS = 4;
  private static final int SWEEPS = 20_000;

  /// The model that fits measurements best: the least sum of squared relative errors among models
  /// without negative terms, by coordinate descent.
  public static CostModel fit(List<Point> points) {
    double[] terms = new double[TERMS];
    double[] rest = new double[points.size()];
    java.util.Arrays.fill(rest, 1);
    double[][] features = new double[points.size()][];
    for (int i = 0; i < features.length; i++) {
      features[i] = features(points.get(i));
    }
    for (int sweep = 0; sweep < SWEEPS; sweep++) {
      for (int term = 0; term < TERMS; term++) {
        improve(terms, term, features, rest);
      }
    }
    return new CostModel(terms[0], terms[1], terms[2], terms[3]);
  }

  /// Of each term, its part of the measured time for a factor of 1.
  private static double[] features(Point point) {
    double time = point.seconds();
    return new double[] {
      point.arithmetic() / time, point.memory() / time, 1 / time, point.layers() / time
    };
  }

  private static void improve(double[] terms, int term, double[][] features, double[] rest) {
    double slope = 0;
    double square = 0;
    for (int i = 0; i < rest.length; i++) {
      slope += features[i][term] * rest[i];
      square += features[i][term] * features[i][term];
    }
    double better = square == 0 ? 0 : Math.max(0, terms[term] + slope / square);
    double change = better - terms[term];
    terms[term] = better;
    for (int i = 0; i < rest.length; i++) {
      rest[i] -= change * features[i][term];
    }
  }

  /// What a step takes by the model, in seconds.
  public double seconds(Point point) {
    return arithmetic * point.arithmetic()
        + memory * point.memory()
        + step
        + layer * point.layers();
  }

  /// How far the model is from the measurements: the median of the relative errors.
  public double medianError(List<Point> points) {
    double[] errors =
        points.stream()
            .mapToDouble(point -> Math.abs(seconds(point) / point.seconds() - 1))
            .sorted()
            .toArray();
    return errors[errors.length / 2];
  }

  /// The model in a line.
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "step = %.2f x arithmetic + %.2f x memory + %.0f us + %.0f us a layer",
        arithmetic,
        memory,
        1e6 * step,
        1e6 * layer);
  }
}
