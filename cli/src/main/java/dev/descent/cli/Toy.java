package dev.descent.cli;

import dev.descent.cli.lesson.ToyTraining;
import dev.descent.cli.lesson.ToyTraining.Output;
import dev.descent.cli.lesson.ToyTraining.Run;
import dev.descent.cli.lesson.ToyTraining.Sample;
import dev.descent.cli.lesson.ToyTraining.Settings;
import dev.descent.cli.plot.Chart;
import dev.descent.io.Json;
import dev.descent.io.JsonLinesWriter;
import dev.descent.tensor.PlainNumber;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/// `descent toy`: the first lesson, on the scalar engine.
@Command(
    name = "toy",
    description = {
      "Train the toy of the books: four samples, a network of 41 parameters, one scalar at a time.",
      "--explore compares learning rates; --forget-zero-grad shows what happens when gradients are never"
          + " set to zero."
    },
    sortOptions = false,
    footer = {
      "",
      "Examples:",
      "  descent toy",
      "  descent toy --lr 0.1 --steps 50 --seed 3",
      "  descent toy --explore --plot rates.svg",
      "  descent toy --forget-zero-grad"
    })
final class Toy implements Callable<Integer> {
  private static final int MOST_STEPS = 100_000;
  private static final int MOST_STEPS_OF_MANY = 1000;
  private static final double USUAL_RATE = 0.05;

  @ParentCommand Descent descent;
  @Spec CommandSpec spec;

  @Option(names = "--lr", paramLabel = "X", description = "The learning rate. Default: 0.05.")
  @Nullable Double learningRate;

  @Option(
      names = "--steps",
      paramLabel = "N",
      description = "Steps of gradient descent. Default: 20; 100 with --explore.")
  @Nullable Integer steps;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "What the first weights come from. Default: 1.")
  long seed = 1;

  @Option(
      names = "--output",
      paramLabel = "NAME",
      description =
          "What follows the last layer: tanh, as in the books, or linear, which is nothing. Default:"
              + " tanh.")
  @Nullable String output;

  @Option(names = "--explore", description = "Compare the learning rates 0.001, 0.01, 0.1 and 1.")
  boolean explore;

  @Option(
      names = "--forget-zero-grad",
      description = "Train twice, side by side: with zeroGrad() before each step, and without.")
  boolean forget;

  @Option(
      names = "--plot",
      paramLabel = "FILE",
      description = "Write the loss curves into this file: .svg or .png.")
  @Nullable Path plot;

  @Option(
      names = "--json",
      description = "Print one JSON object a line on standard output, and nothing else there.")
  boolean json;

  @Override
  public Integer call() throws IOException {
    Checks checks = new Checks(spec.commandLine());
    checks.count("--steps", steps, MOST_STEPS);
    checks.within("--lr", learningRate, 0, Double.POSITIVE_INFINITY, "a number from 0");
    if ((explore || forget) && steps != null && steps > MOST_STEPS_OF_MANY) {
      throw checks.wrong(
          "--explore and --forget-zero-grad train hundreds of networks: --steps must be at most %d, not %d"
              .formatted(MOST_STEPS_OF_MANY, steps));
    }
    if (explore && forget) {
      throw checks.wrong("--explore and --forget-zero-grad are two lessons: give one of them");
    }
    if (explore && learningRate != null) {
      throw checks.wrong("--explore has learning rates of its own: leave out --lr");
    }
    if ((explore || forget) && output != null) {
      throw checks.wrong("--explore and --forget-zero-grad show both outputs: leave out --output");
    }
    String name = output == null ? Output.TANH.label() : output;
    Output last = checks.meaning("--output", () -> named(name));
    PlotFile file = PlotFile.checked(plot, checks);
    double rate = learningRate == null ? USUAL_RATE : learningRate;
    int count = steps != null ? steps : explore ? 100 : 20;
    Settings settings = new Settings(rate, count, seed, last, true);
    Chart chart;
    if (explore) {
      chart = new ToyRates(descent.terminal(), json).show(settings);
    } else if (forget) {
      chart = new ToyForgottenZero(descent.terminal(), json).show(settings);
    } else {
      chart = show(settings);
    }
    file.write(chart);
    return 0;
  }

  private static Output named(String name) {
    for (Output output : Output.values()) {
      if (output.label().equals(name)) {
        return output;
      }
    }
    throw new IllegalArgumentException("must be tanh or linear, not '" + name + "'");
  }

  private Chart show(Settings settings) throws IOException {
    Run run = ToyTraining.train(settings);
    if (json) {
      write(run, settings);
    } else {
      print(run, settings);
    }
    return Chart.lines("The toy's loss").x("step").y("loss").add(ToyRates.curve("loss", run));
  }

  private void print(Run run, Settings settings) {
    PrintWriter out = descent.terminal().out();
    out.println("Four samples, three inputs each:");
    for (Sample sample : ToyTraining.SAMPLES) {
      out.printf(Locale.ROOT, "  %-16s -> %4.1f%n", sample.inputs(), sample.target());
    }
    out.printf(
        "Network 3-4-4-1, tanh, %s output, 41 parameters, seed %d; learning rate %s%n%n",
        settings.output().label(), settings.seed(), PlainNumber.of(settings.learningRate()));
    out.println("step  loss before it");
    for (int step = 1; step <= settings.steps(); step++) {
      out.printf(Locale.ROOT, "%4d  %.6f%n", step, run.losses().get(step - 1));
    }
    out.printf(Locale.ROOT, "after %.6f%n%n", run.last());
    out.println("target  prediction");
    for (int i = 0; i < ToyTraining.SAMPLES.size(); i++) {
      double target = ToyTraining.SAMPLES.get(i).target();
      out.printf(Locale.ROOT, "%6.1f  %10.6f%n", target, run.predictions().get(i));
    }
  }

  private void write(Run run, Settings settings) throws IOException {
    JsonLinesWriter out = JsonLinesWriter.to(descent.terminal().output());
    for (int step = 1; step <= settings.steps(); step++) {
      out.write(Json.object("event", "step", "step", step, "loss", run.losses().get(step - 1)));
    }
    for (int i = 0; i < ToyTraining.SAMPLES.size(); i++) {
      Sample sample = ToyTraining.SAMPLES.get(i);
      out.write(
          Json.object(
              "event", "prediction",
              "inputs", sample.inputs(),
              "target", sample.target(),
              "prediction", run.predictions().get(i)));
    }
    out.write(
        Json.object(
            "event", "finished",
            "loss", run.last(),
            "steps", settings.steps(),
            "learningRate", settings.learningRate(),
            "seed", settings.seed(),
            "output", settings.output().label()));
  }
}
