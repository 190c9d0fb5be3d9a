package dev.descent.cli;

import java.util.List;

/// The mean of some figures and how they are spread around it.
///
/// @param mean NaN if there are none
/// @param deviation their standard deviation (with n − 1); 0 if there is but one
record Spread(double mean, double deviation) {
  static Spread of(List<Double> figures) {
    double mean = figures.stream().mapToDouble(x -> x).average().orElse(Double.NaN);
    double squares = figures.stream().mapToDouble(x -> (x - mean) * (x - mean)).sum();
    return new Spread(mean, figures.size() < 2 ? 0 : Math.sqrt(squares / (figures.size() - 1)));
  }
}
