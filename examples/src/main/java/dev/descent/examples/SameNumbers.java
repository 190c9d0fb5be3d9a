package dev.descent.examples;

import dev.descent.data.Batch;
import dev.descent.data.DataLoader;
import dev.descent.nn.Losses;
import dev.descent.optim.Optimizer;
import dev.descent.optim.Sgd;
import dev.descent.scalar.Mlp;
import dev.descent.scalar.Value;
import dev.descent.tensor.Tensor;
import java.util.List;

/// The network of [XorArrays] three times, from the same weights on the same points: gradients
/// written out by hand, found by the scalar engine, and found by the tensor engine.
public final class SameNumbers {
  private SameNumbers() {}

  static Value loss(Mlp model, NoisyXor data) {
    Value sum = Value.of(0);
    for (int k = 0; k < data.targets().length; k++) {
      Value p = model.apply(data.inputs()[k]).getFirst();
      sum = sum.sub(data.targets()[k] == 1 ? p.log() : p.neg().add(1).log());
    }
    return sum.div(data.targets().length);
  }

  /// Prints the losses of the same steps, side by side.
  public static void main() {
    NoisyXor data = NoisyXor.of(1);
    XorArrays hand = new XorArrays(1);
    List<Double> weights = XorWeights.of(hand);
    Mlp scalar = XorWeights.scalar(weights);
    var tensor = XorWeights.tensor(weights);
    Optimizer optimizer = new Optimizer(tensor, new Sgd(XorArrays.RATE));
    Batch batch = new DataLoader(data.dataset(), 100).iterator().next();

    IO.println("step  by hand             scalars             tensors (float)");
    for (int step = 1; step <= 500; step++) {
      double byHand = hand.step(data.inputs(), data.targets(), 0, 100);

      Value loss = loss(scalar, data);
      scalar.zeroGrad();
      loss.backward();
      scalar.step(XorArrays.RATE);

      optimizer.zeroGrad();
      Tensor logits = tensor.apply(batch.inputs());
      Tensor tensorLoss = Losses.binaryCrossEntropyWithLogits(logits, batch.labels());
      tensorLoss.backward();
      optimizer.step();
      if (step == 1 || step % 100 == 0) {
        IO.println("%4d  %.16f  %.16f  %.8f".formatted(step, byHand, loss.data, tensorLoss.item()));
      }
    }
  }
}
