package dev.descent.examples;

import java.util.SplittableRandom;

/// The classic lesson: 2-8-1, ReLU, sigmoid, binary cross entropy, weights by He (a deviation of
/// √(2 / inputs)), batches of 32, 500 epochs, learning rate 0.05; every gradient written out.
public final class XorArrays {
  static final int HIDDEN = 8;
  static final double RATE = 0.05;
  final double[][] w1 = new double[HIDDEN][2];
  final double[] b1 = new double[HIDDEN];
  final double[] w2 = new double[HIDDEN];
  double b2;

  XorArrays(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < HIDDEN; i++) {
      w1[i][0] = (float) (random.nextGaussian() * Math.sqrt(2.0 / 2));
      w1[i][1] = (float) (random.nextGaussian() * Math.sqrt(2.0 / 2));
      w2[i] = (float) (random.nextGaussian() * Math.sqrt(2.0 / HIDDEN));
    }
  }

  double predict(double[] x) {
    double z2 = b2;
    for (int i = 0; i < HIDDEN; i++) {
      z2 += w2[i] * Math.max(0, w1[i][0] * x[0] + w1[i][1] * x[1] + b1[i]);
    }
    return 1 / (1 + Math.exp(-z2));
  }

  /// One step on the points from `start` to before `end`.
  void step(double[][] x, double[] y, int start, int end) {
    double[][] dw1 = new double[HIDDEN][2];
    double[] db1 = new double[HIDDEN];
    double[] dw2 = new double[HIDDEN];
    double db2 = 0;
    for (int k = start; k < end; k++) {
      // dL/dp = (p − y) / (p·(1 − p)) and dp/dz = p·(1 − p): what is left is p − y.
      double dz2 = (predict(x[k]) - y[k]) / (end - start);
      for (int i = 0; i < HIDDEN; i++) {
        double z1 = w1[i][0] * x[k][0] + w1[i][1] * x[k][1] + b1[i];
        double dz1 = z1 > 0 ? dz2 * w2[i] : 0;
        dw2[i] += dz2 * Math.max(0, z1);
        dw1[i][0] += dz1 * x[k][0];
        dw1[i][1] += dz1 * x[k][1];
        db1[i] += dz1;
      }
      db2 += dz2;
    }
    for (int i = 0; i < HIDDEN; i++) {
      w1[i][0] -= RATE * dw1[i][0];
      w1[i][1] -= RATE * dw1[i][1];
      b1[i] -= RATE * db1[i];
      w2[i] -= RATE * dw2[i];
    }
    b2 -= RATE * db2;
  }

  void train(NoisyXor data, int epochs) {
    for (int epoch = 0; epoch < epochs; epoch++) {
      for (int start = 0; start < data.size(); start += 32) {
        step(data.inputs(), data.targets(), start, Math.min(start + 32, data.size()));
      }
    }
  }

  /// Trains, and prints the loss.
  public static void main() {
    NoisyXor data = NoisyXor.of(1);
    XorArrays network = new XorArrays(1);
    network.train(data, 500);
    IO.println("loss after 500 epochs: " + data.loss(network::predict));
  }
}
