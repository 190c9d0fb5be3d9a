package dev.descent.optim;

import dev.descent.tensor.Tensor;
import java.util.List;

/// Adam: every element has a step size of its own, from running means of its gradient and the
/// gradient's square:
///
/// ```text
/// g ← gradient + weightDecay·w
/// m ← beta1·m + (1 − beta1)·g
/// v ← beta2·v + (1 − beta2)·g²
/// w ← w − learningRate · m/(1 − beta1ᵗ) / (√(v/(1 − beta2ᵗ)) + epsilon)
/// ```
///
/// where t is the number of the step, from 1. The weight decay is coupled (an L2 penalty), as in
/// PyTorch's Adam.
///
/// - **Source** Kingma and Ba 2015, "Adam: a method for stochastic optimization"
///
/// @param learningRate at least 0
/// @param beta1 in [0, 1)
/// @param beta2 in [0, 1)
/// @param epsilon at least 0
/// @param weightDecay at least 0
public record Adam(
    double learningRate, double beta1, double beta2, double epsilon, double weightDecay)
    implements UpdateRule {
  private static final List<String> STATE = List.of("mean", "square");

  /// Checks the numbers.
  public Adam {
    Settings.requireNotNegative("learning rate", learningRate);
    Settings.requireBelowOne("beta1", beta1);
    Settings.requireBelowOne("beta2", beta2);
    Settings.requireNotNegative("epsilon", epsilon);
    Settings.requireNotNegative("weight decay", weightDecay);
  }

  /// Adam with beta1 0.9, beta2 0.999, epsilon 10⁻⁸ and no weight decay.
  public Adam(double learningRate) {
    this(learningRate, 0.9, 0.999, 1e-8, 0);
  }

  /// The same with other decays of the running means.
  public Adam betas(double first, double second) {
    return new Adam(learningRate, first, second, epsilon, weightDecay);
  }

  /// The same with another epsilon.
  public Adam epsilon(double changed) {
    return new Adam(learningRate, beta1, beta2, changed, weightDecay);
  }

  /// The same with another weight decay.
  public Adam weightDecay(double changed) {
    return new Adam(learningRate, beta1, beta2, epsilon, changed);
  }

  @Override
  public List<String> stateNames() {
    return STATE;
  }

  @Override
  public Update apply(Tensor parameter, Tensor gradient, List<Tensor> state, Step step) {
    Tensor g = Formulas.penalised(gradient, parameter, weightDecay, step);
    Tensor mean = Formulas.runningMean(state.get(0), g, beta1, step);
    Tensor square = Formulas.runningMean(state.get(1), g.square(), beta2, step);
    Tensor size = step.scalar(now -> now.learningRate() * Formulas.unbias(beta1, now));
    Tensor unbias = step.scalar(now -> Math.sqrt(Formulas.unbias(beta2, now)));
    Tensor deviation = square.sqrt().mul(unbias).add(step.scalar(epsilon));
    return new Update(parameter.sub(mean.div(deviation).mul(size)), List.of(mean, square));
  }
}
