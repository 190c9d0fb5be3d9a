package dev.descent.scalar;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;

/// A multilayer perceptron: layers one after the other. `Mlp.of(1, 3, 4, 4, 1)` has 3 inputs, two
/// hidden layers of 4 neurons, 1 output and 41 parameters.
///
/// ```java
/// Value loss = model.apply(2, 3, -1).getFirst().sub(1).pow(2);
/// model.zeroGrad();
/// loss.backward();
/// model.step(0.05);
/// ```
public final class Mlp {
  private final List<Layer> layers = new ArrayList<>();
  private final List<Value> parameters;

  /// A perceptron.
  ///
  /// @param seed the same seed gives the same weights
  /// @param hidden what follows every layer but the last, such as `Value::relu`
  /// @param output what follows the last
  /// @param sizes the numbers of inputs, of each hidden layer's neurons, and of outputs
  public Mlp(long seed, UnaryOperator<Value> hidden, UnaryOperator<Value> output, int... sizes) {
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 1; i < sizes.length; i++) {
      boolean last = i == sizes.length - 1;
      layers.add(new Layer(sizes[i - 1], sizes[i], last ? output : hidden, random));
    }
    parameters = layers.stream().flatMap(layer -> layer.parameters().stream()).toList();
  }

  /// A perceptron with tanh behind every layer.
  public static Mlp of(long seed, int... sizes) {
    return new Mlp(seed, Value::tanh, Value::tanh, sizes);
  }

  /// The outputs for given inputs.
  public List<Value> apply(List<Value> inputs) {
    List<Value> result = inputs;
    for (Layer layer : layers) {
      result = layer.apply(result);
    }
    return result;
  }

  /// The outputs for given numbers.
  public List<Value> apply(double... inputs) {
    return apply(Arrays.stream(inputs).mapToObj(Value::of).toList());
  }

  /// The parameters: layer by layer, neuron by neuron, each its weights and then its bias.
  public List<Value> parameters() {
    return parameters;
  }

  /// Forgets all gradients.
  public void zeroGrad() {
    parameters.forEach(Value::zeroGrad);
  }

  /// Gradient descent: each parameter goes a step against its gradient.
  public void step(double learningRate) {
    for (Value parameter : parameters) {
      parameter.data -= learningRate * parameter.grad;
    }
  }
}
