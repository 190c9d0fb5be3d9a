package dev.descent.examples;

import dev.descent.nn.Module;
import dev.descent.scalar.Mlp;
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

  static Mlp scalar(List<Double> weights) {
    Mlp model = new Mlp(0, Value::relu, Value::sigmoid, 2, XorArrays.HIDDEN, 1);
    for (int i = 0; i < weights.size(); i++) {
      model.parameters().get(i).data = weights.get(i);
    }
    return model;
  }

  static Module tensor(List<Double> weights) {
    float[] numbers = new float[weights.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = weights.get(i).floatValue();
    }
    Tensor all = Tensor.of(numbers);
    Tensor hidden = all.slice(0, 0, 24).reshape(8, 3);
    Module model = XorDescent.model(0);
    model.load(
        Map.of(
            "0.weight", hidden.slice(1, 0, 2),
            "0.bias", hidden.slice(1, 2, 3).reshape(8),
            "2.weight", all.slice(0, 24, 32).reshape(1, 8),
            "2.bias", all.slice(0, 32, 33)));
    return model;
  }
}
