package dev.descent.cli;

import dev.descent.cli.plot.BarChart;
import dev.descent.cli.plot.Chart;
import dev.descent.cli.plot.LineChart;
import dev.descent.cli.plot.Scale;
import dev.descent.cli.plot.Series;
import dev.descent.train.RunLog;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.DoubleFunction;
import java.util.function.ToDoubleFunction;

/// The charts of a sweep, by the names of their files.
final class SweepCharts {
  /// More curves than this cannot be told apart; more bars do not fit on a page.
  private static final int MOST_CURVES = 8;

  private static final int MOST_BARS = 40;
  private static final int FEWEST_PLACES = 3;

  private final List<SweepRow> rows;
  private final boolean accuracy;
  private final SequencedMap<String, Chart> charts = new LinkedHashMap<>();

  private SweepCharts(SweepResults results) {
    this.rows = results.rows();
    this.accuracy = results.hasAccuracy();
  }

  static SequencedMap<String, Chart> of(SweepResults results) {
    SweepCharts all = new SweepCharts(results);
    all.bars(
        "comparison",
        all.accuracy ? "best test accuracy (%)" : "test loss",
        all::merit,
        all.accuracy ? SweepCharts::percent : SweepTable::loss);
    double seconds =
        all.rows.stream().mapToDouble(row -> row.secondsAnEpoch().mean()).min().orElse(1);
    all.bars("time", "seconds an epoch", SweepResult::secondsAnEpoch, SweepTable.seconds(seconds));
    if (all.accuracy) {
      all.curves(
          "accuracy", "test accuracy (%)", Scale.LINEAR, 100, epoch -> 100 * epoch.accuracy());
    }
    double any = Double.POSITIVE_INFINITY;
    all.curves("test-loss", "test loss", Scale.LOG, any, RunLog.Epoch::testLoss);
    all.curves("training-loss", "training loss", Scale.LOG, any, RunLog.Epoch::loss);
    all.overNumbers();
    return all.charts;
  }

  private double merit(SweepResult result) {
    return accuracy ? 100 * result.bestAccuracy() : result.testLoss();
  }

  private static String percent(double number) {
    return String.format(Locale.ROOT, "%.2f", number);
  }

  private void bars(
      String name,
      String label,
      ToDoubleFunction<SweepResult> figure,
      DoubleFunction<String> format) {
    List<SweepRow> shown = rows.subList(0, Math.min(MOST_BARS, rows.size()));
    double least = Double.POSITIVE_INFINITY;
    double greatest = 0;
    for (SweepRow row : shown) {
      Spread spread = row.spread(figure);
      if (!Double.isNaN(spread.mean())) {
        least = Math.min(least, spread.mean() - spread.deviation());
        greatest = Math.max(greatest, spread.mean());
      }
    }
    // Accuracies that are all high would look alike from 0 on.
    double from = least > 80 && label.contains("accuracy") ? 5 * Math.floor((least - 1) / 5) : 0;
    BarChart chart =
        Chart.bars(least > greatest ? label : upper(label)).values(label, from, format);
    for (SweepRow row : shown) {
      Spread spread = row.spread(figure);
      chart = chart.add(row.name(), spread.mean(), spread.deviation());
    }
    charts.put(name, chart);
  }

  /// The best rows only, where there are many.
  private List<SweepRow> drawn() {
    if (rows.size() <= MOST_CURVES) {
      return rows;
    }
    Comparator<SweepRow> order =
        Comparator.comparingDouble(row -> {
          double mean = row.spread(this::merit).mean();
          return Double.isNaN(mean) ? Double.POSITIVE_INFINITY : accuracy ? -mean : mean;
        });
    return rows.stream().sorted(order).limit(MOST_CURVES).toList();
  }

  /// @param most the greatest value that there can be
  private void curves(
      String name, String label, Scale scale, double most, ToDoubleFunction<RunLog.Epoch> figure) {
    String title =
        rows.size() > MOST_CURVES
            ? "%s of the best %d of %d".formatted(upper(label), MOST_CURVES, rows.size())
            : upper(label);
    LineChart chart = Chart.lines(title).x("epoch").y(label, scale);
    for (SweepRow row : drawn()) {
      chart = chart.add(curve(row, most, figure));
    }
    if (!chart.isEmpty()) {
      charts.put(name, chart);
    }
  }

  /// Mean and spread over the runs that came so far.
  private static Series curve(SweepRow row, double most, ToDoubleFunction<RunLog.Epoch> figure) {
    int epochs =
        row.results().stream().mapToInt(result -> result.log().epochs().size()).max().orElse(0);
    double[] xs = new double[epochs];
    double[] ys = new double[epochs];
    double[] low = new double[epochs];
    double[] high = new double[epochs];
    for (int i = 0; i < epochs; i++) {
      List<Double> figures = new ArrayList<>();
      for (SweepResult result : row.results()) {
        if (i < result.log().epochs().size()) {
          figures.add(figure.applyAsDouble(result.log().epochs().get(i)));
        }
      }
      Spread spread = Spread.of(figures);
      xs[i] = i + 1.0;
      ys[i] = spread.mean();
      low[i] = spread.mean() - spread.deviation();
      high[i] = Math.min(most, spread.mean() + spread.deviation());
    }
    Series series = Series.of(row.name(), xs, ys).asMarked();
    return row.results().size() > 1 ? series.withBand(low, high) : series;
  }

  /// For each setting that has several numbers: the outcome over it, a curve for each combination
  /// of the others.
  private void overNumbers() {
    for (String name : rows.getFirst().settings().keySet()) {
      List<Double> places =
          rows.stream()
              .map(row -> number(row.settings().getOrDefault(name, "")))
              .distinct()
              .toList();
      if (places.size() >= FEWEST_PLACES && places.stream().noneMatch(place -> place.isNaN())) {
        boolean positive = places.stream().allMatch(place -> place > 0);
        LineChart chart = over(name, positive ? Scale.LOG : Scale.LINEAR);
        if (!chart.isEmpty()) {
          charts.put("over-" + name.replaceAll("[^A-Za-z0-9-]", "-"), chart);
        }
      }
    }
  }

  private LineChart over(String name, Scale scale) {
    SequencedMap<Map<String, String>, List<SweepRow>> groups = new LinkedHashMap<>();
    for (SweepRow row : rows) {
      Map<String, String> others = new LinkedHashMap<>(row.settings());
      others.remove(name);
      groups.computeIfAbsent(others, _ -> new ArrayList<>()).add(row);
    }
    String label = accuracy ? "best test accuracy (%)" : "test loss";
    LineChart chart =
        Chart.lines(upper(label) + " over " + name)
            .x(name, scale)
            .y(label, accuracy ? Scale.LINEAR : Scale.LOG);
    int count = 0;
    for (List<SweepRow> group : groups.values()) {
      if (count++ == MOST_CURVES) {
        break;
      }
      List<SweepRow> sorted =
          group.stream()
              .sorted(
                  Comparator.comparingDouble(row -> number(row.settings().getOrDefault(name, ""))))
              .toList();
      List<Spread> spreads = sorted.stream().map(row -> row.spread(this::merit)).toList();
      SequencedMap<String, String> others = new LinkedHashMap<>(sorted.getFirst().settings());
      others.remove(name);
      Series series =
          Series.of(
                  others.isEmpty() ? label : SweepCell.text(others),
                  sorted.stream()
                      .mapToDouble(row -> number(row.settings().getOrDefault(name, "")))
                      .toArray(),
                  spreads.stream().mapToDouble(Spread::mean).toArray())
              .asMarked();
      boolean spread = spreads.stream().anyMatch(one -> one.deviation() > 0);
      chart =
          chart.add(
              spread
                  ? series.withBand(
                      spreads.stream().mapToDouble(one -> one.mean() - one.deviation()).toArray(),
                      spreads.stream().mapToDouble(this::upperEdge).toArray())
                  : series);
    }
    return chart;
  }

  /// An accuracy is never above 100 %.
  private double upperEdge(Spread merits) {
    double edge = merits.mean() + merits.deviation();
    return accuracy ? Math.min(100, edge) : edge;
  }

  private static double number(String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }

  private static String upper(String text) {
    return Character.toUpperCase(text.charAt(0)) + text.substring(1);
  }
}
