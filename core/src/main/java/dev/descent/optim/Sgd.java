package dev.descent.optim;

import dev.descent.tensor.Tensor;
import java.util.List;

/// Stochastic gradient descent, with momentum if wanted:
///
/// ```text
/// g ← gradient + weightDecay·w
/// m ← momentum·m + (1 − dampening)·g      in the first step m ← g
/// w ← w − learningRate·m                  with Nesterov's momentum, g + momentum·m in place of m
/// ```
///
/// as in PyTorch.
///
/// - **Source** Sutskever et al. 2013, "On the importance of initialization and momentum in deep
///   learning"
///
/// @param learningRate at least 0
/// @param momentum in [0, 1)
/// @param dampening in [0, 1); 0 with Nesterov's momentum
/// @param nesterov whether the gradient is taken ahead of the momentum
/// @param weightDecay at least 0
public record Sgd(
    double learningRate, double momentum, double dampening, boolean nesterov, double weightDecay)
    implements UpdateRule {
  /// Checks the numbers.
  public Sgd {
    Settings.requireNotNegative("learning rate", learningRate);
    Settings.requireBelowOne("momentum", momentum);
    Settings.requireBelowOne("dampening", dampening);
    Settings.requireNotNegative("weight decay", weightDecay);
    if (nesterov && (momentum == 0 || dampening != 0)) {
      throw new IllegalArgumentException(
          "Nesterov's momentum needs a momentum above 0 and no dampening");
    }
  }

  /// Plain gradient descent.
  public Sgd(double learningRate) {
    this(learningRate, 0, 0, false, 0);
  }

  /// The same with another momentum.
  public Sgd momentum(double changed) {
    return new Sgd(learningRate, changed, dampening, nesterov, weightDecay);
  }

  /// The same with another dampening of the momentum.
  public Sgd dampening(double changed) {
    return new Sgd(learningRate, momentum, changed, nesterov, weightDecay);
  }

  /// The same with Nesterov's momentum, or without.
  public Sgd nesterov(boolean changed) {
    return new Sgd(learningRate, momentum, dampening, changed, weightDecay);
  }

  /// The same with another weight decay.
  public Sgd weightDecay(double changed) {
    return new Sgd(learningRate, momentum, dampening, nesterov, changed);
  }

  @Override
  public List<String> stateNames() {
    return momentum == 0 ? List.of() : List.of("momentum");
  }

  @Override
  public Update apply(Tensor parameter, Tensor gradient, List<Tensor> state, Step step) {
    Tensor rate = step.learningRate();
    Tensor decayed = Formulas.penalised(gradient, parameter, weightDecay, step);
    if (momentum == 0) {
      return new Update(parameter.sub(decayed.mul(rate)), List.of());
    }
    Tensor factor = step.scalar(momentum);
    Tensor added =
        dampening == 0
            ? decayed
            : decayed.mul(step.scalar(now -> now.count() == 1 ? 1 : 1 - dampening));
    Tensor velocity = state.getFirst().mul(factor).add(added);
    Tensor direction = nesterov ? decayed.add(velocity.mul(factor)) : velocity;
    return new Update(parameter.sub(direction.mul(rate)), List.of(velocity));
  }
}
