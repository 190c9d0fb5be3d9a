package dev.descent.kernel;

import dev.descent.tensor.Reduce;

/// Accumulates lines of elements into one line, column by column, in double precision.
final class Fold {
  private final Reduce.Kind reduction;
  private final double[] sums;
  private final double[] maxima;
  private final int width;

  /// An empty accumulation.
  ///
  /// @param width the length of a line
  Fold(Reduce.Kind reduction, Scratch scratch, int width) {
    this.reduction = reduction;
    this.sums = scratch.accumulators;
    this.maxima = scratch.maxima;
    this.width = width;
    java.util.Arrays.fill(sums, 0, width, empty(reduction));
    if (reduction == Reduce.Kind.LOG_SUM_EXP) {
      java.util.Arrays.fill(maxima, 0, width, Double.NEGATIVE_INFINITY);
    }
  }

  /// The reduction of nothing, before it is stored.
  static double empty(Reduce.Kind reduction) {
    return switch (reduction) {
      case SUM, LOG_SUM_EXP -> 0;
      case MAX -> Double.NEGATIVE_INFINITY;
      case MIN -> Double.POSITIVE_INFINITY;
    };
  }

  /// Adds lines that lie one after the other.
  void add(float[] x, int lines) {
    if (width == 1) {
      addColumn(x, lines);
      return;
    }
    for (int line = 0; line < lines; line++) {
      int start = line * width;
      switch (reduction) {
        case SUM -> {
          for (int i = 0; i < width; i++) {
            sums[i] += x[start + i];
          }
        }
        case MAX -> {
          for (int i = 0; i < width; i++) {
            sums[i] = Math.max(sums[i], x[start + i]);
          }
        }
        case MIN -> {
          for (int i = 0; i < width; i++) {
            sums[i] = Math.min(sums[i], x[start + i]);
          }
        }
        case LOG_SUM_EXP -> {
          for (int i = 0; i < width; i++) {
            addExponential(i, x[start + i]);
          }
        }
      }
    }
  }

  private void addColumn(float[] x, int lines) {
    switch (reduction) {
      case SUM -> sums[0] += sum(x, 0, lines);
      case LOG_SUM_EXP -> {
        for (int i = 0; i < lines; i++) {
          addExponential(0, x[i]);
        }
      }
      default -> sums[0] = extreme(reduction, sums[0], x, 0, lines);
    }
  }

  /// Keeps Σ e^(x − max), rescaled whenever the maximum grows, as in online softmax (Milakov,
  /// Gimelshein 2018).
  private void addExponential(int i, double x) {
    double max = maxima[i];
    if (x <= max || Double.isNaN(x)) {
      sums[i] += x == max ? 1 : Math.exp(x - max);
    } else {
      sums[i] = sums[i] * Math.exp(max - x) + 1;
      maxima[i] = x;
    }
  }

  /// Writes the accumulated line.
  void store(float[] out, int start) {
    for (int i = 0; i < width; i++) {
      out[start + i] =
          (float) (reduction == Reduce.Kind.LOG_SUM_EXP ? logSumExp(maxima[i], sums[i]) : sums[i]);
    }
  }

  private static double logSumExp(double max, double sum) {
    return Double.isInfinite(max) && !Double.isNaN(sum) ? max : max + Math.log(sum);
  }

  /// Reduces one row that lies in one piece.
  static float row(Reduce.Kind reduction, float[] x, int start, int n) {
    return switch (reduction) {
      case SUM -> (float) sum(x, start, n);
      case MAX -> (float) extreme(reduction, Double.NEGATIVE_INFINITY, x, start, n);
      case MIN -> (float) extreme(reduction, Double.POSITIVE_INFINITY, x, start, n);
      case LOG_SUM_EXP -> {
        double max = extreme(Reduce.Kind.MAX, Double.NEGATIVE_INFINITY, x, start, n);
        double sum = 0;
        for (int i = 0; i < n && !Double.isInfinite(max); i++) {
          sum += Math.exp(x[start + i] - max);
        }
        yield (float) logSumExp(max, sum);
      }
    };
  }

  private static double sum(float[] x, int start, int n) {
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0;
    int i = 0;
    for (; i + 3 < n; i += 4) {
      a += x[start + i];
      b += x[start + i + 1];
      c += x[start + i + 2];
      d += x[start + i + 3];
    }
    for (; i < n; i++) {
      a += x[start + i];
    }
    return (a + b) + (c + d);
  }

  private static double extreme(Reduce.Kind reduction, double first, float[] x, int start, int n) {
    double best = first;
    for (int i = 0; i < n; i++) {
      best =
          reduction == Reduce.Kind.MAX
              ? Math.max(best, x[start + i])
              : Math.min(best, x[start + i]);
    }
    return best;
  }
}
