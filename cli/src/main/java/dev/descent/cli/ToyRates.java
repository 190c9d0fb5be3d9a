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
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/// `descent toy --explore`: one network, four learning rates.
final class ToyRates {
  static final int SEEDS = 100;

  private static final List<Double> RATES = List.of(0.001, 0.01, 0.1, 1.0);
  private static final int PLOT_ROWS = 14;

  /// Beyond it, no loss of this network comes back.
  private static final double DIVERGED = 1e6;

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
    return Chart.panels("", 2, charts);
  }

  private void print(Output output, List<Trial> trials, LineChart chart) {
    PrintWriter out = terminal.out();
    int steps = trials.getFirst().settings().steps();
    out.printf("%n%s%n%n", terminal.bold(chart.title()));
    out.printf("%44s of %d seeds%n", "seed " + trials.getFirst().settings().seed(), SEEDS);
    out.printf(
        "%6s  %9s  %9s  %9s  %5s  %7s  %6s  %4s%n",
        "rate",
        "first",
        "step " + steps / 5,
        "step " + steps,
        "rises",
        "learned",
        "failed",
        "rose");
    for (Trial trial : trials) {
      List<Double> losses = trial.run.losses();
      out.printf(
          "%6s  %9s  %9s  %9s  %5d  %7d  %6d  %4d%n",
          RunText.plain(trial.settings.learningRate()),
          loss(losses.getFirst()),
          loss(losses.get(steps / 5)),
          loss(losses.getLast()),
          trial.run.rises(),
          trial.tally.learned(),
          trial.tally.failed(),
          trial.tally.rose());
    }
    out.println();
    TextChart.lines(chart, terminal.display().columns(), PLOT_ROWS).forEach(out::println);
    out.println();
    measured(output, trials).forEach(out::println);
  }

  private static List<String> measured(Output output, List<Trial> trials) {
    List<String> text = new ArrayList<>();
    text.add("Learned: a loss below 0.1. Failed: 3.9 or more, as with one sample quite wrong.");
    text.add("Rises: how often a step made the loss larger; rose: in how many networks one did.");
    text.add("");
    Trial largest = trials.getLast();
    text.add(
        largest.run.last() < DIVERGED
            ? "At the largest rate the loss of seed %d does not grow without end, and ends at %s."
                .formatted(largest.settings.seed(), loss(largest.run.last()))
            : "At the largest rate the loss of seed %d grows without end."
                .formatted(largest.settings.seed()));
    text.add(
        output == Output.TANH
            ? """
            With tanh behind the last layer it cannot grow: predictions stay between -1 and 1, and the
            loss below 16. Too large a step lands where tanh is flat: the gradient there is nearly 0,
            and most such networks are stuck.\
            """
            : """
            Nothing holds the predictions here: a step that is too large makes the next one larger.\
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
      chart = chart.add(curve("rate " + RunText.plain(trial.settings.learningRate()), trial.run));
    }
    return chart;
  }

  /// The losses before each step, and after the last, as far as they do not hide all others.
  static Series curve(String name, Run run) {
    double[] steps = IntStream.range(0, run.losses().size()).asDoubleStream().toArray();
    double[] losses = run.losses().stream().mapToDouble(loss -> loss).toArray();
    return Series.of(
        name, steps, Arrays.stream(losses).map(x -> x < DIVERGED ? x : Double.NaN).toArray());
  }

  static String loss(double loss) {
    return Double.isFinite(loss) && (loss >= 1e5 || (loss > 0 && loss < 1e-4))
        ? String.format(Locale.ROOT, "%.2e", loss)
        : String.format(Locale.ROOT, "%.4f", loss);
  }
}
