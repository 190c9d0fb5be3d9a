package dev.descent.bench;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// Timings of several programs, taken in turns: `rounds.get(r).get(c)` are the epochs of program
/// `c` in round `r`, the first of them a warm-up that is not counted.
///
/// @param names of the programs; the first is the one the others are compared with
/// @param rounds at least one, each with as many runs as there are names
record Comparison(List<String> names, List<List<List<Epoch>>> rounds) {
  Comparison {
    if (rounds.isEmpty()) throw new IllegalArgumentException("no rounds");
    for (List<List<Epoch>> round : rounds) {
      if (round.size() != names.size())
        throw new IllegalArgumentException("a round without a run of each program");
      for (List<Epoch> run : round) {
        if (run.size() < 2)
          throw new IllegalArgumentException("a run needs an epoch after its warm-up");
      }
    }
  }

  /// Programs whose loss after the last epoch, median of the rounds, is further from the first
  /// program's than `tolerance` times that: they did not do the same work. One sentence each.
  List<String> disagreements(double tolerance) {
    List<String> found = new ArrayList<>();
    double expected = finalLoss(0);
    for (int c = 1; c < names.size(); c++) {
      double loss = finalLoss(c);
      if (!(Math.abs(loss - expected) <= tolerance * expected)) {
        found.add(
            String.format(
                Locale.ROOT,
                "%s ends at loss %.5f, %s at %.5f",
                names.get(c),
                loss,
                names.getFirst(),
                expected));
      }
    }
    return found;
  }

  /// A Markdown table: a program a line, with seconds an epoch, and how the first program's time
  /// relates to each other's.
  String table() {
    StringBuilder table = new StringBuilder();
    table.append(
        "| system | seconds an epoch | %s ÷ this | loss | test accuracy |\n"
            .formatted(names.getFirst()));
    table.append("| --- | --- | --- | --- | --- |\n");
    for (int c = 0; c < names.size(); c++) {
      table.append(
          String.format(
              Locale.ROOT,
              "| %s | %s | %s | %.4f | %.2f %% |\n",
              names.get(c),
              spread(seconds(c), 3),
              c == 0 ? "" : spread(ratios(c), 2),
              finalLoss(c),
              100 * finalAccuracy(c)));
    }
    return table.toString();
  }

  /// Median, minimum and maximum, each with so many decimals.
  private static String spread(double[] values, int decimals) {
    return "%s (%s to %s)"
        .formatted(
            decimal(median(values), decimals),
            decimal(Arrays.stream(values).min().orElseThrow(), decimals),
            decimal(Arrays.stream(values).max().orElseThrow(), decimals));
  }

  private static String decimal(double value, int decimals) {
    return new BigDecimal(value).setScale(decimals, RoundingMode.HALF_EVEN).toPlainString();
  }

  /// All counted epochs of a program.
  private double[] seconds(int program) {
    return rounds.stream()
        .flatMapToDouble(round -> Arrays.stream(counted(round.get(program))))
        .toArray();
  }

  /// A ratio a round, so that what slows a machine for minutes weighs on both sides of it.
  private double[] ratios(int program) {
    return rounds.stream()
        .mapToDouble(
            round -> median(counted(round.getFirst())) / median(counted(round.get(program))))
        .toArray();
  }

  private double finalLoss(int program) {
    return median(
        rounds.stream().mapToDouble(round -> round.get(program).getLast().loss()).toArray());
  }

  private double finalAccuracy(int program) {
    return median(
        rounds.stream().mapToDouble(round -> round.get(program).getLast().accuracy()).toArray());
  }

  private static double[] counted(List<Epoch> run) {
    return run.stream().skip(1).mapToDouble(Epoch::seconds).toArray();
  }

  static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
