package dev.descent.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// What came of a sweep's runs.
///
/// @param complete whether all runs are done
record SweepResults(List<SweepResult> results, boolean complete) {
  /// The table for other programs; that it is there says that the sweep is finished.
  static final String FILE = "results.csv";

  SweepResults {
    results = List.copyOf(results);
  }

  int exitCode() {
    return complete ? 0 : Interrupts.EXIT_CODE;
  }

  /// The runs in groups that differ in nothing but their seeds.
  List<SweepRow> rows() {
    SequencedMap<Map<String, String>, List<SweepResult>> groups = new LinkedHashMap<>();
    for (SweepResult result : results) {
      groups.computeIfAbsent(result.cell().row(), _ -> new ArrayList<>()).add(result);
    }
    return groups.values().stream()
        .map(group -> new SweepRow(group.getFirst().cell().row(), List.copyOf(group)))
        .toList();
  }

  /// Whether classes are learned, so that there is an accuracy.
  boolean hasAccuracy() {
    return results.stream().anyMatch(result -> !Double.isNaN(result.lastAccuracy()));
  }

  /// The row with the highest mean of the best accuracies, or without accuracies the least test
  /// loss; a row of which a run diverged is not to be recommended.
  Optional<SweepRow> best() {
    SweepRow best = null;
    double highest = Double.NEGATIVE_INFINITY;
    for (SweepRow row : rows()) {
      double merit = hasAccuracy() ? row.bestAccuracy().mean() : -row.testLoss().mean();
      if (row.diverged() == 0 && merit > highest) {
        best = row;
        highest = merit;
      }
    }
    return Optional.ofNullable(best);
  }

  /// A line a run.
  String csv() {
    StringBuilder csv = new StringBuilder();
    List<Map<String, @Nullable Object>> lines = new ArrayList<>();
    for (SweepResult result : results) {
      lines.add(result.toJson());
    }
    List<String> settings = List.copyOf(results.getFirst().cell().settings().keySet());
    List<String> figures =
        List.of(
            "status",
            "bestAccuracy",
            "lastAccuracy",
            "testLoss",
            "trainLoss",
            "secondsAnEpoch",
            "epochs",
            "steps",
            "divergedAt",
            "run");
    List<String> heading = new ArrayList<>(settings);
    heading.addAll(figures);
    add(csv, heading);
    for (int i = 0; i < results.size(); i++) {
      List<String> fields = new ArrayList<>(results.get(i).cell().settings().values());
      for (String figure : figures) {
        Object value = lines.get(i).get(figure);
        fields.add(value == null ? "" : value.toString());
      }
      add(csv, fields);
    }
    return csv.toString();
  }

  private static void add(StringBuilder csv, List<String> fields) {
    for (int i = 0; i < fields.size(); i++) {
      String field = fields.get(i);
      csv.append(i == 0 ? "" : ",")
          .append(field.matches("[^,\"\\r\\n]*") ? field : '"' + field.replace("\"", "\"\"") + '"');
    }
    csv.append('\n');
  }
}
