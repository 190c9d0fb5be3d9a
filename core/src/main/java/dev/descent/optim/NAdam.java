package dev.descent.optim;

import dev.descent.tensor.Tensor;
import java.util.List;

/// NAdam: [Adam] with Nesterov's momentum, whose strength grows in the first steps:
///
/// ```text
/// g ← gradient + weightDecay·w
/// m ← beta1·m + (1 − beta1)·g
/// v ← beta2·v + (1 − beta2)·g²
/// μₜ = beta1·(1 − ½·0.96^(t·momentumDecay)),  Pₜ = μ₁·μ₂·…·μₜ
/// w ← w − learningRate · ((1 − μₜ)/(1 − Pₜ)·g + μₜ₊₁/(1 − Pₜ₊₁)·m)
///           / (√(v/(1 − beta2ᵗ)) + epsilon)
/// ```
///
/// where t is the number of the step, from 1. The weight decay is coupled (an L2 penalty). As in
/// PyTorch.
///
/// - **Source** Dozat 2016, "Incorporating Nesterov momentum into Adam", algorithm 2
///
/// @param learningRate at least 0
/// @param beta1 in [0, 1)
/// @param beta2 in [0, 1)
/// @param epsilon at least 0
/// @param momentumDecay at least 0
/// @param weightDecay at least 0
public record NAdam(
    double learningRate,
    double beta1,
    double beta2,
    double epsilon,
    double momentumDecay,
    double weightDecay)
    implements UpdateRule {
  private static final List<String> STATE = List.of("mean", "square");

  /// A product below this is lost beside 1.
  private static final double NEGLIGIBLE = 1e-17;

  /// Checks the numbers.
  public NAdam {
    Settings.requireNotNegative("learning rate", learningRate);
    Settings.requireBelowOne("beta1", beta1);
    Settings.requireBelowOne("beta2", beta2);
    Settings.requireNotNegative("epsilon", epsilon);
    Settings.requireNotNegative("decay of the momentum", momentumDecay);
    Settings.requireNotNegative("weight decay", weightDecay);
  }

  /// NAdam with beta1 0.9, beta2 0.999, epsilon 10⁻⁸, momentum decay 0.004 and no weight decay.
  public NAdam(double learningRate) {
    this(learningRate, 0.9, 0.999, 1e-8, 0.004, 0);
  }

  /// The same with other decays of the running means.
  public NAdam betas(double first, double second) {
    return new NAdam(learningRate, first, second, epsilon, momentumDecay, weightDecay);
  }

  /// The same with another epsilon.
  public NAdam epsilon(double changed) {
    return new NAdam(learningRate, beta1, beta2, changed, momentumDecay, weightDecay);
  }

  /// The same with another growth of the momentum.
  public NAdam momentumDecay(double changed) {
    return new NAdam(learningRate, beta1, beta2, epsilon, changed, weightDecay);
  }

  /// The same with another weight decay.
  public NAdam weightDecay(double changed) {
    return new NAdam(learningRate, beta1, beta2, epsilon, momentumDecay, changed);
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
    Tensor share = step.scalar(now -> ofMean(now.count()) / ofGradient(now.count()));
    Tensor direction = mean.mul(share).add(g);
    Tensor unbias = step.scalar(now -> Math.sqrt(Formulas.unbias(beta2, now)));
    Tensor deviation = square.sqrt().mul(unbias).add(step.scalar(epsilon));
    Tensor size = step.scalar(now -> now.learningRate() * ofGradient(now.count()));
    return new Update(parameter.sub(direction.div(deviation).mul(size)), List.of(mean, square));
  }

  private double ofGradient(long count) {
    return (1 - momentum(Math.pow(growth(), (double) count))) / (1 - product(count));
  }

  private double ofMean(long count) {
    double next = momentum(Math.pow(growth(), (double) count + 1));
    return next / (1 - product(count) * next);
  }

  private double growth() {
    return Math.pow(0.96, momentumDecay);
  }

  private double momentum(double power) {
    return beta1 * (1 - 0.5 * power);
  }

  /// P of a step, anew each time, so that it need not be kept: after some hundred factors nothing
  /// is left of it.
  private double product(long count) {
    double growth = growth();
    double power = 1;
    double product = 1;
    for (long i = 1; i <= count && product > NEGLIGIBLE; i++) {
      power *= growth;
      product *= momentum(power);
    }
    return product;
  }
}
