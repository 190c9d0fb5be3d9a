package dev.descent.nn;

import dev.descent.tensor.Constant;
import dev.descent.tensor.RandomUniform;
import dev.descent.tensor.Tensor;

/// In training, sets each element to 0 with probability p and divides the others by 1 − p, so that
/// the expected value stays; in evaluation, leaves all as they are.
///
/// Which elements fall is a pure function of the seed and of how often the layer was applied in
/// training before: its counter "calls", which a resumed run restores.
///
/// - **Shapes** any, unchanged
/// - **Source** Srivastava et al. 2014, "Dropout: a simple way to prevent neural networks from
///   overfitting"
public final class Dropout extends Module {
  private final double probability;
  private final Seed seed;
  private final Counter calls = counter("calls");

  /// A dropout layer.
  ///
  /// @param probability of an element to fall, in [0, 1)
  /// @param seed see [Seed]
  public Dropout(double probability, Seed seed) {
    if (!(probability >= 0 && probability < 1)) {
      throw new IllegalArgumentException(
          "the probability of dropout must be at least 0 and below 1, not " + probability);
    }
    this.probability = probability;
    this.seed = seed.child("mask");
  }

  /// How often the layer was applied in training.
  public Counter calls() {
    return calls;
  }

  @Override
  protected Tensor forward(Tensor inputs) {
    if (!isTraining() || probability == 0) {
      return inputs;
    }
    Tensor key = calls.draw(call -> RandomUniform.key(seed.value(), seed.stream(), call));
    Tensor kept = Tensor.apply(new RandomUniform(inputs.shape()), key).ge(Constant.of(probability));
    return inputs.mul(kept.mul(Constant.of(1 / (1 - probability))));
  }
}
