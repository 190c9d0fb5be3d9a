package dev.descent.examples;

import dev.descent.nn.Losses;
import dev.descent.nn.Mlp;
import dev.descent.optim.Adam;
import dev.descent.tensor.Tensor;
import dev.descent.train.Evaluation;
import dev.descent.train.Trainer;

/// A loss of your own: a function of outputs and labels that ends in one number.
public final class CustomLoss {
  private CustomLoss() {}

  /// The focal loss: the cross entropy −log p, weighted by (1 − p)², so that examples that are
  /// right already count for little.
  ///
  /// - **Shapes** logits `[n, classes]`, labels int32 `[n]` → `[]`
  /// - **Source** Lin et al. 2017, "Focal loss for dense object detection"
  static Tensor focal(Tensor logits, Tensor labels) {
    Tensor logP = logits.logSoftmax(-1).gather(labels);
    return logP.exp().sub(1).square().mul(logP).mean().neg();
  }

  static Mlp train() {
    Mlp model = Mlp.of(1, 2, 16, 2);
    Trainer.of(model, CustomLoss::focal, new Adam(0.01))
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
