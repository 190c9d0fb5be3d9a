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

  static Evaluation train(long seed) {
    TensorDataset data = NoisyXor.of(1).dataset();
    Module model = Sequential.of(Seed.of(seed), he(2, 8), Activation.RELU, he(8, 1));
    Optimizer optimizer = new Optimizer(model, new Sgd(0.05));

    for (int epoch = 0; epoch < 500; epoch++) {
      for (Batch batch : new DataLoader(data, 32)) {
        optimizer.zeroGrad();
        Tensor logits = model.apply(batch.inputs());
        binaryCrossEntropyWithLogits(logits, batch.labels()).backward();
        optimizer.step();
      }
    }
    return Evaluation.of(model, Losses::binaryCrossEntropyWithLogits, data);
  }

  private static Sequential.Part he(int in, int out) {
    return seed -> new Linear(in, out, Initializer.heNormal(), Initializer.zeros(), seed);
  }

  /// Trains from several weights, and prints the losses: not every start leads to the goal.
  public static void main() {
    for (int seed = 1; seed <= 5; seed++) {
      IO.println("seed %d, after 500 epochs: loss %.4f".formatted(seed, train(seed).loss()));
    }
  }
}
