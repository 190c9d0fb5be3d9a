package dev.descent.cli;

import dev.descent.autograd.Grad;
import dev.descent.nn.Losses;
import dev.descent.tensor.Tensor;
import java.util.function.UnaryOperator;

/// Compares the gradient of a small network's loss with what the loss does when the weights move
/// that way. Only gross errors show in float32; the tests check each operation in double precision.
final class GradientCheck {
  /// A compromise: float32 rounds away smaller changes, the loss bends over larger ones.
  private static final double STEP = 0.02;

  private static final int EXAMPLES = 64;
  private static final int INPUTS = 16;
  private static final int HIDDEN = 32;
  private static final int CLASSES = 4;

  private GradientCheck() {}

  /// The relative error of the gradient's length, which is the slope of the loss in its direction.
  static double relativeError() {
    Tensor inputs = Tensor.normal(1, 1, EXAMPLES, INPUTS);
    Tensor output = Tensor.normal(1, 2, HIDDEN, CLASSES).mul(0.3);
    int[] classes = new int[EXAMPLES];
    for (int i = 0; i < EXAMPLES; i++) {
      classes[i] = i % CLASSES;
    }
    Tensor labels = Tensor.of(classes, EXAMPLES);
    UnaryOperator<Tensor> loss =
        w -> Losses.crossEntropy(inputs.matmul(w).tanh().matmul(output), labels);
    Tensor weights = Tensor.normal(1, 3, INPUTS, HIDDEN).mul(0.3);
    Tensor gradient = Grad.grad(loss).apply(weights);
    double slope = Math.sqrt(gradient.square().sum().item());
    Tensor ahead = weights.add(gradient.mul(STEP / slope));
    Tensor behind = weights.sub(gradient.mul(STEP / slope));
    double measured = (loss.apply(ahead).item() - loss.apply(behind).item()) / (2 * STEP);
    return Math.abs(measured - slope) / slope;
  }
}
