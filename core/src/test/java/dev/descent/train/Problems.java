package dev.descent.train;

import dev.descent.data.TensorDataset;
import dev.descent.nn.Activation;
import dev.descent.nn.Mlp;
import dev.descent.tensor.Tensor;

/// Small problems to learn.
final class Problems {
  private Problems() {}

  /// Whether two truth values differ, four examples of each case.
  static TensorDataset xor() {
    float[] inputs = new float[32];
    int[] labels = new int[16];
    for (int i = 0; i < labels.length; i++) {
      inputs[2 * i] = i & 1;
      inputs[2 * i + 1] = i >> 1 & 1;
      labels[i] = (i ^ i >> 1) & 1;
    }
    return TensorDataset.ofClasses(Tensor.wrap(inputs, 16, 2), Tensor.of(labels), 2);
  }

  /// Points scattered around three centres.
  static TensorDataset blobs(int count, long seed) {
    float[] inputs = Tensor.normal(seed, 0, count, 2).toFloatArray();
    int[] labels = new int[count];
    for (int i = 0; i < count; i++) {
      labels[i] = i % 3;
      inputs[2 * i] += 6 * labels[i];
      inputs[2 * i + 1] += labels[i] == 1 ? 6 : 0;
    }
    return TensorDataset.ofClasses(Tensor.wrap(inputs, count, 2), Tensor.of(labels), 3);
  }

  static Mlp mlp(int... sizes) {
    return Mlp.of(1, Activation.TANH, sizes);
  }
}
