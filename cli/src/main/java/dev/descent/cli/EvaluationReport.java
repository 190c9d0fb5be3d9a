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
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// An evaluation for people and for programs.
final class EvaluationReport {
  private final Path run;
  private final DatasetName dataset;
  private final Evaluation evaluation;
  private final ConfusionMatrix confusion;

  EvaluationReport(Path run, DatasetName dataset, Evaluation evaluation) {
    this.run = run;
    this.dataset = dataset;
    this.evaluation = evaluation;
    this.confusion =
        Objects.requireNonNull(evaluation.confusion(), "images have classes, so there is one");
  }

  /// Loss and accuracy, the share of each class that was read right, and the full matrix.
  Map<String, @Nullable Object> toJson() {
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
    return Json.object(
        "event", "evaluated",
        "run", run.toString(),
        "dataset", dataset.label(),
        "test", evaluation.size(),
        "loss", evaluation.loss(),
        "accuracy", evaluation.accuracy(),
        "classAccuracy", perClass,
        "confusion", matrix);
  }

  /// A table with a row a class: what its images were read as, and how many of them rightly.
  void print(PrintWriter out) {
    long right = 0;
    for (int c = 0; c < confusion.classes(); c++) {
      right += confusion.count(c, c);
    }
    out.printf(
        Locale.ROOT,
        "%s on the %,d test images of %s%n%n",
        run,
        evaluation.size(),
        dataset.label());
    out.printf(Locale.ROOT, "Loss      %.4f%n", evaluation.loss());
    out.printf(
        Locale.ROOT,
        "Accuracy  %.2f %%, %,d wrong%n%n",
        100 * evaluation.accuracy(),
        evaluation.size() - right);
    out.println("Down: the digit. Across: what it was read as.");
    String[] rows = confusion.toString().split("\n", -1);
    out.println(rows[0] + "    right");
    for (int c = 0; c < confusion.classes(); c++) {
      out.printf(Locale.ROOT, "%s  %5.1f %%%n", rows[c + 1], 100 * confusion.accuracy(c));
    }
    List<String> worst = new ArrayList<>();
    for (ConfusionMatrix.Pair pair : confusion.worstPairs(3)) {
      worst.add(pair.actual() + " read as " + pair.predicted() + " (" + pair.count() + ")");
    }
    if (!worst.isEmpty()) {
      out.println();
      out.println("Most often confused: " + String.join(", ", worst));
    }
    out.flush();
  }
}
