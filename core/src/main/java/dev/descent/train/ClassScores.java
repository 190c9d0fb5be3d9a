package dev.descent.train;

import dev.descent.tensor.ShapeException;
import dev.descent.tensor.Tensor;

/// The scores that a model gives to each class, in double precision.
final class ClassScores {
  private final float[] outputs;
  private final int stride;
  private final int classes;

  private ClassScores(float[] outputs, int stride, int classes) {
    this.outputs = outputs;
    this.stride = stride;
    this.classes = classes;
  }

  /// The scores of a batch. Outputs beyond the classes don't count. One output for two classes is
  /// the logit of class 1, as in binary cross entropy; that of class 0 is then 0.
  ///
  /// - **Throws** [ShapeException] if there are fewer outputs
  ///
  /// @param outputs `[size, classes or more]`, or `[size]` or `[size, 1]` for two classes
  static ClassScores of(Tensor outputs, int size, int classes) {
    int stride = outputs.shape().count() / Math.max(1, size);
    if (stride < classes && !(stride == 1 && classes == 2)) {
      throw new ShapeException(
          "evaluation",
          "outputs "
              + outputs.shape()
              + " are too few for "
              + classes
              + " classes; the last layer needs one output a class");
    }
    return new ClassScores(outputs.toFloatArray(), stride, classes);
  }

  /// The logits of an example.
  double[] row(int example) {
    double[] logits = new double[classes];
    if (stride == 1 && classes == 2) {
      logits[1] = outputs[example];
      return logits;
    }
    for (int i = 0; i < classes; i++) {
      logits[i] = outputs[example * stride + i];
    }
    return logits;
  }

  /// The class with the largest score, the first of equal ones.
  static int best(double[] scores) {
    int best = 0;
    for (int i = 1; i < scores.length; i++) {
      if (scores[i] > scores[best]) {
        best = i;
      }
    }
    return best;
  }

  /// The softmax of the logits at a class.
  static double probability(double[] logits, int of) {
    double sum = 0;
    for (double logit : logits) {
      sum += Math.exp(logit - logits[of]);
    }
    return 1 / sum;
  }
}
