package dev.descent.cli;

import dev.descent.io.Json;
import dev.descent.train.ConfusionMatrix;
import dev.descent.train.Evaluation;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// An evaluation for people and for programs.
final class EvaluationReport {
  private static final int WIDEST_MATRIX = 20;

  private final Path run;
  private final String dataset;
  private final List<String> classNames;
  private final Evaluation evaluation;

  EvaluationReport(Path run, String dataset, List<String> classNames, Evaluation evaluation) {
    this.run = run;
    this.dataset = dataset;
    this.classNames = classNames;
    this.evaluation = evaluation;
  }

  /// All figures, and for classes the share of each that was taken rightly and the full matrix.
  Map<String, @Nullable Object> toJson() {
    Map<String, @Nullable Object> json =
        Json.object(
            "event", "evaluated",
            "run", run.toString(),
            "dataset", dataset,
            "test", evaluation.size(),
            "loss", evaluation.loss());
    ConfusionMatrix confusion = evaluation.confusion();
    if (confusion != null) {
      json.put("accuracy", evaluation.accuracy());
    }
    json.put("metrics", evaluation.metrics());
    if (confusion != null) {
      List<Object> perClass = new ArrayList<>();
      List<Object> matrix = new ArrayList<>();
      for (int actual = 0; actual < confusion.classes(); actual++) {
        perClass.add(confusion.accuracy(actual));
        List<Long> row = new ArrayList<>();
        for (int predicted = 0; predicted < confusion.classes(); predicted++) {
          row.add(confusion.count(actual, predicted));
        }
        matrix.add(row);
      }
      json.put("classes", classNames);
      json.put("classAccuracy", perClass);
      json.put("confusion", matrix);
    }
    return json;
  }

  void print(PrintWriter out) {
    out.printf(
        Locale.ROOT, "%s on the %,d test examples of %s%n%n", run, evaluation.size(), dataset);
    out.printf(Locale.ROOT, "Loss       %.4f%n", evaluation.loss());
    ConfusionMatrix confusion = evaluation.confusion();
    if (confusion == null) {
      evaluation
          .metrics()
          .forEach((name, value) ->
              out.printf(Locale.ROOT, "%-9s  %.4f%n", name.toUpperCase(Locale.ROOT), value));
    } else {
      print(out, confusion);
    }
    out.flush();
  }

  private void print(PrintWriter out, ConfusionMatrix confusion) {
    long right = 0;
    for (int c = 0; c < confusion.classes(); c++) {
      right += confusion.count(c, c);
    }
    out.printf(
        Locale.ROOT,
        "Accuracy   %.2f %%, %,d wrong%n",
        100 * evaluation.accuracy(),
        evaluation.size() - right);
    evaluation
        .metrics()
        .forEach((name, value) -> {
          if (!name.equals("accuracy")) {
            out.printf(Locale.ROOT, "%-9s  %.2f %%%n", label(name), 100 * value);
          }
        });
    if (confusion.classes() <= WIDEST_MATRIX) {
      matrix(out, confusion);
    }
    List<String> worst = new ArrayList<>();
    for (ConfusionMatrix.Pair pair : confusion.worstPairs(3)) {
      worst.add(
          name(pair.actual()) + " taken for " + name(pair.predicted()) + " (" + pair.count() + ")");
    }
    if (!worst.isEmpty()) {
      out.println();
      out.println("Most often confused: " + String.join(", ", worst));
    }
  }

  private static String label(String metric) {
    return switch (metric) {
      case "f1" -> "F1";
      case "ece" -> "ECE";
      case "top5" -> "Top 5";
      default -> metric.substring(0, 1).toUpperCase(Locale.ROOT) + metric.substring(1);
    };
  }

  private String name(int number) {
    return number < classNames.size() ? classNames.get(number) : Integer.toString(number);
  }

  /// A table with a row a class: what its examples were taken for, and how many of them rightly.
  private void matrix(PrintWriter out, ConfusionMatrix confusion) {
    out.println();
    out.println("Down: the class. Across: what it was taken for.");
    String[] rows = confusion.toString().split("\n", -1);
    out.println(rows[0] + "    right");
    for (int c = 0; c < confusion.classes(); c++) {
      String name = name(c).equals(Integer.toString(c)) ? "" : "  " + name(c);
      out.printf(Locale.ROOT, "%s  %5.1f %%%s%n", rows[c + 1], 100 * confusion.accuracy(c), name);
    }
  }
}
