package dev.descent.optim;

import dev.descent.tensor.Tensor;
import java.util.List;

/// Lion: every element moves by the learning rate, in the direction of a momentum's sign:
///
/// ```text
/// c ← beta1·m + (1 − beta1)·gradient
/// w ← w·(1 − learningRate·weightDecay) − learningRate·sign(c)
/// m ← beta2·m + (1 − beta2)·gradient
/// ```
///
/// It wants a learning rate 3 to 10 times smaller than [AdamW]'s and a weight decay that is larger
/// by as much. Parameters with fewer than two axes do not decay unless `decayVectors`.
///
/// - **Source** Chen et al. 2023, "Symbolic discovery of optimization algorithms", algorithm 2
///
/// @param learningRate at least 0
/// @param beta1 in [0, 1)
/// @param beta2 in [0, 1)
/// @param weightDecay at least 0
/// @param decayVectors whether parameters with fewer than two axes decay too
public record Lion(
    double learningRate, double beta1, double beta2, double weightDecay, boolean decayVectors)
    implements UpdateRule {
  private static final List<String> STATE = List.of("momentum");

  /// Checks the numbers.
  public Lion {
    Settings.requireNotNegative("learning rate", learningRate);
    Settings.requireBelowOne("beta1", beta1);
    Settings.requireBelowOne("beta2", beta2);
    Settings.requireNotNegative("weight decay", weightDecay);
  }

  /// Lion with beta1 0.9, beta2 0.99 and no weight decay.
  public Lion(double learningRate) {
    this(learningRate, 0.9, 0.99, 0, false);
  }

  /// The same with other decays of the momentum: in the sign, and from step to step.
  public Lion betas(double first, double second) {
    return new Lion(learningRate, first, second, weightDecay, decayVectors);
  }

  /// The same with another weight decay.
  public Lion weightDecay(double changed) {
    return new Lion(learningRate, beta1, beta2, changed, decayVectors);
  }

  /// The same with or without decay of parameters with fewer than two axes.
  public Lion decayVectors(boolean changed) {
    return new Lion(learningRate, beta1, beta2, weightDecay, changed);
  }

  @Override
  public List<String> stateNames() {
    return STATE;
  }

  @Override
  public Update apply(Tensor parameter, Tensor gradient, List<Tensor> state, Step step) {
    Tensor before = state.getFirst();
    Tensor direction = Formulas.runningMean(before, gradient, beta1, step).sign();
    Tensor momentum = Formulas.runningMean(before, gradient, beta2, step);
    Tensor shrunk = Formulas.shrunk(parameter, weightDecay, decayVectors, step);
    return new Update(shrunk.sub(direction.mul(step.learningRate())), List.of(momentum));
  }
}
