package dev.descent.cli;

import dev.descent.cli.plot.Chart;
import dev.descent.cli.plot.Scale;
import dev.descent.cli.plot.Series;
import dev.descent.data.DataSource;
import dev.descent.data.LoadedData;
import dev.descent.exec.Engine;
import dev.descent.io.Json;
import dev.descent.io.JsonLinesWriter;
import dev.descent.nn.Module;
import dev.descent.tensor.PlainNumber;
import dev.descent.train.LearningRateFinder;
import dev.descent.train.LearningRateFinder.Point;
import dev.descent.train.LearningRateFinder.Result;
import dev.descent.train.RunSpec;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/// `descent lr-find`: which learning rate to train with.
@Command(
    name = "lr-find",
    customSynopsis = "descent lr-find [OPTIONS] [DATA]",
    description = {
      "Find a learning rate: a few hundred steps at growing rates show where the loss falls, and"
          + " where it rises.",
      "The network is made for it and thrown away; nothing is written but the plot. Epochs, schedule and"
          + " what ends or saves a run are as if they had not been said."
    },
    sortOptions = false,
    footer = {
      "",
      "Examples:",
      "  descent lr-find mnist",
      "  descent lr-find mnist --optimizer adam --hidden 256,128 --plot rates.svg",
      "  descent lr-find iris.csv --target species --json"
    })
final class LrFind implements Callable<Integer> {
  private static final double LITTLE = 0.1;
  private static final int MOST_STEPS = 100_000;

  @ParentCommand Descent descent;
  @Mixin TrainOptions options;

  @Option(names = "--from", paramLabel = "X", description = "The first rate. Default: 0.000001.")
  double from = LearningRateFinder.usual().least();

  @Option(
      names = "--to",
      paramLabel = "X",
      description = "The last rate, if the loss does not rise before. Default: 10.")
  double to = LearningRateFinder.usual().greatest();

  @Option(
      names = "--steps",
      paramLabel = "N",
      description = "How many rates are tried, a step each. Default: 200.")
  int steps = LearningRateFinder.usual().steps();

  @Option(
      names = "--plot",
      paramLabel = "FILE",
      description = "Write the curve into this file: .svg or .png.")
  @Nullable Path plot;

  @Override
  public Integer call() throws IOException {
    options.check();
    Checks checks = options.checks();
    checks.count("--steps", steps, MOST_STEPS);
    LearningRateFinder finder =
        checks.meaning("--from, --to, --steps", () -> new LearningRateFinder(from, to, steps));
    if (options.run.run != null) {
      throw checks.wrong("--run is for train; lr-find keeps nothing");
    }
    PlotFile file = PlotFile.checked(plot, checks);
    if (options.threads != null) {
      Engine.threads(options.threads);
    }
    DataSource source = descent.datasets().choose(options.data, checks);
    LoadedData data = source.load(options.data.trainLimit);
    RunSpec spec = options.spec(source, data);
    ModelMemory.require(spec.model(), Runtime.getRuntime().maxMemory());
    Module model = spec.build();
    Result result = finder.find(spec.trainer(model, data), data.train());
    file.write(chart(result));
    if (options.json) {
      JsonLinesWriter.to(descent.terminal().output()).write(json(result, spec));
    } else {
      print(result, spec);
    }
    return 0;
  }

  private static Map<String, @Nullable Object> json(Result result, RunSpec spec) {
    List<Object> points = new ArrayList<>();
    for (Point point : result.points()) {
      points.add(
          Json.object(
              "learningRate", point.learningRate(),
              "loss", point.loss(),
              "smoothed", point.smoothed()));
    }
    return Json.object(
        "event", "learning-rate",
        "suggestion", result.suggestion(),
        "leastLossAt", result.minimum(),
        "fall", result.fall(),
        "blewUp", result.blewUp(),
        "optimizer", spec.optimizer().get("name"),
        "batchSize", spec.training().batchSize(),
        "points", points);
  }

  private void print(Result result, RunSpec spec) {
    PrintWriter out = descent.terminal().out();
    out.printf(
        "%s, batches of %d: the smoothed loss of %d steps, over the learning rate%n%n",
        spec.optimizer().get("name"), spec.training().batchSize(), result.points().size());
    RateChart.lines(result, descent.terminal().display()).forEach(out::println);
    String rate = rate(result.suggestion());
    out.printf("%nLearning rate  %s%n%n", descent.terminal().bold(rate));
    out.println(
        "There the loss falls most steeply (|). It is least at "
            + rate(result.minimum())
            + " (o), which is");
    out.println(
        "already at the edge: "
            + (result.blewUp()
                ? "at "
                    + rate(result.points().getLast().learningRate())
                    + " the loss blew up, and the test ended."
                : "beyond, it rises."));
    if (result.fall() < LITTLE) {
      out.printf(
          Locale.ROOT,
          "But the loss fell by only %.0f %% in these steps, so this is hardly more than a guess:%n"
              + "more steps (--steps 1000) tell more.%n",
          100 * result.fall());
    }
    out.println("To use it, add --lr " + rate);
  }

  /// Two digits: the test knows no more.
  static String rate(double rate) {
    return PlainNumber.of(Double.parseDouble(String.format(Locale.ROOT, "%.1e", rate)));
  }

  private static Chart chart(Result result) {
    double[] rates = result.points().stream().mapToDouble(Point::learningRate).toArray();
    double[] smoothed = result.points().stream().mapToDouble(Point::smoothed).toArray();
    double[] losses = result.points().stream().mapToDouble(Point::loss).toArray();
    double at =
        result.points().stream()
            .filter(point -> point.learningRate() == result.suggestion())
            .mapToDouble(Point::smoothed)
            .findFirst()
            .orElse(Double.NaN);
    return Chart.lines("Learning rate: " + rate(result.suggestion()))
        .x("learning rate", Scale.LOG)
        .y("loss", Scale.LOG)
        .add(Series.of("smoothed loss", rates, smoothed))
        .add(Series.of("loss of a step", rates, losses).asFaint())
        .add(
            Series.of("suggestion", new double[] {result.suggestion()}, new double[] {at})
                .asMarked());
  }
}
