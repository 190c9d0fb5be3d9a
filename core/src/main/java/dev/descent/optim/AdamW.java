package dev.descent.optim;

import dev.descent.tensor.Tensor;
import java.util.List;

/// AdamW: [Adam] whose weight decay is no part of the gradient, so that it acts on all weights
/// alike:
///
/// ```text
/// m ← beta1·m + (1 − beta1)·gradient
/// v ← beta2·v + (1 − beta2)·gradient²
/// w ← w·(1 − learningRate·weightDecay)
///       − learningRate · m/(1 − beta1ᵗ) / (√(v/(1 − beta2ᵗ)) + epsilon)
/// ```
///
/// where t is the number of the step, from 1. Parameters with fewer than two axes (biases, the
/// scales of normalisation) do not decay unless `decayVectors`; PyTorch's AdamW lets all decay.
///
/// - **Source** Loshchilov and Hutter 2019, "Decoupled weight decay regularization", algorithm 2,
///   the rate inside the decay as in PyTorch
///
/// @param learningRate at least 0
/// @param beta1 in [0, 1)
/// @param beta2 in [0, 1)
/// @param epsilon at least 0
/// @param weightDecay at least 0
/// @param decayVectors whether parameters with fewer than two axes decay too
public record AdamW(
    double learningRate,
    double beta1,
    double beta2,
    double epsilon,
    double weightDecay,
    boolean decayVectors)
    implements UpdateRule {
  private static final List<String> STATE = List.of("mean", "square");

  /// Checks the numbers.
  public AdamW {
    Settings.requireNotNegative("learning rate", learningRate);
    Settings.requireBelowOne("beta1", beta1);
    Settings.requireBelowOne("beta2", beta2);
    Settings.requireNotNegative("epsilon", epsilon);
    Settings.requireNotNegative("weight decay", weightDecay);
  }

  /// AdamW with beta1 0.9, beta2 0.999, epsilon 10⁻⁸ and weight decay 0.01, of matrices only.
  public AdamW(double learningRate) {
    this(learningRate, 0.9, 0.999, 1e-8, 0.01, false);
  }

  /// The same with other decays of the running means.
  public AdamW betas(double first, double second) {
    return new AdamW(learningRate, first, second, epsilon, weightDecay, decayVectors);
  }

  /// The same with another epsilon.
  public AdamW epsilon(double changed) {
    return new AdamW(learningRate, beta1, beta2, changed, weightDecay, decayVectors);
  }

  /// The same with another weight decay.
  public AdamW weightDecay(double changed) {
    return new AdamW(learningRate, beta1, beta2, epsilon, changed, decayVectors);
  }

  /// The same with or without decay of parameters with fewer than two axes.
  public AdamW decayVectors(boolean changed) {
    return new AdamW(learningRate, beta1, beta2, epsilon, weightDecay, changed);
  }

  @Override
  public List<String> stateNames() {
    return STATE;
  }

  @Override
  public Update apply(Tensor parameter, Tensor gradient, List<Tensor> state, Step step) {
    Tensor mean = Formulas.runningMean(state.get(0), gradient, beta1, step);
    Tensor square = Formulas.runningMean(state.get(1), gradient.square(), beta2, step);
    Tensor size = step.scalar(now -> now.learningRate() * Formulas.unbias(beta1, now));
    Tensor unbias = step.scalar(now -> Math.sqrt(Formulas.unbias(beta2, now)));
    Tensor deviation = square.sqrt().mul(unbias).add(step.scalar(epsilon));
    Tensor shrunk = Formulas.shrunk(parameter, weightDecay, decayVectors, step);
    return new Update(shrunk.sub(mean.div(deviation).mul(size)), List.of(mean, square));
  }
}
