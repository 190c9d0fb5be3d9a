package dev.descent.examples;

import dev.descent.nn.Losses;
import dev.descent.nn.Mlp;
import dev.descent.optim.Step;
import dev.descent.optim.UpdateRule;
import dev.descent.tensor.Tensor;
import dev.descent.train.Evaluation;
import dev.descent.train.Trainer;
import java.util.List;

/// An optimizer of your own: a record that says how the next value comes from the gradient. What it
/// keeps from step to step has a name, and so a place in checkpoints.
public final class CustomOptimizer {
  private CustomOptimizer() {}

  /// Sign descent with momentum: only the direction of the averaged gradient counts, so that every
  /// weight moves by the learning rate.
  ///
  /// - **Source** Bernstein et al. 2018, "signSGD" (Signum)
  record Signum(double learningRate, double momentum) implements UpdateRule {
    @Override
    public List<String> stateNames() {
      return List.of("momentum");
    }

    @Override
    public Update apply(Tensor parameter, Tensor gradient, List<Tensor> state, Step step) {
      // Numbers go through the step: then a changed learning rate costs no new plan.
      Tensor kept = step.scalar(momentum);
      Tensor added = step.scalar(1 - momentum);
      Tensor average = state.getFirst().mul(kept).add(gradient.mul(added));
      Tensor direction = average.gt(Tensor.scalar(0)).sub(average.lt(Tensor.scalar(0)));
      Tensor rate = step.learningRate();
      return new Update(parameter.sub(direction.mul(rate)), List.of(average));
    }
  }

  static Mlp train() {
    Mlp model = Mlp.of(1, 2, 16, 2);
    Trainer.of(model, Losses::crossEntropy, new Signum(0.003, 0.9))
        .epochs(30)
        .batchSize(32)
        .fit(SixLines.MOONS);
    return model;
  }

  /// Trains with it, and prints the accuracy.
  public static void main() {
    IO.println(Evaluation.of(train(), Losses::crossEntropy, SixLines.MOONS).accuracy());
  }
}
