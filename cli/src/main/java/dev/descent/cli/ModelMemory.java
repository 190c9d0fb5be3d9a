package dev.descent.cli;

import dev.descent.train.MlpSpec;
import java.util.List;
import java.util.Locale;

/// Refuses networks that cannot fit, before memory is taken for them.
final class ModelMemory {
  /// Weights, gradients, what an optimizer keeps, and a copy to find the cause of a divergence.
  private static final int COPIES = 4;

  private ModelMemory() {}

  /// The number of weights and biases.
  static long parameters(MlpSpec model) {
    List<Integer> sizes = model.sizes();
    long count = 0;
    for (int i = 1; i < sizes.size(); i++) {
      count += (sizes.get(i - 1) + 1L) * sizes.get(i);
    }
    return count;
  }

  /// **Throws** [IllegalArgumentException] if the network needs more than the heap has
  static void require(MlpSpec model, long heapBytes) {
    long parameters = parameters(model);
    long bytes = parameters * Float.BYTES * COPIES;
    if (bytes > heapBytes) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "a network of %,d parameters needs about %s to train, and Java has %s: take smaller"
                  + " --hidden layers, or give Java more with DESCENT_JAVA_OPTS=-Xmx...g",
              parameters,
              gigabytes(bytes),
              gigabytes(heapBytes)));
    }
  }

  private static String gigabytes(long bytes) {
    return String.format(Locale.ROOT, "%,.1f GB", bytes / 1e9);
  }
}
