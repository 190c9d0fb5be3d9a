package dev.descent.examples;

import dev.descent.data.Batch;
import dev.descent.data.DataLoader;
import dev.descent.nn.Losses;
import dev.descent.optim.Optimizer;
import dev.descent.optim.Sgd;
import dev.descent.scalar.Mlp;
import dev.descent.scalar.Value;
import dev.descent.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The network of [XorArrays] three times, from the same weights on the same points: gradients
/// written out by hand, found by the scalar engine, and found by the tensor engine.
public final class SameNumbers {
  private SameNumbers() {}

  /// The weights in the scalar network's order: neuron by neuron, the bias last.
  static List<Double> weights(XorArrays hand) {
    List<Double> weights = new ArrayList<>();
    for (int i = 0; i < XorArrays.HIDDEN; i++) {
      weights.addAll(List.of(hand.w1[i][0], hand.w1[i][1], hand.b1[i]));
    }
    for (double weight : hand.w2) {
      weights.add(weight);
    }
    weights.add(hand.b2);
    return weights;
  }

  static Mlp scalar(List<Double> weights) {
    Mlp model = new Mlp(0, Value::relu, Value::sigmoid, 2, XorArrays.HIDDEN, 1);
    for (int i = 0; i < weights.size(); i++) {
      model.parameters().get(i).data = weights.get(i);
    }
    return model;
  }

  static Value loss(Mlp model, NoisyXor data) {
    Value sum = Value.of(0);
    for (int k = 0; k < data.targets().length; k++) {
      Value p = model.apply(data.inputs()[k]).getFirst();
      sum = sum.sub(data.targets()[k] == 1 ? p.log() : p.neg().add(1).log());
    }
    return sum.div(data.targets().length);
  }

  static dev.descent.nn.Mlp tensor(List<Double> weights) {
    float[] numbers = new float[weights.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = weights.get(i).floatValue();
    }
    Tensor all = Tensor.of(numbers);
    Tensor hidden = all.slice(0, 0, 24).reshape(8, 3);
    var model = dev.descent.nn.Mlp.of(0, 2, XorArrays.HIDDEN, 1);
    model.load(
        Map.of(
            "hidden.weight", hidden.slice(1, 0, 2),
            "hidden.bias", hidden.slice(1, 2, 3).reshape(8),
            "output.weight", all.slice(0, 24, 32).reshape(1, 8),
            "output.bias", all.slice(0, 32, 33)));
    return model;
  }

  /// Prints the losses of the same steps, side by side.
  public static void main() {
    NoisyXor data = NoisyXor.of(1);
    XorArrays hand = new XorArrays(1);
    Mlp scalar = scalar(weights(hand));
    var tensor = tensor(weights(hand));
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
