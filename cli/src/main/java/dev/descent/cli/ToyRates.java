package dev.descent.cli;

import dev.descent.cli.lesson.ToyTraining;
import dev.descent.cli.lesson.ToyTraining.Output;
import dev.descent.cli.lesson.ToyTraining.Run;
import dev.descent.cli.lesson.ToyTraining.Settings;
import dev.descent.cli.lesson.ToyTraining.Tally;
import dev.descent.cli.plot.Chart;
import dev.descent.cli.plot.LineChart;
import dev.descent.cli.plot.Scale;
import dev.descent.cli.plot.Series;
import dev.descent.cli.plot.TextChart;
import dev.descent.io.Json;
import dev.descent.io.JsonLinesWriter;
import dev.descent.tensor.PlainNumber;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/// `descent toy --explore`: one network, four learning rates.
final class ToyRates {
  static final int SEEDS = 100;

  private static final List<Double> RATES = List.of(0.001, 0.01, 0.1, 1.0);
  private static final int PLOT_ROWS = 14;

  /// Beyond it, no loss of this network comes back, and it would hide all others in a plot.
  private static final double HIGHEST_DRAWN = 1e6;

  private final Terminal terminal;
  private final boolean json;

  ToyRates(Terminal terminal, boolean json) {
    this.terminal = terminal;
    this.json = json;
  }

  /// A rate that was tried.
  private record Trial(Settings settings, Run run, Tally tally) {
    static Trial of(Settings settings) {
      return new Trial(settings, ToyTraining.train(settings), ToyTraining.tally(settings, SEEDS));
    }
  }

  /// Shows all, and returns the plots.
  Chart show(Settings settings) throws IOException {
    if (!json) {
      terminal.out().println(terminal.bold("Learning rates on the toy"));
      terminal
          .out()
          .println(
              """
              What is said: a rate that is too small crawls, a good one converges, a larger one
              oscillates, and one that is too large diverges: the loss grows without end.\
              """);
    }
    List<LineChart> charts = new ArrayList<>();
    for (Output output : Output.values()) {
      List<Trial> trials =
          RATES.stream().map(rate -> Trial.of(settings.learningRate(rate).output(output))).toList();
      LineChart chart = chart(output, trials);
      charts.add(chart);
      if (json) {
        write(trials);
      } else {
        print(output, trials, chart);
      }
    }
    return Chart.panels("", 1, charts);
  }

  private void print(Output output, List<Trial> trials, LineChart chart) {
    PrintWriter out = terminal.out();
    int steps = trials.getFirst().settings().steps();
    out.printf("%n%s%n%n", terminal.bold(chart.title()));
    int middle = steps / 5;
    String early = middle == 0 ? "" : "step " + middle;
    out.printf("%44s of %d seeds%n", "seed " + trials.getFirst().settings().seed(), SEEDS);
    out.printf(
        "%6s  %9s  %9s  %9s  %5s  %7s  %6s  %5s  %8s  %4s%n",
        "rate",
        "first",
        early,
        "step " + steps,
        "rises",
        "learned",
        "failed",
        "stuck",
        "diverged",
        "rose");
    for (Trial trial : trials) {
      List<Double> losses = trial.run.losses();
      out.printf(
          "%6s  %9s  %9s  %9s  %5d  %7d  %6d  %5d  %8d  %4d%n",
          PlainNumber.of(trial.settings.learningRate()),
          loss(losses.getFirst()),
          middle == 0 ? "" : loss(losses.get(middle)),
          loss(losses.getLast()),
          trial.run.rises(),
          trial.tally.learned(),
          trial.tally.failed(),
          trial.tally.stuck(),
          trial.tally.diverged(),
          trial.tally.rose());
    }
    out.println();
    TextChart.lines(chart, terminal.display().columns(), PLOT_ROWS).forEach(out::println);
    out.println();
    out.println(
        """
        Learned: a loss below 0.1. Failed: 3.9 or more, as with one sample quite wrong. Stuck: failed,
        and the last step changed the loss by less than a thousandth. Diverged: failed with a loss of a
        million or more. Rises: how often a step made the loss larger; rose: in how many networks one
        did.
        """);
    measured(output, trials).forEach(out::println);
  }

  private static List<String> measured(Output output, List<Trial> trials) {
    Trial largest = trials.getLast();
    Trial best =
        trials.stream().max(Comparator.comparingInt(trial -> trial.tally.learned())).orElseThrow();
    List<String> text = new ArrayList<>();
    text.add(
        best.tally.learned() == 0
            ? "At no rate does a network learn in so few steps."
            : "The most networks learn at rate %s: %d of %d."
                .formatted(
                    PlainNumber.of(best.settings.learningRate()), best.tally.learned(), SEEDS));
    text.add(
        "At rate %s: %d learn, %d are stuck, %d diverge; the loss of seed %d goes from %s to %s."
            .formatted(
                PlainNumber.of(largest.settings.learningRate()),
                largest.tally.learned(),
                largest.tally.stuck(),
                largest.tally.diverged(),
                largest.settings.seed(),
                loss(largest.run.losses().getFirst()),
                loss(largest.run.last())));
    text.add(
        output == Output.TANH
            ? """
            With tanh behind the last layer the loss can rise, but not without end: predictions stay
            between -1 and 1, and the loss of four samples at 16 or below. Where tanh is flat the
            gradient is nearly 0, and a network that is there can be stuck.\
            """
            : """
            Nothing holds the predictions here, and so nothing holds the loss.\
            """);
    return text;
  }

  private void write(List<Trial> trials) throws IOException {
    for (Trial trial : trials) {
      JsonLinesWriter.to(terminal.output())
          .write(
              Json.object(
                  "event", "rate",
                  "output", trial.settings.output().label(),
                  "learningRate", trial.settings.learningRate(),
                  "seed", trial.settings.seed(),
                  "rises", trial.run.rises(),
                  "losses", trial.run.losses(),
                  "seeds", trial.tally.seeds(),
                  "learned", trial.tally.learned(),
                  "failed", trial.tally.failed(),
                  "stuck", trial.tally.stuck(),
                  "diverged", trial.tally.diverged(),
                  "rose", trial.tally.rose()));
    }
  }

  private static LineChart chart(Output output, List<Trial> trials) {
    LineChart chart =
        Chart.lines(
                output == Output.TANH
                    ? "With tanh behind the last layer"
                    : "With nothing behind the last layer")
            .x("step")
            .y("loss", Scale.LOG);
    for (Trial trial : trials) {
      chart = chart.add(curve("rate " + PlainNumber.of(trial.settings.learningRate()), trial.run));
    }
    return chart;
  }

  /// The losses before each step, and after the last, as far as they do not hide all others.
  static Series curve(String name, Run run) {
    double[] steps = IntStream.range(0, run.losses().size()).asDoubleStream().toArray();
    double[] losses = run.losses().stream().mapToDouble(loss -> loss).toArray();
    return Series.of(
        name, steps, Arrays.stream(losses).map(x -> x < HIGHEST_DRAWN ? x : Double.NaN).toArray());
  }

  static String loss(double loss) {
    return Double.isFinite(loss) && (loss >= 1e5 || (loss > 0 && loss < 1e-4))
        ? String.format(Locale.ROOT, "%.2e", loss)
        : String.format(Locale.ROOT, "%.4f", loss);
  }
}
