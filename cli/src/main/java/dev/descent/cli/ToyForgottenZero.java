package dev.descent.cli;

import dev.descent.cli.lesson.ToyTraining;
import dev.descent.cli.lesson.ToyTraining.Output;
import dev.descent.cli.lesson.ToyTraining.Run;
import dev.descent.cli.lesson.ToyTraining.Settings;
import dev.descent.cli.lesson.ToyTraining.Tally;
import dev.descent.cli.plot.Chart;
import dev.descent.cli.plot.LineChart;
import dev.descent.cli.plot.Scale;
import dev.descent.io.Json;
import dev.descent.io.JsonLinesWriter;
import dev.descent.tensor.PlainNumber;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;

/// `descent toy --forget-zero-grad`: the same training with zeroGrad() and without, side by side.
final class ToyForgottenZero {
  /// Steps enough for the sum of all gradients to show what it does.
  private static final int LONG = 100;

  private final Terminal terminal;
  private final boolean json;

  ToyForgottenZero(Terminal terminal, boolean json) {
    this.terminal = terminal;
    this.json = json;
  }

  /// Shows all, and returns the plots.
  Chart show(Settings settings) throws IOException {
    Settings tanh = settings.output(Output.TANH);
    Run right = ToyTraining.train(tanh);
    Run forgotten = ToyTraining.train(tanh.zeroGrad(false));
    if (!json) {
      heading();
    }
    for (int step = 1; step <= settings.steps(); step++) {
      double used = forgotten.gradients().get(step - 1);
      double own = step == 1 ? used : used - forgotten.gradients().get(step - 2);
      if (json) {
        write(step, right, forgotten, own, used);
      } else {
        print(step, right, forgotten, own, used);
      }
    }
    if (!json) {
      PrintWriter out = terminal.out();
      out.printf(
          "after  %9s  %10s%n%n", ToyRates.loss(right.last()), ToyRates.loss(forgotten.last()));
      out.printf(
          "From the weights of the seeds 1 to %d, at rate %s:%n%n",
          ToyRates.SEEDS, PlainNumber.of(settings.learningRate()));
      out.println("output  steps  zeroGrad()  learned  failed");
    }
    List<Case> cases = new ArrayList<>();
    for (Output output : Output.values()) {
      for (int steps : new TreeSet<>(List.of(settings.steps(), LONG))) {
        Case one =
            Case.of(new Settings(settings.learningRate(), steps, settings.seed(), output, true));
        tally(one.settings, one.called);
        tally(one.settings.zeroGrad(false), one.forgotten);
        cases.add(one);
      }
    }
    if (!json) {
      closing(cases);
    }
    return chart(settings);
  }

  /// Many trainings with zeroGrad(), and the same without.
  private record Case(Settings settings, Tally called, Tally forgotten) {
    static Case of(Settings settings) {
      return new Case(
          settings,
          ToyTraining.tally(settings, ToyRates.SEEDS),
          ToyTraining.tally(settings.zeroGrad(false), ToyRates.SEEDS));
    }

    private int moreLearned() {
      return forgotten.learned() - called.learned();
    }

    private int moreFailed() {
      return forgotten.failed() - called.failed();
    }

    /// What forgetting does, judged by how many learn and how many fail.
    String verdict() {
      if (moreLearned() == 0 && moreFailed() == 0) {
        return "no difference";
      }
      if (moreLearned() >= 0 && moreFailed() <= 0) {
        return "better";
      }
      return moreLearned() <= 0 && moreFailed() >= 0 ? "worse" : "both better and worse";
    }

    String sentence() {
      return "%s, %d step%s: without it %s learn, and %s: %s."
          .formatted(
              settings.output().label(),
              settings.steps(),
              settings.steps() == 1 ? "" : "s",
              compared(forgotten.learned(), called.learned()),
              compared(forgotten.failed(), called.failed()) + " fail",
              verdict());
    }

    private static String compared(int without, int with) {
      return without == with
          ? "as many (%d)".formatted(with)
          : "%s (%d, not %d)".formatted(without > with ? "more" : "fewer", without, with);
    }
  }

  private void heading() {
    PrintWriter out = terminal.out();
    out.println(terminal.bold("The forgotten zero"));
    out.println(
        """
        backward() adds to the gradients that are there. Without zeroGrad() each step uses the sum
        of all gradients so far. On the right, the gradient of the first weight in the run that forgets.
        """);
    out.println("step        loss        loss  this step's  what the step");
    out.println("         zeroed   forgotten     gradient  used");
  }

  private void print(int step, Run right, Run forgotten, double own, double used) {
    String sum =
        switch (step) {
          case 1 -> "g1";
          case 2 -> "g1+g2";
          case 3 -> "g1+g2+g3";
          default -> "g1+...+g" + step;
        };
    terminal
        .out()
        .printf(
            Locale.ROOT,
            "%4d  %10s  %10s  %11.6f  %-11s = %.6f%n",
            step,
            ToyRates.loss(right.losses().get(step - 1)),
            ToyRates.loss(forgotten.losses().get(step - 1)),
            own,
            sum,
            used);
  }

  private void write(int step, Run right, Run forgotten, double own, double used)
      throws IOException {
    JsonLinesWriter.to(terminal.output())
        .write(
            Json.object(
                "event",
                "step",
                "step",
                step,
                "loss",
                right.losses().get(step - 1),
                "lossForgotten",
                forgotten.losses().get(step - 1),
                "gradient",
                right.gradients().get(step - 1),
                "ownGradientForgotten",
                own,
                "usedGradientForgotten",
                used));
  }

  private void tally(Settings settings, Tally tally) throws IOException {
    if (json) {
      JsonLinesWriter.to(terminal.output())
          .write(
              Json.object(
                  "event", "tally",
                  "output", settings.output().label(),
                  "steps", settings.steps(),
                  "zeroGrad", settings.zeroGrad(),
                  "learningRate", settings.learningRate(),
                  "seeds", tally.seeds(),
                  "learned", tally.learned(),
                  "failed", tally.failed()));
    } else {
      terminal
          .out()
          .printf(
              "%-6s  %5d  %-10s  %7d  %6d%n",
              settings.output().label(),
              settings.steps(),
              settings.zeroGrad() ? "called" : "forgotten",
              tally.learned(),
              tally.failed());
    }
  }

  private void closing(List<Case> cases) {
    PrintWriter out = terminal.out();
    out.println();
    out.println("Learned: a loss below 0.1. Failed: 3.9 or more, as with one sample quite wrong.");
    out.println();
    out.println("What is said: without zeroGrad() training does not work. What is measured:");
    cases.stream().map(Case::sentence).forEach(out::println);
    out.println(
        """
        A sum of all gradients is momentum without friction: what a step downhill adds, only a slope
        that goes up again takes away.\
        """);
  }

  private static Chart chart(Settings settings) {
    List<LineChart> charts = new ArrayList<>();
    for (Output output : Output.values()) {
      Settings one = settings.output(output);
      charts.add(
          Chart.lines(
                  output == Output.TANH
                      ? "With tanh behind the last layer"
                      : "With nothing behind the last layer")
              .x("step")
              .y("loss", Scale.LOG)
              .add(ToyRates.curve("zeroGrad() called", ToyTraining.train(one)))
              .add(ToyRates.curve("zeroGrad() forgotten", ToyTraining.train(one.zeroGrad(false)))));
    }
    return Chart.panels("", 1, charts);
  }
}
