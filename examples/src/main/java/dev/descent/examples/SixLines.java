package dev.descent.examples;

import static dev.descent.nn.Losses.crossEntropy;

import dev.descent.data.Batch;
import dev.descent.data.DataLoader;
import dev.descent.data.TensorDataset;
import dev.descent.data.ToySets;
import dev.descent.nn.Losses;
import dev.descent.nn.Mlp;
import dev.descent.optim.Optimizer;
import dev.descent.optim.Sgd;
import dev.descent.tensor.Tensor;
import dev.descent.train.Evaluation;

/// The training loop in six lines, on two half moons.
public final class SixLines {
  private SixLines() {}

  static final TensorDataset MOONS = ToySets.of(ToySets.Kind.MOONS, 500, 0.1, 1);

  static Mlp train() {
    Mlp model = Mlp.of(1, 2, 16, 2);
    Optimizer optimizer = new Optimizer(model, new Sgd(0.5));
    DataLoader loader = new DataLoader(MOONS, 32).shuffled(1);

    for (int epoch = 0; epoch < 30; epoch++) {
      for (Batch batch : loader) {
        optimizer.zeroGrad();
        Tensor loss = crossEntropy(model.apply(batch.inputs()), batch.labels());
        loss.backward();
        optimizer.step();
      }
    }
    return model;
  }

  /// Trains, and prints how well it went.
  public static void main() {
    IO.println(Evaluation.of(train(), Losses::crossEntropy, MOONS).accuracy());
  }
}
