package dev.descent.nn;

import dev.descent.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/// A multilayer perceptron: linear layers with an activation between each two.
///
/// The layers are called "hidden" and "output"; several hidden ones "hidden1", "hidden2", and so
/// on.
///
/// - **Shapes** x `[..., sizes[0]]` → `[..., sizes[last]]`
/// - **Source** Rumelhart, Hinton and Williams 1986
public final class Mlp extends Module {
  private final Activation activation;
  private final List<Linear> layers = new ArrayList<>();

  private Mlp(Seed seed, Activation activation, int... sizes) {
    if (sizes.length < 2) {
      throw new IllegalArgumentException(
          "a perceptron needs at least the numbers of its inputs and outputs, such as 784, 512,"
              + " 10");
    }
    this.activation = activation;
    int hidden = sizes.length - 2;
    for (int i = 0; i <= hidden; i++) {
      String name = i == hidden ? "output" : hidden == 1 ? "hidden" : "hidden" + (i + 1);
      layers.add(child(name, new Linear(sizes[i], sizes[i + 1], seed.child(name))));
    }
  }

  /// A perceptron with ReLU between the layers.
  ///
  /// @param seed the same seed gives the same weights
  /// @param sizes the numbers of inputs, of each hidden layer's units, and of outputs
  public static Mlp of(long seed, int... sizes) {
    return of(seed, Activation.RELU, sizes);
  }

  /// A perceptron.
  ///
  /// @param seed the same seed gives the same weights
  /// @param activation what follows every layer but the last
  /// @param sizes the numbers of inputs, of each hidden layer's units, and of outputs
  public static Mlp of(long seed, Activation activation, int... sizes) {
    return new Mlp(Seed.of(seed), activation, sizes);
  }

  @Override
  protected Tensor forward(Tensor inputs) {
    Tensor result = layers.getFirst().apply(inputs);
    for (Linear layer : layers.subList(1, layers.size())) {
      result = layer.apply(activation.apply(result));
    }
    return result;
  }
}
