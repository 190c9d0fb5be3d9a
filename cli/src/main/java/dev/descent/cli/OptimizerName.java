package dev.descent.cli;

import java.util.Locale;

/// The optimizers that `train` knows by name.
enum OptimizerName {
  /// Stochastic gradient descent.
  SGD(0.5),
  /// Adam.
  ADAM(0.001);

  /// What is used unless another learning rate is given.
  final double learningRate;

  OptimizerName(double learningRate) {
    this.learningRate = learningRate;
  }

  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  @Override
  public String toString() {
    return label();
  }
}
