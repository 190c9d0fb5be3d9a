package dev.descent.cli.report;

import dev.descent.cli.plot.Chart;
import dev.descent.train.ConfusionMatrix;
import dev.descent.train.Evaluation;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The part of the page about what a model takes for what.
final class ExaminationPart {
  private static final double SIDE = 460;
  private static final int MOST_CLASSES = 40;

  private final Html html;

  ExaminationPart(Html html) {
    this.html = html;
  }

  void write(RunView run, @Nullable Chart confusion) {
    html.element("h3", "What it takes for what");
    Examination examination = run.examination();
    if (examination == null) {
      html.element("p", run.unexamined(), "class", "absent");
      return;
    }
    html.table("Test figures", figures(examination.evaluation()));
    ConfusionMatrix matrix = examination.evaluation().confusion();
    if (matrix == null || confusion == null) {
      return;
    }
    html.open("div", "class", "pair");
    ReportPage.chart(html, confusion.size(SIDE, SIDE));
    html.open("div").element("h4", "Class by class");
    html.table("Class by class", classes(examination, matrix)).close();
    html.close();
    mistakes(examination);
  }

  private static List<List<String>> figures(Evaluation evaluation) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("figure", "value"));
    rows.add(List.of("loss", String.format(Locale.ROOT, "%.4f", evaluation.loss())));
    evaluation
        .metrics()
        .forEach((name, value) ->
            rows.add(
                List.of(
                    name,
                    evaluation.confusion() == null
                        ? String.format(Locale.ROOT, "%.4g", value)
                        : Figures.percent(value))));
    return rows;
  }

  private static List<List<String>> classes(Examination examination, ConfusionMatrix matrix) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("class", "examples", "recall", "precision", "F1", "most often taken for"));
    for (int c = 0; c < Math.min(matrix.classes(), MOST_CLASSES); c++) {
      long taken = 0;
      int rival = -1;
      for (int other = 0; other < matrix.classes(); other++) {
        taken += matrix.count(other, c);
        long mistaken = other == c ? 0 : matrix.count(c, other);
        if (mistaken > (rival < 0 ? 0 : matrix.count(c, rival))) {
          rival = other;
        }
      }
      double right = matrix.count(c, c);
      rows.add(
          List.of(
              examination.name(c),
              Figures.count(matrix.count(c)),
              Figures.percent(matrix.accuracy(c)),
              Figures.percent(right / taken),
              Figures.percent(2 * right / (matrix.count(c) + taken)),
              rival < 0
                  ? "–"
                  : examination.name(rival) + " (" + matrix.count(c, rival) + ")"));
    }
    return rows;
  }

  private void mistakes(Examination examination) {
    if (examination.mistakes().isEmpty()) {
      return;
    }
    html.element("h4", "Worst mistakes");
    html.element("p", "The wrong answers that the model was surest of.");
    html.open("ul", "class", "mistakes");
    for (Examination.Mistake mistake : examination.mistakes()) {
      String sure = String.format(Locale.ROOT, "%.1f %%", 100 * mistake.probability());
      html.open("li").open("figure");
      html.single(
          "img",
          "src",
          "data:image/png;base64," + Base64.getEncoder().encodeToString(mistake.picture()),
          "alt",
          "a test image of class " + examination.name(mistake.actual()),
          "width",
          "56",
          "height",
          "56");
      html.open("figcaption");
      html.element("b", examination.name(mistake.actual()) + " → " + examination.name(mistake.predicted())).text(" " + sure);
      html.close().close().close();
    }
    html.close();
  }
}
