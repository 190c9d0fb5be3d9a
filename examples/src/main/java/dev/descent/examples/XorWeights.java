package dev.descent.examples;

import dev.descent.nn.Mlp;
import dev.descent.scalar.Value;
import dev.descent.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The weights of [XorArrays] for networks of the other engines.
final class XorWeights {
  private XorWeights() {}

  /// The weights in the scalar network's order: neuron by neuron, the bias last.
  static List<Double> of(XorArrays hand) {
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

  static dev.descent.scalar.Mlp scalar(List<Double> weights) {
    dev.descent.scalar.Mlp model =
        new dev.descent.scalar.Mlp(0, Value::relu, Value::sigmoid, 2, XorArrays.HIDDEN, 1);
    for (int i = 0; i < weights.size(); i++) {
      model.parameters().get(i).data = weights.get(i);
    }
    return model;
  }

  static Mlp tensor(List<Double> weights) {
    float[] numbers = new float[weights.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = weights.get(i).floatValue();
    }
    Tensor all = Tensor.of(numbers);
    Tensor hidden = all.slice(0, 0, 24).reshape(8, 3);
    Mlp model = Mlp.of(0, 2, XorArrays.HIDDEN, 1);
    model.load(
        Map.of(
            "hidden.weight", hidden.slice(1, 0, 2),
            "hidden.bias", hidden.slice(1, 2, 3).reshape(8),
            "output.weight", all.slice(0, 24, 32).reshape(1, 8),
            "output.bias", all.slice(0, 32, 33)));
    return model;
  }
}
