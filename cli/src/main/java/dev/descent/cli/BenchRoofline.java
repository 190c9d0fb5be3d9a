package dev.descent.cli;

import dev.descent.data.TensorDataset;
import dev.descent.exec.Engine;
import dev.descent.exec.MachineLimits;
import dev.descent.io.Json;
import dev.descent.io.JsonLinesWriter;
import dev.descent.nn.Activation;
import dev.descent.nn.Losses;
import dev.descent.nn.Mlp;
import dev.descent.optim.Adam;
import dev.descent.optim.Sgd;
import dev.descent.optim.UpdateRule;
import dev.descent.tensor.Tensor;
import dev.descent.train.Trainer;
import dev.descent.train.TrainingSession;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/// `descent bench roofline`: what the machine can do at most, and how much of that training gets.
@Command(
    name = "roofline",
    description = {
      "Measure what this machine can do at most (fused multiply-adds on vectors in registers, and copying),"
          + " and what share of that training steps get.",
      "A step cannot be faster than its floating-point operations at the peak, nor than the bytes that it must"
          + " touch at the speed of copying: the longer of the two is its bound. The data are random, and the"
          + " median of five series counts. Leave the machine alone meanwhile."
    },
    footer = {"", "Example: descent bench roofline --threads 1"})
final class BenchRoofline implements Callable<Integer> {
  private static final int SERIES = 5;
  private static final int CLASSES = 10;
  private static final int PIXELS = 784;
  private static final int MOST_THREADS = 256;

  @ParentCommand Bench bench;
  @Spec CommandSpec spec;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Train and measure with so many threads. Default: one a processor.")
  int threads = Engine.threads();

  @Option(
      names = "--seconds",
      paramLabel = "S",
      description = "How long each network trains in all. Default: 2.")
  double seconds = 2;

  @Option(
      names = "--json",
      description = "Print one JSON object a step on standard output, and nothing else there.")
  boolean json;

  /// A step of training.
  ///
  /// @param name the rule's
  /// @param states how many arrays of the parameters' size the rule keeps
  private record Step(String name, UpdateRule rule, int states, int batch, List<Integer> sizes) {
    long parameters() {
      long count = 0;
      for (int i = 1; i < sizes.size(); i++) {
        count += (sizes.get(i - 1) + 1L) * sizes.get(i);
      }
      return count;
    }

    /// Two for each weight and example, forward, for the weights' gradient, and but for the first
    /// layer for the inputs' gradient.
    double flops() {
      double sum = 0;
      for (int i = 1; i < sizes.size(); i++) {
        sum += (i == 1 ? 4.0 : 6.0) * sizes.get(i - 1) * sizes.get(i) * batch;
      }
      return sum;
    }

    /// Weights and what the rule keeps are read and written, weights read once more, in the forward
    /// pass; pixels are bytes; each layer's outputs and their gradients are written and read.
    long bytes() {
      long weights = Float.BYTES * parameters() * (3 + 2L * states);
      long layers = 0;
      for (int size : sizes.subList(1, sizes.size())) {
        layers += 4L * Float.BYTES * size * batch;
      }
      return weights + layers + (long) sizes.getFirst() * batch;
    }

    String network() {
      return String.join("-", sizes.stream().map(String::valueOf).toList());
    }
  }

  private static List<Step> steps() {
    List<Step> steps = new ArrayList<>();
    for (int batch : new int[] {1, 8, 128, 1024}) {
      steps.add(new Step("SGD", new Sgd(0.01), 0, batch, List.of(PIXELS, 512, CLASSES)));
    }
    steps.add(new Step("Adam", new Adam(1e-4), 2, 128, List.of(PIXELS, 512, CLASSES)));
    steps.add(new Step("SGD", new Sgd(0.01), 0, 256, List.of(PIXELS, 2048, 2048, CLASSES)));
    return steps;
  }

  @Override
  public Integer call() throws IOException {
    Checks checks = new Checks(spec.commandLine());
    checks.count("--threads", threads, MOST_THREADS);
    checks.within("--seconds", seconds, 0.1, 600, "from 0.1 to 600");
    int before = Engine.threads();
    Engine.threads(threads);
    try {
      measure();
    } catch (IllegalStateException e) {
      throw new IOException("the peak cannot be measured here: " + e.getMessage(), e);
    } finally {
      Engine.threads(before);
    }
    return 0;
  }

  private void measure() throws IOException {
    MachineLimits limits = new MachineLimits(threads);
    double peak = limits.flopsPerSecond();
    PrintWriter out = bench.descent.terminal().out();
    if (!json) {
      out.printf(
          "%s%n%s: %.0f GFLOP/s at most, %.1f GB/s of memory copied%n%n",
          Machine.describe(),
          threads == 1 ? "one thread" : threads + " threads",
          peak / 1e9,
          limits.memoryBytesPerSecond() / 1e9);
      out.printf(
          "%-16s %-5s %5s %9s %8s %10s %10s %7s%n",
          "network", "rule", "batch", "MFLOP", "MB", "bound us", "step us", "share");
      out.flush();
    }
    for (Step step : steps()) {
      double byFlops = step.flops() / peak * 1e6;
      double byBytes = step.bytes() / limits.bytesPerSecond(step.bytes()) * 1e6;
      double took = microseconds(step);
      report(step, byFlops, byBytes, took);
    }
  }

  private void report(Step step, double byFlops, double byBytes, double took) throws IOException {
    double bound = Math.max(byFlops, byBytes);
    if (json) {
      JsonLinesWriter.to(bench.descent.terminal().output())
          .write(
              Json.object(
                  "name", "roofline",
                  "network", step.network(),
                  "rule", step.name,
                  "batch", step.batch,
                  "threads", threads,
                  "flopsMicroseconds", rounded(byFlops),
                  "bytesMicroseconds", rounded(byBytes),
                  "stepMicroseconds", rounded(took),
                  "share", rounded(bound / took)));
      return;
    }
    PrintWriter out = bench.descent.terminal().out();
    out.printf(
        "%-16s %-5s %5d %9.1f %8.2f %10s %10.1f %5.0f %%%n",
        step.network(),
        step.name,
        step.batch,
        step.flops() / 1e6,
        step.bytes() / 1e6,
        String.format(Locale.ROOT, "%.1f %s", bound, byFlops >= byBytes ? "F" : "B"),
        took,
        100 * bound / took);
    out.flush();
  }

  private static double rounded(double value) {
    return Double.parseDouble(String.format(Locale.ROOT, "%.4g", value));
  }

  /// What a step takes: the median of several series, after one for the compiler.
  private double microseconds(Step step) {
    int examples = Math.max(step.batch, 4096 / step.batch * step.batch);
    TrainingSession session =
        Trainer.of(
                Mlp.of(
                    1, Activation.RELU, step.sizes.stream().mapToInt(Integer::intValue).toArray()),
                Losses::crossEntropy,
                step.rule)
            .batchSize(step.batch)
            .epochs(Integer.MAX_VALUE)
            .compile(true)
            .session(data(examples));
    series(session);
    double[] took = new double[SERIES];
    for (int i = 0; i < SERIES; i++) {
      took[i] = series(session);
    }
    Arrays.sort(took);
    return took[SERIES / 2];
  }

  private double series(TrainingSession session) {
    long start = System.nanoTime();
    long until = (long) (seconds * 1e9 / (SERIES + 1));
    long steps = 0;
    while (System.nanoTime() - start < until || steps < 3) {
      session.step();
      steps++;
    }
    return (System.nanoTime() - start) / 1e3 / steps;
  }

  private static TensorDataset data(int examples) {
    Random random = new Random(1);
    byte[] pixels = new byte[examples * PIXELS];
    random.nextBytes(pixels);
    int[] labels = random.ints(examples, 0, CLASSES).toArray();
    return TensorDataset.ofClasses(
        Tensor.wrap(pixels, examples, PIXELS), Tensor.of(labels), CLASSES);
  }
}
