package dev.descent.train;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// How often examples of each class were taken for each class.
public final class ConfusionMatrix {
  private final long[][] counts;

  /// A matrix without examples so far.
  public ConfusionMatrix(int classes) {
    this.counts = new long[classes][classes];
  }

  /// Examples of one class that were taken for another.
  ///
  /// @param actual the class that they belong to
  /// @param predicted the class that they were taken for
  /// @param count how many
  public record Pair(int actual, int predicted, long count) {}

  /// Counts one example.
  void add(int actual, int predicted) {
    counts[actual][predicted]++;
  }

  /// The number of classes.
  public int classes() {
    return counts.length;
  }

  /// How many examples of a class were taken for a class.
  public long count(int actual, int predicted) {
    return counts[actual][predicted];
  }

  /// How many examples of a class there were.
  public long count(int actual) {
    long sum = 0;
    for (long count : counts[actual]) {
      sum += count;
    }
    return sum;
  }

  /// The share of all examples that was classified correctly; NaN if there were none.
  public double accuracy() {
    long correct = 0;
    long all = 0;
    for (int actual = 0; actual < counts.length; actual++) {
      correct += counts[actual][actual];
      all += count(actual);
    }
    return (double) correct / all;
  }

  /// The share of a class's examples that was classified correctly (recall); NaN if there were
  /// none.
  public double accuracy(int actual) {
    return (double) counts[actual][actual] / count(actual);
  }

  /// The most frequent mistakes, the worst first, at most `limit`; of equal ones the lower class
  /// first.
  public List<Pair> worstPairs(int limit) {
    List<Pair> mistakes = new ArrayList<>();
    for (int actual = 0; actual < counts.length; actual++) {
      for (int predicted = 0; predicted < counts.length; predicted++) {
        if (actual != predicted && counts[actual][predicted] > 0) {
          mistakes.add(new Pair(actual, predicted, counts[actual][predicted]));
        }
      }
    }
    mistakes.sort(Comparator.comparingLong(Pair::count).reversed());
    return List.copyOf(mistakes.subList(0, Math.min(limit, mistakes.size())));
  }

  /// The matrix as a table: a row a class, a column what its examples were taken for.
  @Override
  public String toString() {
    int width = Math.max(3, Integer.toString(counts.length - 1).length());
    for (int actual = 0; actual < counts.length; actual++) {
      width = Math.max(width, Long.toString(count(actual)).length());
    }
    StringBuilder table = new StringBuilder(" ".repeat(width));
    for (int predicted = 0; predicted < counts.length; predicted++) {
      table.append(cell(width, predicted));
    }
    for (int actual = 0; actual < counts.length; actual++) {
      table.append('\n').append(cell(width, actual).substring(1));
      for (long count : counts[actual]) {
        table.append(cell(width, count));
      }
    }
    return table.toString();
  }

  private static String cell(int width, long number) {
    String digits = Long.toString(number);
    return " ".repeat(1 + width - digits.length()) + digits;
  }
}
