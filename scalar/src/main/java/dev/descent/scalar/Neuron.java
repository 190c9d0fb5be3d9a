package dev.descent.scalar;

import java.util.List;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/// One unit: f(w₁·x₁ + ... + wₙ·xₙ + b).
public final class Neuron {
  private final List<Value> weights;
  private final Value bias;
  private final UnaryOperator<Value> activation;

  /// A neuron whose weights and bias are uniform in [−1, 1).
  ///
  /// @param activation f, such as `Value::tanh`
  public Neuron(int inputs, UnaryOperator<Value> activation, RandomGenerator random) {
    weights = Stream.generate(() -> Value.of(random.nextDouble(-1, 1))).limit(inputs).toList();
    bias = Value.of(random.nextDouble(-1, 1));
    this.activation = activation;
  }

  /// The neuron's output.
  public Value apply(List<Value> inputs) {
    if (inputs.size() != weights.size()) {
      throw new IllegalArgumentException(
          "a neuron with %d weights cannot take %d inputs"
              .formatted(weights.size(), inputs.size()));
    }
    Value sum = bias;
    for (int i = 0; i < weights.size(); i++) {
      sum = sum.add(weights.get(i).mul(inputs.get(i)));
    }
    return activation.apply(sum);
  }

  /// The weights, then the bias.
  public List<Value> parameters() {
    return Stream.concat(weights.stream(), Stream.of(bias)).toList();
  }
}
