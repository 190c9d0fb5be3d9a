package dev.descent.examples;

import dev.descent.data.TensorDataset;
import dev.descent.tensor.Tensor;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;

/// A hundred points around the corners of a square, and whether just one of the corner's
/// coordinates is 1: the data of the classic lesson.
@SuppressWarnings("ArrayRecordComponent") // never compared
record NoisyXor(double[][] inputs, double[] targets) {
  private static final int POINTS = 100;
  private static final double NOISE = 0.1;

  static NoisyXor of(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[][] inputs = new double[POINTS][];
    double[] targets = new double[POINTS];
    for (int i = 0; i < POINTS; i++) {
      int a = random.nextInt(2);
      int b = random.nextInt(2);
      // Floats, so that the networks of both precisions see the same points.
      inputs[i] =
          new double[] {
            (float) (a + NOISE * random.nextGaussian()), (float) (b + NOISE * random.nextGaussian())
          };
      targets[i] = a ^ b;
    }
    return new NoisyXor(inputs, targets);
  }

  int size() {
    return targets.length;
  }

  /// The mean cross entropy of what is predicted for the points.
  double loss(ToDoubleFunction<double[]> predict) {
    double sum = 0;
    for (int k = 0; k < size(); k++) {
      double p = predict.applyAsDouble(inputs[k]);
      sum -= targets[k] == 1 ? Math.log(p) : Math.log(1 - p);
    }
    return sum / size();
  }

  /// The same points as tensors, `[n, 2]` and `[n, 1]`.
  TensorDataset dataset() {
    int n = size();
    float[] flat = new float[2 * n];
    float[] labels = new float[n];
    for (int i = 0; i < n; i++) {
      flat[2 * i] = (float) inputs[i][0];
      flat[2 * i + 1] = (float) inputs[i][1];
      labels[i] = (float) targets[i];
    }
    return TensorDataset.of(Tensor.wrap(flat, n, 2), Tensor.wrap(labels, n, 1));
  }
}
