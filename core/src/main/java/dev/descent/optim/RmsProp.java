package dev.descent.optim;

import dev.descent.tensor.Constant;
import dev.descent.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/// RMSprop: the gradient divided by the root of its running mean square, with momentum if wanted:
///
/// ```text
/// g ← gradient + weightDecay·w
/// v ← decay·v + (1 − decay)·g²
/// a ← decay·a + (1 − decay)·g             only if centred
/// d ← g / (√v + epsilon)                  centred: √(v − a²) in place of √v
/// m ← momentum·m + d                      without momentum m = d
/// w ← w − learningRate·m
/// ```
///
/// as in PyTorch.
///
/// - **Source** Tieleman and Hinton 2012, "Lecture 6.5: rmsprop"; centred: Graves 2013, "Generating
///   sequences with recurrent neural networks", eq. 38 to 45
///
/// @param learningRate at least 0
/// @param decay of the running means, in [0, 1)
/// @param epsilon at least 0
/// @param momentum in [0, 1)
/// @param centered whether the gradient's variance is taken in place of its mean square
/// @param weightDecay at least 0
public record RmsProp(
    double learningRate,
    double decay,
    double epsilon,
    double momentum,
    boolean centered,
    double weightDecay)
    implements UpdateRule {
  /// Checks the numbers.
  public RmsProp {
    Settings.requireNotNegative("learning rate", learningRate);
    Settings.requireBelowOne("decay", decay);
    Settings.requireNotNegative("epsilon", epsilon);
    Settings.requireBelowOne("momentum", momentum);
    Settings.requireNotNegative("weight decay", weightDecay);
  }

  /// RMSprop with decay 0.99, epsilon 10⁻⁸, no momentum, not centred, no weight decay.
  public RmsProp(double learningRate) {
    this(learningRate, 0.99, 1e-8, 0, false, 0);
  }

  /// The same with another decay of the running means.
  public RmsProp decay(double changed) {
    return new RmsProp(learningRate, changed, epsilon, momentum, centered, weightDecay);
  }

  /// The same with another epsilon.
  public RmsProp epsilon(double changed) {
    return new RmsProp(learningRate, decay, changed, momentum, centered, weightDecay);
  }

  /// The same with another momentum.
  public RmsProp momentum(double changed) {
    return new RmsProp(learningRate, decay, epsilon, changed, centered, weightDecay);
  }

  /// The same with the gradient's variance, or with its mean square.
  public RmsProp centered(boolean changed) {
    return new RmsProp(learningRate, decay, epsilon, momentum, changed, weightDecay);
  }

  /// The same with another weight decay.
  public RmsProp weightDecay(double changed) {
    return new RmsProp(learningRate, decay, epsilon, momentum, centered, changed);
  }

  @Override
  public List<String> stateNames() {
    List<String> names = new ArrayList<>(List.of("square"));
    if (centered) {
      names.add("mean");
    }
    if (momentum != 0) {
      names.add("momentum");
    }
    return List.copyOf(names);
  }

  @Override
  public Update apply(Tensor parameter, Tensor gradient, List<Tensor> state, Step step) {
    Tensor g = Formulas.penalised(gradient, parameter, weightDecay, step);
    List<Tensor> next = new ArrayList<>();
    Tensor square = Formulas.runningMean(state.getFirst(), g.square(), decay, step);
    next.add(square);
    Tensor spread = square;
    if (centered) {
      Tensor mean = Formulas.runningMean(state.get(1), g, decay, step);
      next.add(mean);
      // Rounding can push a variance of 0 below 0, and its root would be no number.
      spread = square.sub(mean.square()).maximum(Constant.of(0));
    }
    Tensor direction = g.div(spread.sqrt().add(step.scalar(epsilon)));
    if (momentum != 0) {
      direction = state.getLast().mul(step.scalar(momentum)).add(direction);
      next.add(direction);
    }
    return new Update(parameter.sub(direction.mul(step.learningRate())), next);
  }
}
