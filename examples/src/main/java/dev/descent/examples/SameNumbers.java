package dev.descent.examples;

import dev.descent.data.TensorDataset;
import dev.descent.nn.Module;
import dev.descent.scalar.Mlp;
import dev.descent.scalar.Value;
import java.util.List;
import java.util.Locale;

/// The lesson of [XorArrays] three times, from the same weights on the same batches: gradients
/// written out by hand, found by the scalar engine, and found by the tensor engine.
public final class SameNumbers {
  private SameNumbers() {}

  /// The mean loss of the points from `start` to before `end`.
  static Value loss(Mlp model, NoisyXor data, int start, int end) {
    Value sum = Value.of(0);
    for (int k = start; k < end; k++) {
      Value p = model.apply(data.inputs()[k]).getFirst();
      sum = sum.sub(data.targets()[k] == 1 ? p.log() : p.neg().add(1).log());
    }
    return sum.div(end - start);
  }

  static void train(Mlp model, NoisyXor data, int epochs) {
    for (int epoch = 0; epoch < epochs; epoch++) {
      for (int start = 0; start < data.size(); start += 32) {
        Value loss = loss(model, data, start, Math.min(start + 32, data.size()));
        model.zeroGrad();
        loss.backward();
        model.step(XorArrays.RATE);
      }
    }
  }

  /// Prints the losses of the same epochs, side by side.
  public static void main() {
    NoisyXor points = NoisyXor.of(1);
    TensorDataset data = points.dataset();
    XorArrays hand = new XorArrays(1);
    Mlp scalar = XorWeights.scalar(XorWeights.of(hand));
    Module tensor = XorWeights.tensor(XorWeights.of(hand));

    IO.println("epochs  by hand         scalars         tensors (float)");
    for (int epochs : List.of(0, 100, 200, 300, 400, 500)) {
      double byHand = points.loss(hand::predict);
      double byScalars = loss(scalar, points, 0, points.size()).data;
      double byTensors = XorDescent.loss(tensor, data);
      System.out.printf(
          Locale.ROOT, "%6d  %.12f  %.12f  %.5f%n", epochs, byHand, byScalars, byTensors);

      hand.train(points, 100);
      train(scalar, points, 100);
      XorDescent.train(tensor, data, 100);
    }
  }
}
