package dev.descent.cli.scaling;

import dev.descent.data.TensorDataset;
import dev.descent.nn.Activation;
import dev.descent.nn.Losses;
import dev.descent.nn.Mlp;
import dev.descent.optim.UpdateRule;
import dev.descent.tensor.Tensor;
import dev.descent.train.Trainer;
import dev.descent.train.TrainingSession;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/// A step of training an MLP with ReLU and cross-entropy on pictures of bytes.
///
/// @param name the rule's
/// @param states how many arrays of the parameters' size the rule keeps
/// @param batch examples
/// @param sizes of the layers, the inputs' first
public record Work(String name, UpdateRule rule, int states, int batch, List<Integer> sizes) {
  private static final int SERIES = 5;
  private static final int EXAMPLES = 4096;

  private long parameters() {
    long count = 0;
    for (int i = 1; i < sizes.size(); i++) {
      count += (sizes.get(i - 1) + 1L) * sizes.get(i);
    }
    return count;
  }

  /// The floating-point operations: two for each weight and example, forward, for the weights'
  /// gradient, and but for the first layer for the inputs' gradient.
  public double flops() {
    double sum = 0;
    for (int i = 1; i < sizes.size(); i++) {
      sum += (i == 1 ? 4.0 : 6.0) * sizes.get(i - 1) * sizes.get(i) * batch;
    }
    return sum;
  }

  /// The bytes that must be touched: weights and what the rule keeps are read and written, weights
  /// read once more, in the forward pass; pixels are bytes; each layer's outputs and their
  /// gradients are written and read.
  public long bytes() {
    long weights = Float.BYTES * parameters() * (3 + 2L * states);
    long layers = 0;
    for (int size : sizes.subList(1, sizes.size())) {
      layers += 4L * Float.BYTES * size * batch;
    }
    return weights + layers + (long) sizes.getFirst() * batch;
  }

  /// The sizes as in `784-512-10`; equal neighbours are counted.
  public String network() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < sizes.size(); ) {
      int end = i;
      while (end < sizes.size() && sizes.get(end).equals(sizes.get(i))) {
        end++;
      }
      text.append(text.isEmpty() ? "" : "-").append(sizes.get(i));
      text.append(end - i > 2 ? "x" + (end - i) : ("-" + sizes.get(i)).repeat(end - i - 1));
      i = end;
    }
    return text.toString();
  }

  /// What a step takes, in seconds: the median of five series, after one for the compiler.
  ///
  /// @param seconds how long to train for it in all
  public double measure(double seconds) {
    int[] layers = sizes.stream().mapToInt(Integer::intValue).toArray();
    TrainingSession session =
        Trainer.of(Mlp.of(1, Activation.RELU, layers), Losses::crossEntropy, rule)
            .batchSize(batch)
            .epochs(Integer.MAX_VALUE)
            .compile(true)
            .session(data());
    double perSeries = seconds / (SERIES + 1);
    series(session, perSeries);
    double[] took = new double[SERIES];
    for (int i = 0; i < SERIES; i++) {
      took[i] = series(session, perSeries);
    }
    Arrays.sort(took);
    return took[SERIES / 2];
  }

  private static double series(TrainingSession session, double seconds) {
    long start = System.nanoTime();
    long steps = 0;
    while (System.nanoTime() - start < seconds * 1e9 || steps < 3) {
      session.step();
      steps++;
    }
    return (System.nanoTime() - start) * 1e-9 / steps;
  }

  private TensorDataset data() {
    int examples = Math.max(batch, EXAMPLES / batch * batch);
    int classes = sizes.getLast();
    Random random = new Random(1);
    byte[] pixels = new byte[examples * sizes.getFirst()];
    random.nextBytes(pixels);
    int[] labels = random.ints(examples, 0, classes).toArray();
    return TensorDataset.ofClasses(
        Tensor.wrap(pixels, examples, sizes.getFirst()), Tensor.of(labels), classes);
  }
}
