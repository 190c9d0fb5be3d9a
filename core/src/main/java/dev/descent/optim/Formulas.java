package dev.descent.optim;

import dev.descent.tensor.Tensor;

/// Parts that several rules have in common.
final class Formulas {
  private Formulas() {}

  /// Coupled weight decay, an L2 penalty: gradient + decay·w.
  static Tensor penalised(Tensor gradient, Tensor parameter, double decay, Step step) {
    return decay == 0 ? gradient : gradient.add(parameter.mul(step.scalar(decay)));
  }

  /// Decoupled weight decay: w·(1 − learningRate·decay).
  ///
  /// @param vectors whether parameters with fewer than two axes, such as biases, decay too
  static Tensor shrunk(Tensor parameter, double decay, boolean vectors, Step step) {
    boolean decays = decay != 0 && (vectors || parameter.shape().rank() >= 2);
    return decays ? parameter.mul(step.scalar(now -> 1 - now.learningRate() * decay)) : parameter;
  }

  /// A running mean: beta·mean + (1 − beta)·value, in the form mean + (value − mean)·(1 − beta), of
  /// which each operation goes on with the result of the one before: they become one loop.
  static Tensor runningMean(Tensor mean, Tensor value, double beta, Step step) {
    return mean.add(value.sub(mean).mul(step.scalar(1 - beta)));
  }

  /// What makes a running mean that began at 0 unbiased: 1 / (1 − betaᵗ), in double, since near
  /// step 1 the float 1 − betaᵗ would have lost most of its digits.
  static double unbias(double beta, Step.Moment now) {
    return 1 / (1 - Math.pow(beta, (double) now.count()));
  }
}
