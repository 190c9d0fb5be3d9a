package dev.descent.nn;

import dev.descent.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/// A multilayer perceptron: linear layers with an activation between each two.
///
/// The parts are called "hidden", "activation" and "output"; with several hidden layers "hidden1",
/// "activation1", "hidden2", and so on. With dropout, "dropout" follows each activation.
///
/// - **Shapes** x `[..., sizes[0]]` → `[..., sizes[last]]`
/// - **Source** Rumelhart, Hinton and Williams 1986
public final class Mlp extends Module {
  private final List<Module> parts = new ArrayList<>();

  private Mlp(Seed seed, Activation activation, double dropout, int... sizes) {
    int hidden = sizes.length - 2;
    if (hidden < 0) {
      throw new IllegalArgumentException(
          "a perceptron needs the numbers of its inputs and outputs at least, such as 784, 512, 10");
    }
    for (int i = 0; i < hidden; i++) {
      String number = hidden == 1 ? "" : Integer.toString(i + 1);
      parts.add(linear("hidden" + number, sizes[i], sizes[i + 1], seed));
      parts.add(child("activation" + number, activation.layer()));
      if (dropout > 0) {
        String name = "dropout" + number;
        parts.add(child(name, new Dropout(dropout, seed.child(name))));
      }
    }
    parts.add(linear("output", sizes[hidden], sizes[hidden + 1], seed));
  }

  private Linear linear(String name, int in, int out, Seed seed) {
    return child(name, new Linear(in, out, seed.child(name)));
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
    return of(seed, activation, 0, sizes);
  }

  /// A perceptron with dropout after each activation.
  ///
  /// @param seed the same seed gives the same weights, with dropout or without
  /// @param activation what follows every layer but the last
  /// @param dropout the probability of a hidden unit's output to fall, in [0, 1)
  /// @param sizes the numbers of inputs, of each hidden layer's units, and of outputs
  public static Mlp of(long seed, Activation activation, double dropout, int... sizes) {
    return new Mlp(Seed.of(seed), activation, dropout, sizes);
  }

  @Override
  protected Tensor forward(Tensor inputs) {
    Tensor result = inputs;
    for (Module part : parts) {
      result = part.apply(result);
    }
    return result;
  }
}
