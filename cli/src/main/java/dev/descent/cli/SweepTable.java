package dev.descent.cli;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.DoubleFunction;
import java.util.stream.Collectors;

/// A sweep's results as rows of cells: mean ± standard deviation over the seeds.
record SweepTable(List<List<String>> rows, int best) {
  static SweepTable of(SweepResults results) {
    List<SweepRow> rows = results.rows();
    boolean accuracy = results.hasAccuracy();
    List<List<String>> table = new ArrayList<>();
    List<String> heading = new ArrayList<>(rows.getFirst().settings().keySet());
    if (accuracy) {
      heading.addAll(List.of("best accuracy", "last accuracy"));
    }
    heading.addAll(List.of("test loss", "training loss", "s an epoch"));
    if (rows.stream().anyMatch(row -> row.diverged() > 0)) {
      heading.add("diverged");
    }
    table.add(heading);
    for (SweepRow row : rows) {
      table.add(row(row, accuracy).subList(0, heading.size()));
    }
    Optional<SweepRow> best = results.best();
    return new SweepTable(table, best.map(row -> rows.indexOf(row) + 1).orElse(-1));
  }

  private static List<String> row(SweepRow row, boolean accuracy) {
    List<String> cells = new ArrayList<>(row.settings().values());
    if (accuracy) {
      cells.add(text(row.bestAccuracy(), SweepTable::percent));
      cells.add(text(row.spread(SweepResult::lastAccuracy), SweepTable::percent));
    }
    cells.add(text(row.testLoss(), SweepTable::loss));
    cells.add(text(row.spread(SweepResult::trainLoss), SweepTable::loss));
    cells.add(text(row.secondsAnEpoch(), seconds(row.secondsAnEpoch().mean())));
    cells.add(row.diverged() == 0 ? "" : diverged(row));
    return cells;
  }

  private static String diverged(SweepRow row) {
    String steps =
        row.results().stream()
            .filter(result -> result.divergedAt().isPresent())
            .map(result -> Long.toString(result.divergedAt().getAsLong()))
            .distinct()
            .limit(3)
            .collect(Collectors.joining(", "));
    return (row.diverged() == row.results().size()
            ? ""
            : row.diverged() + " of " + row.results().size() + " ")
        + "at step "
        + steps;
  }

  static String text(Spread spread, DoubleFunction<String> format) {
    if (Double.isNaN(spread.mean())) {
      return "–";
    }
    String mean = format.apply(spread.mean());
    // The unit comes once, at the end.
    String number = mean.replace(" %", "");
    return spread.deviation() == 0 ? mean : number + " ± " + format.apply(spread.deviation());
  }

  static String percent(double share) {
    return String.format(Locale.ROOT, "%.2f %%", 100 * share);
  }

  static String loss(double loss) {
    return String.format(Locale.ROOT, loss < 1000 ? "%.4f" : "%.3g", loss);
  }

  /// How seconds are written, to milliseconds where they are few.
  ///
  /// @param size how many they are, about
  static DoubleFunction<String> seconds(double size) {
    String format = size < 0.1 ? "%.4f" : size < 10 ? "%.2f" : "%.1f";
    return seconds -> String.format(Locale.ROOT, format, seconds);
  }

  /// The table as lines of text; the best row has a star.
  List<String> lines() {
    List<Integer> widths = new ArrayList<>(Collections.nCopies(rows.getFirst().size(), 0));
    for (List<String> row : rows) {
      for (int i = 0; i < row.size(); i++) {
        widths.set(i, Math.max(widths.get(i), row.get(i).length()));
      }
    }
    List<String> lines = new ArrayList<>();
    for (int r = 0; r < rows.size(); r++) {
      StringBuilder line = new StringBuilder(r == best ? "* " : "  ");
      for (int i = 0; i < widths.size(); i++) {
        String cell = rows.get(r).get(i);
        line.append(cell).append(" ".repeat(widths.get(i) - cell.length() + 3));
      }
      lines.add(line.toString().stripTrailing());
    }
    return lines;
  }

  /// The table in Markdown; the best row is bold.
  String markdown() {
    StringBuilder text = new StringBuilder();
    for (int r = 0; r < rows.size(); r++) {
      String mark = r == best ? "**" : "";
      text.append(
          rows.get(r).stream()
              .map(cell -> cell.isEmpty() ? "" : mark + cell.replace("|", "\\|") + mark)
              .collect(Collectors.joining(" | ", "| ", " |\n")));
      if (r == 0) {
        text.append("| --- ".repeat(rows.getFirst().size())).append("|\n");
      }
    }
    return text.toString();
  }
}
