package dev.descent.cli;

import dev.descent.cli.scaling.Work;
import dev.descent.exec.Engine;
import dev.descent.exec.MachineLimits;
import dev.descent.io.Json;
import dev.descent.io.JsonLinesWriter;
import dev.descent.optim.Adam;
import dev.descent.optim.Sgd;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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
          + " median of five series counts. Leave the machine alone meanwhile.",
      "No code that loads its operands reaches the peak in the median, on a machine that others use too. So"
          + " beside each step the inner loop of large products is measured with operands that stay in the"
          + " first-level cache, on all threads: at that speed the step's operations would take what is under"
          + " 'products us'."
    },
    footer = {"", "Example: descent bench roofline --threads 1"})
final class BenchRoofline implements Callable<Integer> {
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
      description =
          "How long each network trains in all; a sixth of it, for the compiler, does not count. Default: 6.")
  double seconds = 6;

  @Option(
      names = "--json",
      description = "Print one JSON object a step on standard output, and nothing else there.")
  boolean json;

  private static List<Work> steps() {
    List<Work> steps = new ArrayList<>();
    for (int batch : new int[] {1, 8, 128, 1024}) {
      steps.add(new Work("SGD", new Sgd(0.01), 0, batch, List.of(PIXELS, 512, CLASSES)));
    }
    steps.add(new Work("Adam", new Adam(1e-4), 2, 128, List.of(PIXELS, 512, CLASSES)));
    steps.add(new Work("SGD", new Sgd(0.01), 0, 256, List.of(PIXELS, 2048, 2048, CLASSES)));
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
    MachineLimits.Rates products = limits.productFlopsPerSecond();
    PrintWriter out = bench.descent.terminal().out();
    if (!json) {
      out.printf(
          "%s%n%s: %.0f GFLOP/s at most, %.1f GB/s of memory copied%n"
              + "the inner loop of products: %.0f GFLOP/s in the median, %.0f at best%n%n",
          Machine.describe(),
          threads == 1 ? "one thread" : threads + " threads",
          peak / 1e9,
          limits.memoryBytesPerSecond() / 1e9,
          products.median() / 1e9,
          products.best() / 1e9);
      out.printf(
          "%-16s %-5s %5s %9s %8s %10s %11s %10s %8s %11s%n",
          "network",
          "rule",
          "batch",
          "MFLOP",
          "MB",
          "bound us",
          "products us",
          "step us",
          "of bound",
          "of products");
      out.flush();
    }
    for (Work step : steps()) {
      double byFlops = step.flops() / peak * 1e6;
      double byBytes = step.bytes() / limits.bytesPerSecond(step.bytes()) * 1e6;
      double before = limits.productFlopsPerSecond().median();
      double took = 1e6 * step.measure(seconds);
      double after = limits.productFlopsPerSecond().median();
      report(step, byFlops, byBytes, step.flops() / (before + after) * 2e6, took);
    }
  }

  private void report(Work step, double byFlops, double byBytes, double products, double took)
      throws IOException {
    double bound = Math.max(byFlops, byBytes);
    if (json) {
      JsonLinesWriter.to(bench.descent.terminal().output())
          .write(
              Json.object(
                  "name", "roofline",
                  "network", step.network(),
                  "rule", step.name(),
                  "batch", step.batch(),
                  "threads", threads,
                  "flopsMicroseconds", rounded(byFlops),
                  "bytesMicroseconds", rounded(byBytes),
                  "productsMicroseconds", rounded(products),
                  "stepMicroseconds", rounded(took),
                  "share", rounded(bound / took),
                  "productsShare", rounded(products / took)));
      return;
    }
    PrintWriter out = bench.descent.terminal().out();
    out.printf(
        "%-16s %-5s %5d %9.1f %8.2f %10s %11.1f %10.1f %6.0f %% %9.0f %%%n",
        step.network(),
        step.name(),
        step.batch(),
        step.flops() / 1e6,
        step.bytes() / 1e6,
        String.format(Locale.ROOT, "%.1f %s", bound, byFlops >= byBytes ? "F" : "B"),
        products,
        took,
        100 * bound / took,
        100 * products / took);
    out.flush();
  }

  private static double rounded(double value) {
    return Double.parseDouble(String.format(Locale.ROOT, "%.4g", value));
  }
}
