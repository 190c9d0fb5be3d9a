package dev.descent.train.coach;

import dev.descent.io.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// How much the classes' shares differ from batch to batch: Pearson's chi-squared statistic of the
/// table batches × classes. If batches are drawn at random it is about its degrees of freedom,
/// whatever the classes' shares are.
///
/// - **Source** Pearson 1900, "On the criterion that a given system of deviations ... can be
///   reasonably supposed to have arisen from random sampling"
final class LabelMix {
  private final List<Double> totals = new ArrayList<>();
  private final List<Double> squares = new ArrayList<>(); // Σ n²/batch size, a class each
  private int batches;

  /// Notes a batch.
  ///
  /// @param counts how many examples of each class
  void add(List<Integer> counts) {
    double size = counts.stream().mapToInt(Integer::intValue).sum();
    if (size == 0) {
      return;
    }
    while (totals.size() < counts.size()) {
      totals.add(0.0);
      squares.add(0.0);
    }
    for (int i = 0; i < counts.size(); i++) {
      double count = counts.get(i);
      totals.set(i, totals.get(i) + count);
      squares.set(i, squares.get(i) + count * count / size);
    }
    batches++;
  }

  /// How many batches there were.
  int batches() {
    return batches;
  }

  /// χ², the sum over batches b and classes c of (n_bc − e_bc)² / e_bc, where e_bc is what a batch
  /// of this size has of the class on average.
  double chiSquared() {
    double all = totals.stream().mapToDouble(Double::doubleValue).sum();
    double sum = -all;
    for (int i = 0; i < totals.size(); i++) {
      sum += totals.get(i) == 0 ? 0 : squares.get(i) / totals.get(i) * all;
    }
    return sum;
  }

  /// (batches − 1)·(classes that occur − 1).
  double degreesOfFreedom() {
    long occurring = totals.stream().filter(total -> total > 0).count();
    return (double) Math.max(0, batches - 1) * Math.max(0, occurring - 1);
  }

  Map<String, Object> state() {
    Map<String, Object> state = new LinkedHashMap<>();
    state.put("batches", batches);
    state.put("totals", List.copyOf(totals));
    state.put("squares", List.copyOf(squares));
    return state;
  }

  void restore(Map<String, ?> state) {
    batches = (int) Json.toDouble(state.get("batches"));
    totals.clear();
    squares.clear();
    Observations.list(state.get("totals")).forEach(each -> totals.add(Json.toDouble(each)));
    Observations.list(state.get("squares")).forEach(each -> squares.add(Json.toDouble(each)));
  }
}
