package dev.descent.train;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/// How often examples of each class were taken for each class, and what follows from that.
///
/// Precision, recall, F1 and their means are those of scikit-learn (macro average, zero division
/// 0).
///
/// - **Source** Sokolova and Lapalme 2009, "A systematic analysis of performance measures for
///   classification tasks"
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
  public void add(int actual, int predicted) {
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

  /// The share of the examples taken for a class that belong to it; 0 if none was taken for it.
  public double precision(int predicted) {
    long taken = taken(predicted);
    return taken == 0 ? 0 : (double) counts[predicted][predicted] / taken;
  }

  /// The share of a class's examples that was taken for it; 0 if there were none.
  public double recall(int actual) {
    long all = count(actual);
    return all == 0 ? 0 : (double) counts[actual][actual] / all;
  }

  /// The harmonic mean of precision and recall of a class; 0 if either is.
  public double f1(int of) {
    long either = count(of) + taken(of);
    return either == 0 ? 0 : 2.0 * counts[of][of] / either;
  }

  /// The mean of [#precision] over the classes that occur, each counting alike; NaN if none does.
  public double precision() {
    return mean(this::precision);
  }

  /// The mean of [#recall] over the classes that occur, each counting alike; NaN if none does.
  public double recall() {
    return mean(this::recall);
  }

  /// The mean of [#f1] over the classes that occur, each counting alike; NaN if none does.
  public double f1() {
    return mean(this::f1);
  }

  /// A class occurs if examples belong to it or were taken for it.
  private double mean(IntToDoubleFunction measure) {
    return IntStream.range(0, counts.length)
        .filter(each -> count(each) + taken(each) > 0)
        .mapToDouble(measure)
        .average()
        .orElse(Double.NaN);
  }

  private long taken(int predicted) {
    long sum = 0;
    for (long[] row : counts) {
      sum += row[predicted];
    }
    return sum;
  }

  /// Precision, recall and F1 as a table: a row a class, and at last their means.
  public String perClass() {
    StringBuilder table = new StringBuilder("class  precision  recall      f1  examples");
    long all = 0;
    for (int each = 0; each < counts.length; each++) {
      all += count(each);
      table.append(
          row(Integer.toString(each), precision(each), recall(each), f1(each), count(each)));
    }
    return table.append(row("mean", precision(), recall(), f1(), all)).toString();
  }

  private static String row(
      String name, double precision, double recall, double f1, long examples) {
    return String.format(
        Locale.ROOT, "%n%5s  %9.4f  %6.4f  %6.4f  %8d", name, precision, recall, f1, examples);
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
