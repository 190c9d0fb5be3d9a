package dev.descent.cli.report;

import dev.descent.cli.plot.Chart;
import dev.descent.cli.plot.HeatMap;
import dev.descent.cli.plot.LineChart;
import dev.descent.cli.plot.Scale;
import dev.descent.cli.plot.Series;
import dev.descent.train.ConfusionMatrix;
import dev.descent.train.RunLog;
import dev.descent.train.RunLog.Epoch;
import dev.descent.train.RunLog.Measurement;
import dev.descent.train.RunLog.Step;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/// The charts of runs, by the names of their files. What was not measured has no chart.
final class RunCharts {
  /// An average looks back on this share of the log, but not on more than so many lines.
  private static final double LOOK_BACK = 0.05;

  private static final int MOST_LINES = 30;

  /// With fewer lines than this, an average would show nothing that they do not.
  private static final int FEW_LINES = 40;

  /// More curves than this cannot be told apart.
  private static final int MOST_CURVES = 7;

  private RunCharts() {}

  /// The charts of one run.
  static SequencedMap<String, Chart> of(RunView run) {
    RunLog log = run.log();
    SequencedMap<String, Chart> charts = new LinkedHashMap<>();
    put(charts, "loss", loss(run));
    put(charts, "accuracy", accuracy(run));
    metrics(run).forEach((name, chart) -> put(charts, name, chart));
    put(
        charts,
        "learning-rate",
        Chart.lines("Learning rate")
            .x("step")
            .y("learning rate")
            .add(
                "learning rate",
                places(log.steps(), Step::step),
                places(log.steps(), Step::learningRate)));
    put(
        charts,
        "gradient-norm",
        Chart.lines("Gradient norm")
            .x("step")
            .y("norm of all gradients", Scale.LOG)
            .add(
                "gradient norm",
                places(log.measurements(), Measurement::step),
                places(log.measurements(), Measurement::gradientNorm)));
    put(charts, "update-ratio", updateRatios(log));
    put(charts, "dead-units", deadUnits(log));
    Examination examination = run.examination();
    if (examination != null && examination.evaluation().confusion() != null) {
      charts.put("confusion", confusion(examination, examination.evaluation().confusion()));
    }
    return charts;
  }

  /// Several runs in the same charts, by epochs: their steps may have batches of different sizes.
  static SequencedMap<String, Chart> comparing(List<RunView> runs) {
    SequencedMap<String, Chart> charts = new LinkedHashMap<>();
    put(
        charts,
        "validation-loss",
        compare(
            Chart.lines("Validation loss").x("epoch").y("loss", Scale.LOG), runs, Epoch::testLoss));
    put(
        charts,
        "accuracy",
        compare(
            Chart.lines("Accuracy").x("epoch").y("accuracy (%)"),
            runs,
            epoch -> 100 * epoch.accuracy()));
    put(
        charts,
        "training-loss",
        compare(Chart.lines("Training loss").x("epoch").y("loss", Scale.LOG), runs, Epoch::loss));
    put(
        charts,
        "seconds",
        compare(Chart.lines("Time").x("epoch").y("seconds an epoch"), runs, Epoch::seconds));
    return charts;
  }

  private static LineChart compare(
      LineChart empty, List<RunView> runs, ToDoubleFunction<Epoch> value) {
    LineChart chart = empty;
    for (RunView run : runs) {
      List<Epoch> epochs = run.log().epochs();
      chart =
          chart.add(
              Series.of(run.name(), places(epochs, Epoch::epoch), places(epochs, value))
                  .asMarked());
    }
    return chart;
  }

  private static LineChart loss(RunView run) {
    List<Step> steps = run.log().steps();
    List<Epoch> epochs = run.log().epochs();
    LineChart chart = Chart.lines("Loss").x("step").y("loss", Scale.LOG);
    Series each =
        Series.of("each step", places(steps, Step::step), places(steps, Step::loss)).asFaint();
    double newest = 1 / Math.clamp(steps.size() * LOOK_BACK, 1, MOST_LINES);
    double[] ends = places(epochs, run::endOf);
    if (steps.size() >= FEW_LINES) {
      chart = chart.add(each.smoothed("training, average", newest)).add(each);
    } else if (steps.size() > 1) {
      chart = chart.add("training", each.xs(), each.ys());
    } else {
      chart = chart.add(Series.of("training", ends, places(epochs, Epoch::loss)).asMarked());
    }
    if (epochs.stream().anyMatch(epoch -> Double.isFinite(epoch.testLoss()))) {
      chart = chart.add(Series.of("validation", ends, places(epochs, Epoch::testLoss)).asMarked());
    }
    return chart;
  }

  private static LineChart accuracy(RunView run) {
    List<Epoch> epochs = run.log().epochs();
    return Chart.lines("Accuracy")
        .x("epoch")
        .y("validation accuracy (%)")
        .add(
            Series.of(
                    "accuracy",
                    places(epochs, Epoch::epoch),
                    places(epochs, epoch -> 100 * epoch.accuracy()))
                .asMarked());
  }

  /// What was measured where there are no classes: errors, for instance.
  private static SequencedMap<String, LineChart> metrics(RunView run) {
    SequencedMap<String, LineChart> charts = new LinkedHashMap<>();
    List<Epoch> epochs = run.log().epochs();
    if (!epochs.stream().allMatch(epoch -> Double.isNaN(epoch.accuracy()))) {
      return charts;
    }
    Set<String> names = new LinkedHashSet<>();
    epochs.forEach(epoch -> names.addAll(epoch.metrics().keySet()));
    for (String name : names) {
      double[] values = places(epochs, epoch -> epoch.metrics().getOrDefault(name, Double.NaN));
      charts.put(
          "metric-" + name.replaceAll("[^A-Za-z0-9]", "_"),
          Chart.lines(name)
              .x("epoch")
              .y(name)
              .add(Series.of(name, places(epochs, Epoch::epoch), values).asMarked()));
    }
    return charts;
  }

  private static LineChart updateRatios(RunLog log) {
    LineChart chart = Chart.lines("Update : weight").x("step").y("update / weight", Scale.LOG);
    Set<String> names = new LinkedHashSet<>();
    log.measurements().forEach(measurement -> names.addAll(measurement.parameters().keySet()));
    // Biases begin at zero, where the ratio says nothing.
    List<String> weights = names.stream().filter(name -> name.endsWith("weight")).toList();
    List<String> shown = weights.isEmpty() ? List.copyOf(names) : weights;
    for (String name : shown.subList(0, Math.min(MOST_CURVES, shown.size()))) {
      chart =
          chart.add(
              name,
              places(log.measurements(), Measurement::step),
              places(
                  log.measurements(),
                  measurement -> {
                    RunLog.ParameterMeasurement one = measurement.parameters().get(name);
                    return one == null ? Double.NaN : one.updateRatio();
                  }));
    }
    return chart;
  }

  private static LineChart deadUnits(RunLog log) {
    LineChart chart = Chart.lines("Dead units").x("step").y("units that give 0 (%)");
    Set<String> names = new LinkedHashSet<>();
    log.measurements().forEach(measurement -> names.addAll(measurement.activations().keySet()));
    for (String name : names.stream().limit(MOST_CURVES).toList()) {
      chart =
          chart.add(
              name,
              places(log.measurements(), Measurement::step),
              places(
                  log.measurements(),
                  measurement -> {
                    RunLog.ActivationMeasurement one = measurement.activations().get(name);
                    return one == null || one.units() == 0
                        ? Double.NaN
                        : 100.0 * one.dead() / one.units();
                  }));
    }
    return chart;
  }

  private static HeatMap confusion(Examination examination, ConfusionMatrix matrix) {
    int classes = matrix.classes();
    List<String> names = IntStream.range(0, classes).mapToObj(examination::name).toList();
    double[][] counts = new double[classes][classes];
    for (int actual = 0; actual < classes; actual++) {
      for (int predicted = 0; predicted < classes; predicted++) {
        counts[actual][predicted] = matrix.count(actual, predicted);
      }
    }
    return Chart.heatMap("Confusion matrix")
        .rows("class", names)
        .columns("taken for", names)
        .values(counts, count -> String.format(Locale.ROOT, "%.0f", count))
        .withDiagonalApart();
  }

  private static void put(Map<String, Chart> charts, String name, LineChart chart) {
    if (!chart.isEmpty()) {
      charts.put(name, chart);
    }
  }

  private static <T> double[] places(Collection<T> list, ToDoubleFunction<T> value) {
    return list.stream().mapToDouble(value).toArray();
  }
}
