package dev.descent.bench.kernels;

import dev.descent.autograd.Grad;
import dev.descent.nn.Buffer;
import dev.descent.nn.Losses;
import dev.descent.tensor.Constant;
import dev.descent.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/// What training does beside products: fused elementwise loops, reductions, the loss. Results go
/// where an operand was, so that nothing but the work is timed; where work is repeated on its own
/// results, it is such that they stay of one size.
final class Loops {
  private Loops() {}

  static List<Kernel> kernels() {
    List<Kernel> kernels = new ArrayList<>();
    for (int count : new int[] {100_000, 10_000_000}) {
      String size = ", %,d".formatted(count);
      long bytes = (long) Float.BYTES * count;
      kernels.add(
          Kernel.ofDescent(
              "g ← (x + y > 0)·g" + size, 4 * bytes, 3 * bytes, () -> maskedGradient(count)));
      kernels.add(
          Kernel.ofDescent("h ← relu(½x + ½h)" + size, 3 * bytes, 2 * bytes, () -> blend(count)));
    }
    for (int[] shape : new int[][] {{128, 512}, {8192, 1024}}) {
      long bytes = (long) Float.BYTES * shape[0] * shape[1];
      for (int axis = 0; axis < 2; axis++) {
        String name =
            "sum of %s [%d, %d]".formatted(axis == 0 ? "rows" : "columns", shape[0], shape[1]);
        int along = axis;
        kernels.add(
            Kernel.ofDescent(name, bytes, bytes, () -> sum(name, shape[0], shape[1], along)));
      }
    }
    for (int[] shape : new int[][] {{128, 10}, {1024, 1000}}) {
      long bytes = (long) Float.BYTES * shape[0] * shape[1];
      String name = "softmax cross-entropy, gradient [%d, %d]".formatted(shape[0], shape[1]);
      kernels.add(
          Kernel.ofDescent(name, 2 * bytes, bytes, () -> crossEntropy(name, shape[0], shape[1])));
    }
    return kernels;
  }

  private static void nothing() {}

  private static Runnable maskedGradient(int count) {
    float[] x = Numbers.uniform(1, count, 1);
    float[] y = Numbers.uniform(2, count, 1);
    float[] g = Numbers.uniform(3, count, 1);
    double[] expected = new double[count];
    for (int i = 0; i < count; i++) {
      expected[i] = x[i] + y[i] > 0 ? g[i] : 0;
    }
    Tensor sum = Tensor.wrap(x, count).add(Tensor.wrap(y, count));
    Buffer gradient = new Buffer(Tensor.wrap(g, count));
    Repeated work =
        new Repeated(
            List.of(gradient),
            _ -> {
              gradient.assign(sum.gt(Constant.of(0)).where(gradient.value(), Constant.of(0)));
              return List.of();
            },
            Loops::nothing);
    Agreement.require("masked gradient", gradient.value().toFloatArray(), expected);
    return work;
  }

  private static Runnable blend(int count) {
    float[] x = Numbers.uniform(1, count, 1);
    float[] h = Numbers.uniform(2, count, 1);
    double[] expected = Numbers.doubles(h);
    for (int run = 0; run < Repeated.CHECKED_AFTER; run++) {
      for (int i = 0; i < count; i++) {
        expected[i] = Math.max(0, 0.5 * x[i] + 0.5 * expected[i]);
      }
    }
    Tensor half = Tensor.scalar(0.5);
    Tensor inputs = Tensor.wrap(x, count);
    Buffer hidden = new Buffer(Tensor.wrap(h, count));
    Repeated work =
        new Repeated(
            List.of(hidden),
            _ -> {
              hidden.assign(inputs.mul(half).add(hidden.value().mul(half)).relu());
              return List.of();
            },
            Loops::nothing);
    Agreement.require("blend", hidden.value().toFloatArray(), expected);
    return work;
  }

  private static Runnable sum(String name, int rows, int columns, int axis) {
    float[] x = Numbers.uniform(1, rows * columns, 1);
    double[] expected = new double[axis == 0 ? columns : rows];
    for (int i = 0; i < x.length; i++) {
      expected[axis == 0 ? i % columns : i / columns] += x[i];
    }
    Tensor matrix = Tensor.wrap(x, rows, columns);
    Repeated work = new Repeated(List.of(), _ -> List.of(matrix.sum(false, axis)), Loops::nothing);
    Agreement.require(name, work.result(), expected);
    return work;
  }

  /// The loss and its gradient, which replaces the logits.
  private static Runnable crossEntropy(String name, int rows, int classes) {
    float[] first = Numbers.uniform(1, rows * classes, 2);
    int[] labels = new int[rows];
    for (int row = 0; row < rows; row++) {
      labels[row] = row * 7 % classes;
    }
    double[] expected = Numbers.doubles(first);
    double[] expectedLoss = new double[1];
    for (int run = 0; run < Repeated.CHECKED_AFTER; run++) {
      expectedLoss[0] = lossAndGradient(expected, labels, classes);
    }
    Buffer logits = new Buffer(Tensor.wrap(first, rows, classes));
    Tensor targets = Tensor.of(labels, rows);
    Repeated work =
        new Repeated(
            List.of(logits),
            _ -> {
              Grad.ValueAndGradient both =
                  Grad.valueAndGrad((Tensor of) -> Losses.crossEntropy(of, targets))
                      .apply(logits.value());
              logits.assign(both.gradient());
              return List.of(both.value());
            },
            Loops::nothing);
    Agreement.require(name + ", loss", work.result(), expectedLoss);
    Agreement.require(name, logits.value().toFloatArray(), expected);
    return work;
  }

  /// The mean loss of logits, which its gradient replaces.
  private static double lossAndGradient(double[] logits, int[] labels, int classes) {
    double loss = 0;
    for (int row = 0; row < labels.length; row++) {
      double sum = 0;
      for (int c = 0; c < classes; c++) {
        sum += Math.exp(logits[row * classes + c]);
      }
      loss += Math.log(sum) - logits[row * classes + labels[row]];
      for (int c = 0; c < classes; c++) {
        double probability = Math.exp(logits[row * classes + c]) / sum;
        logits[row * classes + c] = (probability - (c == labels[row] ? 1 : 0)) / labels.length;
      }
    }
    return loss / labels.length;
  }
}
