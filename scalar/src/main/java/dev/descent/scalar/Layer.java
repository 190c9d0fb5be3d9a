package dev.descent.scalar;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/// Neurons side by side: all see the same inputs.
public final class Layer {
  private final List<Neuron> neurons;

  /// So many new neurons.
  public Layer(int inputs, int outputs, UnaryOperator<Value> activation, RandomGenerator random) {
    neurons = Stream.generate(() -> new Neuron(inputs, activation, random)).limit(outputs).toList();
  }

  /// The outputs, one a neuron.
  public List<Value> apply(List<Value> inputs) {
    List<Value> outputs = new ArrayList<>(neurons.size());
    for (Neuron neuron : neurons) {
      outputs.add(neuron.apply(inputs));
    }
    return outputs;
  }

  /// The parameters, neuron by neuron.
  public List<Value> parameters() {
    return neurons.stream().flatMap(neuron -> neuron.parameters().stream()).toList();
  }
}
