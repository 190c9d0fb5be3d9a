package dev.descent.cli;

import dev.descent.cli.Bench.Figure;
import dev.descent.cli.lesson.ToyTraining;
import dev.descent.scalar.Mlp;
import dev.descent.scalar.Value;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/// `descent bench scalar`: how long the scalar engine takes for a step of the toy.
@Command(
    name = "scalar",
    description = {
      "Time a step of the 41-parameter toy on the scalar engine: four samples forward, the sum of"
          + " squared errors, backward, update.",
      "The figure is the mean of a thousand steps, in microseconds, in the best of a hundred such rounds:"
          + " what makes others slower is mostly other programs."
    },
    footer = {"", "Example: descent bench scalar --json"})
final class BenchScalar implements Callable<Integer> {
  private static final int ROUNDS = 100;
  private static final int STEPS = 1000;
  private static final double RATE = 0.001;

  @ParentCommand Bench bench;

  @Option(
      names = "--json",
      description = "Print one JSON object on standard output, and nothing else there.")
  boolean json;

  @Override
  public Integer call() throws IOException {
    bench.report(new Figure("scalar.toy-step", microseconds(), "us"), json);
    return 0;
  }

  /// As many rounds again come first, for the compiler.
  private static double microseconds() {
    Mlp model = Mlp.of(1, 3, 4, 4, 1);
    double best = Double.POSITIVE_INFINITY;
    for (int round = -ROUNDS; round < ROUNDS; round++) {
      long start = System.nanoTime();
      for (int step = 0; step < STEPS; step++) {
        Value loss = ToyTraining.loss(model);
        model.zeroGrad();
        loss.backward();
        model.step(RATE);
      }
      if (round >= 0) {
        best = Math.min(best, (System.nanoTime() - start) / 1e3 / STEPS);
      }
    }
    return best;
  }
}
