package dev.descent.kernel;

import dev.descent.tensor.Reduce;
import dev.descent.tensor.Unary;

/// Accumulates lines of elements into one line, column by column, in double precision.
///
/// One column, which is a row in memory, is summed in [#LANES] lanes that take turns, if it is long
/// enough for machine code.
final class Fold {
  /// So many sums run side by side along a row.
  static final int LANES = 16;

  /// From so many elements on: below, a call of machine code costs more than it saves.
  static final int FEWEST_IN_LANES = 256;

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
    java.util.Arrays.fill(sums, 0, Math.max(width, LANES), empty(reduction));
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
      case SUM -> addToLanes(sums, x, 0, lines);
      case LOG_SUM_EXP -> addExponentials(x, lines);
      default -> sums[0] = extreme(reduction, sums[0], x, 0, lines);
    }
  }

  /// The same as [#addExponential] for one column, of which `x` is overwritten.
  private void addExponentials(float[] x, int n) {
    double before = maxima[0];
    double max = extreme(Reduce.Kind.MAX, before, x, 0, n);
    maxima[0] = max;
    if (!Double.isInfinite(max)) { // otherwise that is the result
      for (int i = 0; i < n; i++) {
        x[i] -= (float) max;
      }
      Loops.unary(Unary.EXP, x, x, n);
      sums[0] = sums[0] * Math.exp(before - max) + sum(x, 0, n);
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
    if (width == 1 && reduction == Reduce.Kind.SUM) {
      out[start] = (float) ofLanes(sums);
      return;
    }
    for (int i = 0; i < width; i++) {
      out[start + i] =
          (float) (reduction == Reduce.Kind.LOG_SUM_EXP ? logSumExp(maxima[i], sums[i]) : sums[i]);
    }
  }

  private static double logSumExp(double max, double sum) {
    return Double.isInfinite(max) && !Double.isNaN(sum) ? max : max + Math.log(sum);
  }

  /// Reduces one row that lies in one piece, and may overwrite it.
  static float row(Reduce.Kind reduction, float[] x, int start, int n) {
    return switch (reduction) {
      case SUM -> (float) sum(x, start, n);
      case MAX -> (float) extreme(reduction, Double.NEGATIVE_INFINITY, x, start, n);
      case MIN -> (float) extreme(reduction, Double.POSITIVE_INFINITY, x, start, n);
      case LOG_SUM_EXP -> {
        double max = extreme(Reduce.Kind.MAX, Double.NEGATIVE_INFINITY, x, start, n);
        yield (float)
            logSumExp(
                max, Double.isInfinite(max) ? 1 : sumOfExponentials(x, start, n, (float) max));
      }
    };
  }

  /// The same as [#row] for each of some rows, with the exponentials of all in one loop.
  static void logSumExpOfRows(float[] x, int rows, int n, double[] maxima, float[] out, int start) {
    for (int row = 0; row < rows; row++) {
      maxima[row] = extreme(Reduce.Kind.MAX, Double.NEGATIVE_INFINITY, x, row * n, n);
      float max = Double.isInfinite(maxima[row]) ? 0 : (float) maxima[row];
      for (int i = row * n; i < (row + 1) * n; i++) {
        x[i] -= max;
      }
    }
    Loops.unary(Unary.EXP, x, x, rows * n);
    for (int row = 0; row < rows; row++) {
      out[start + row] = (float) logSumExp(maxima[row], sum(x, row * n, n));
    }
  }

  /// `Σ e^(x − max)`; the exponentials take the place of `x`.
  private static double sumOfExponentials(float[] x, int start, int n, float max) {
    for (int i = start; i < start + n; i++) {
      x[i] = FloatMath.exp(x[i] - max);
    }
    return sum(x, start, n);
  }

  private static double sum(float[] x, int start, int n) {
    if (n >= FEWEST_IN_LANES) {
      double[] lanes = new double[LANES];
      addToLanes(lanes, x, start, n);
      return ofLanes(lanes);
    }
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

  /// Adds to the first lanes in turn.
  private static void addToLanes(double[] lanes, float[] x, int start, int n) {
    int i = 0;
    for (; i + LANES <= n; i += LANES) {
      for (int lane = 0; lane < LANES; lane++) {
        lanes[lane] += x[start + i + lane];
      }
    }
    for (int lane = 0; i < n; i++, lane++) {
      lanes[lane] += x[start + i];
    }
  }

  /// The sum of the lanes, always in this order.
  static double ofLanes(double[] lanes) {
    double sum = 0;
    for (int lane = 0; lane < 4; lane++) {
      sum += (lanes[lane] + lanes[lane + 4]) + (lanes[lane + 8] + lanes[lane + 12]);
    }
    return sum;
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
