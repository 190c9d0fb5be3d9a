package dev.descent.cli.scaling;

import dev.descent.cli.plot.Chart;
import dev.descent.cli.plot.LineChart;
import dev.descent.cli.plot.Scale;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/// Measurements along one axis as a table and as a picture.
///
/// @param points those along it
/// @param model fitted to all that were measured
/// @param error the model's median relative error over all
public record ScalingText(Axis axis, List<Point> points, CostModel model, double error) {
  /// What is shown of measurements along an axis.
  ///
  /// @param all along every axis that was measured
  public static ScalingText of(Axis axis, List<Point> all) {
    CostModel model = CostModel.fit(all);
    return new ScalingText(
        axis,
        all.stream().filter(point -> point.axis() == axis).toList(),
        model,
        model.medianError(all));
  }

  /// A line a place, and the model.
  public String table() {
    StringBuilder text = new StringBuilder(axis.network()).append(System.lineSeparator());
    line(text, axis.label(), "step ms", "epoch s", "bound s", "bound by", "share", "model s");
    for (Point point : points) {
      double steps = point.stepsAnEpoch();
      line(
          text,
          String.valueOf(point.place()),
          number(1e3 * point.seconds()),
          number(steps * point.seconds()),
          number(steps * point.bound()),
          point.arithmetic() >= point.memory() ? "arithmetic" : "memory",
          String.format(Locale.ROOT, "%.0f %%", 100 * point.bound() / point.seconds()),
          number(steps * model.seconds(point)));
    }
    text.append(
        String.format(
            Locale.ROOT,
            "model, of all axes: %s; off by %.0f %% in the median%n",
            model,
            100 * error));
    return text.toString();
  }

  private static void line(StringBuilder text, String... cells) {
    text.append(String.format("%8s %9s %9s %9s  %-10s %6s %9s%n", (Object[]) cells));
  }

  private static String number(double value) {
    return value >= 100
        ? String.format(Locale.ROOT, "%.0f", value)
        : String.format(Locale.ROOT, value >= 10 ? "%.1f" : value >= 1 ? "%.2f" : "%.3f", value);
  }

  /// An epoch's time, its bounds and the model.
  public LineChart chart() {
    LineChart chart =
        Chart.lines("An epoch of 60,000 examples: " + axis.network())
            .x(axis.label(), axis == Axis.THREADS ? Scale.LINEAR : Scale.LOG)
            .y("seconds", Scale.LOG);
    chart = add(chart, "measured", Point::seconds);
    chart = add(chart, "model", model::seconds);
    chart = add(chart, "arithmetic at the peak", Point::arithmetic);
    return add(chart, "memory at the speed of copying", Point::memory);
  }

  private LineChart add(LineChart chart, String name, ToDoubleFunction<Point> seconds) {
    return chart.add(
        name,
        points.stream().mapToDouble(Point::place).toArray(),
        points.stream()
            .mapToDouble(point -> point.stepsAnEpoch() * seconds.applyAsDouble(point))
            .toArray());
  }
}
