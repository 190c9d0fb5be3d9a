package dev.descent.examples;

import dev.descent.nn.Activation;
import dev.descent.nn.Linear;
import dev.descent.nn.Losses;
import dev.descent.nn.Module;
import dev.descent.nn.Parameter;
import dev.descent.nn.Seed;
import dev.descent.nn.Sequential;
import dev.descent.optim.Sgd;
import dev.descent.tensor.Tensor;
import dev.descent.train.Evaluation;
import dev.descent.train.Trainer;

/// A layer of your own: what it owns is registered by name, and `forward` says what it does. Its
/// gradients, its place in model files and its line in the summary come by themselves.
public final class CustomLayer {
  private CustomLayer() {}

  /// A residual block with a gate: x + g · relu(W·x + b), the gate g one number a feature.
  ///
  /// - **Shapes** x `[n, size]` → `[n, size]`
  static final class GatedResidual extends Module {
    private final Linear linear;
    private final Parameter gate;

    GatedResidual(int size, Seed seed) {
      linear = child("linear", new Linear(size, size, seed.child("linear")));
      gate = param("gate", Tensor.ones(size));
    }

    @Override
    protected Tensor forward(Tensor inputs) {
      return inputs.add(linear.apply(inputs).relu().mul(gate.value()));
    }
  }

  static Module model() {
    return Sequential.of(
        Seed.of(1),
        seed -> new Linear(2, 16, seed),
        Activation.RELU,
        seed -> new GatedResidual(16, seed),
        seed -> new Linear(16, 2, seed));
  }

  static Module train() {
    Module model = model();
    Trainer.of(model, Losses::crossEntropy, new Sgd(0.2))
        .epochs(30)
        .batchSize(32)
        .fit(SixLines.MOONS);
    return model;
  }

  /// Trains, and prints the layers.
  public static void main() {
    Module model = train();
    IO.println(model.summary(32, 2));
    IO.println(Evaluation.of(model, Losses::crossEntropy, SixLines.MOONS).accuracy());
  }
}
