package dev.descent.examples;

import java.util.Locale;
import java.util.SplittableRandom;

/// A network of 2 inputs, 4 hidden units and 1 output learns XOR, with nothing but loops.
///
/// The sign: the error of a sample is E = ½·(target − output)², and a weight goes against dE/dw.
/// The chain rule gives dE/dw = −(target − output)·f′(z)·input. With delta = (target −
/// output)·f′(z) the two minus signs cancel: w ← w − lr·dE/dw is `w += lr · delta · input`. Who
/// defines delta with output − target has to write `w -= lr · delta · input`. Both are gradient
/// descent.
public final class XorByHand {
  static final double[][] INPUTS = {{0, 0}, {0, 1}, {1, 0}, {1, 1}};
  static final double[] TARGETS = {0, 1, 1, 0};
  static final int HIDDEN = 4;

  final double[][] weights = new double[HIDDEN][2]; // of hidden unit i for input j
  final double[] biases = new double[HIDDEN];
  final double[] outputWeights = new double[HIDDEN];
  double outputBias;

  private final double[] hidden = new double[HIDDEN];

  XorByHand(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < HIDDEN; i++) {
      for (int j = 0; j < 2; j++) {
        weights[i][j] = random.nextDouble(-1, 1);
      }
      outputWeights[i] = random.nextDouble(-1, 1);
    }
  }

  private static double sigmoid(double z) {
    return 1 / (1 + Math.exp(-z));
  }

  double predict(double[] inputs) {
    double sum = outputBias;
    for (int i = 0; i < HIDDEN; i++) {
      double z = biases[i];
      for (int j = 0; j < inputs.length; j++) {
        z += weights[i][j] * inputs[j];
      }
      hidden[i] = sigmoid(z);
      sum += outputWeights[i] * hidden[i];
    }
    return sigmoid(sum);
  }

  /// One step on one sample. The derivative of the sigmoid is output · (1 − output).
  void learn(double[] inputs, double target, double lr) {
    double output = predict(inputs);
    double outputDelta = (target - output) * output * (1 - output);
    for (int i = 0; i < HIDDEN; i++) {
      // The output's delta comes back through the weight as it was on the way forth.
      double delta = outputDelta * outputWeights[i] * hidden[i] * (1 - hidden[i]);
      outputWeights[i] += lr * outputDelta * hidden[i];
      for (int j = 0; j < inputs.length; j++) {
        weights[i][j] += lr * delta * inputs[j];
      }
      biases[i] += lr * delta;
    }
    outputBias += lr * outputDelta;
  }

  /// Trains, and prints what the network says.
  public static void main() {
    XorByHand network = new XorByHand(1);
    for (int step = 0; step < 40_000; step++) {
      network.learn(INPUTS[step % 4], TARGETS[step % 4], 0.5);
    }
    for (double[] inputs : INPUTS) {
      System.out.printf(
          Locale.ROOT, "%.0f xor %.0f = %.4f%n", inputs[0], inputs[1], network.predict(inputs));
    }
  }
}
