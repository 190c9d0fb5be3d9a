package dev.descent.examples;

import static dev.descent.autograd.Grad.valueAndGrad;
import static dev.descent.nn.Losses.crossEntropy;

import dev.descent.data.Batch;
import dev.descent.data.DataLoader;
import dev.descent.nn.Losses;
import dev.descent.nn.Mlp;
import dev.descent.optim.Optimizer;
import dev.descent.optim.Sgd;
import dev.descent.tensor.Tensor;
import dev.descent.train.Evaluation;

/// The loop of [SixLines] as functions: a loss goes in, the function that also yields its gradients
/// comes out. The weights are the same to the last bit.
public final class ValueAndGrad {
  private ValueAndGrad() {}

  static Mlp train() {
    Mlp model = Mlp.of(1, 2, 16, 2);
    Optimizer optimizer = new Optimizer(model, new Sgd(0.5));
    DataLoader loader = new DataLoader(SixLines.MOONS, 32).shuffled(1);
    var lossAndGrad = valueAndGrad(model, (m, x, y) -> crossEntropy(m.apply(x), y));

    for (int epoch = 0; epoch < 30; epoch++) {
      for (Batch batch : loader) {
        var step = lossAndGrad.apply(batch.inputs(), batch.labels());
        optimizer.update(model, step.gradients());
        Tensor.eval(model, optimizer);
      }
    }
    return model;
  }

  /// Trains, and shows a gradient of a function that is no model.
  public static void main() {
    IO.println(Evaluation.of(train(), Losses::crossEntropy, SixLines.MOONS).accuracy());
    var square = valueAndGrad(x -> x.square().sum()).apply(Tensor.of(new float[] {1, 2, 3}));
    IO.println("x² summed: " + square.value() + ", its gradient: " + square.gradient());
  }
}
