package dev.descent.optim;

import dev.descent.tensor.Shape;
import dev.descent.tensor.Tensor;
import java.util.List;

/// AdaGrad: an element's step becomes the smaller the larger its gradients have been so far:
///
/// ```text
/// g ← gradient + weightDecay·w
/// s ← s + g²                              at first s = initialSum
/// w ← w − learningRate/(1 + (t − 1)·rateDecay) · g/(√s + epsilon)
/// ```
///
/// where t is the number of the step, from 1; as in PyTorch.
///
/// - **Source** Duchi, Hazan and Singer 2011, "Adaptive subgradient methods for online learning and
///   stochastic optimization"
///
/// @param learningRate at least 0
/// @param rateDecay at least 0
/// @param initialSum at least 0
/// @param epsilon at least 0
/// @param weightDecay at least 0
public record AdaGrad(
    double learningRate, double rateDecay, double initialSum, double epsilon, double weightDecay)
    implements UpdateRule {
  private static final List<String> STATE = List.of("sum");

  /// Checks the numbers.
  public AdaGrad {
    Settings.requireNotNegative("learning rate", learningRate);
    Settings.requireNotNegative("decay of the learning rate", rateDecay);
    Settings.requireNotNegative("initial sum", initialSum);
    Settings.requireNotNegative("epsilon", epsilon);
    Settings.requireNotNegative("weight decay", weightDecay);
  }

  /// AdaGrad with epsilon 10⁻¹⁰, sums that begin at 0, and no decay of any kind.
  public AdaGrad(double learningRate) {
    this(learningRate, 0, 0, 1e-10, 0);
  }

  /// The same with another decay of the learning rate.
  public AdaGrad rateDecay(double changed) {
    return new AdaGrad(learningRate, changed, initialSum, epsilon, weightDecay);
  }

  /// The same with another beginning of the sums.
  public AdaGrad initialSum(double changed) {
    return new AdaGrad(learningRate, rateDecay, changed, epsilon, weightDecay);
  }

  /// The same with another epsilon.
  public AdaGrad epsilon(double changed) {
    return new AdaGrad(learningRate, rateDecay, initialSum, changed, weightDecay);
  }

  /// The same with another weight decay.
  public AdaGrad weightDecay(double changed) {
    return new AdaGrad(learningRate, rateDecay, initialSum, epsilon, changed);
  }

  @Override
  public List<String> stateNames() {
    return STATE;
  }

  @Override
  public Tensor init(String name, Shape parameter) {
    return Tensor.full(initialSum, parameter.toArray());
  }

  @Override
  public Update apply(Tensor parameter, Tensor gradient, List<Tensor> state, Step step) {
    Tensor g = Formulas.penalised(gradient, parameter, weightDecay, step);
    Tensor sum = state.getFirst().add(g.square());
    Tensor rate = step.scalar(now -> now.learningRate() / (1 + (now.count() - 1) * rateDecay));
    Tensor deviation = sum.sqrt().add(step.scalar(epsilon));
    return new Update(parameter.sub(g.div(deviation).mul(rate)), List.of(sum));
  }
}
