package dev.descent.examples;

import static dev.descent.nn.Losses.binaryCrossEntropyWithLogits;

import dev.descent.data.Batch;
import dev.descent.data.DataLoader;
import dev.descent.data.TensorDataset;
import dev.descent.nn.Activation;
import dev.descent.nn.Initializer;
import dev.descent.nn.Linear;
import dev.descent.nn.Losses;
import dev.descent.nn.Module;
import dev.descent.nn.Seed;
import dev.descent.nn.Sequential;
import dev.descent.optim.Optimizer;
import dev.descent.optim.Sgd;
import dev.descent.tensor.Tensor;
import dev.descent.train.Evaluation;

/// The classic lesson of [XorArrays] in Descent: the same network, data, batches and rate; the
/// gradients come by themselves.
public final class XorDescent {
  private XorDescent() {}

  static Module model(long seed) {
    return Sequential.of(Seed.of(seed), he(2, 8), Activation.RELU, he(8, 1));
  }

  static void train(Module model, TensorDataset data, int epochs) {
    Optimizer optimizer = new Optimizer(model, new Sgd(0.05));

    for (int epoch = 0; epoch < epochs; epoch++) {
      for (Batch batch : new DataLoader(data, 32)) {
        optimizer.zeroGrad();
        Tensor logits = model.apply(batch.inputs());
        binaryCrossEntropyWithLogits(logits, batch.labels()).backward();
        optimizer.step();
      }
    }
  }

  static double loss(Module model, TensorDataset data) {
    return Evaluation.of(model, Losses::binaryCrossEntropyWithLogits, data).loss();
  }

  private static Sequential.Part he(int in, int out) {
    return seed -> new Linear(in, out, Initializer.heNormal(), Initializer.zeros(), seed);
  }

  /// Trains from several weights, and prints the losses: not every start leads to the goal.
  public static void main() {
    TensorDataset data = NoisyXor.of(1).dataset();
    for (int seed = 1; seed <= 5; seed++) {
      Module model = model(seed);
      train(model, data, 500);
      IO.println("seed " + seed + ", loss after 500 epochs: " + loss(model, data));
    }
  }
}
