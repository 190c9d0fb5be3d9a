package dev.descent.cli;

import dev.descent.cli.peers.BenchModule;
import dev.descent.cli.peers.KernelComparison;
import dev.descent.cli.peers.KernelRounds;
import dev.descent.cli.peers.MarkedBlock;
import dev.descent.exec.MachineLimits;
import dev.descent.io.JsonLinesWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/// `descent bench kernels`: how fast single kernels are, beside what bounds them and other
/// libraries' calls.
@Command(
    name = "kernels",
    description = {
      "Time Descent's kernels alone, on one thread: matrix products beside the plain calls of oneDNN and OpenBLAS,"
          + " fused loops, reductions, the loss, optimizer updates.",
      "Each is timed by JMH in JVMs of its own; its results are checked first. The bound is the floating-point"
          + " operations at the machine's peak, or the bytes at the speed of copying (see roofline).",
      "The benchmarks are built first; their libraries, about 400 MB, are fetched the first time. Everything takes"
          + " about ten minutes. Leave the machine alone meanwhile. What the kernels are: bench/README.md."
    },
    sortOptions = false,
    footer = {
      "",
      "Examples:",
      "  descent bench kernels --write bench/README.md",
      "  descent bench kernels --only '128x512|Adam' --quick"
    })
final class BenchKernels implements Callable<Integer> {
  private static final int MOST_ROUNDS = 1000;

  @ParentCommand Bench bench;
  @Spec CommandSpec spec;

  @Option(
      names = "--only",
      paramLabel = "REGEX",
      description = "Time only kernels in whose names this pattern is found, such as 'softmax'.")
  String only = "";

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description = "How often each kernel is timed, in turns. Default: 3, with --quick 1.")
  @Nullable Integer rounds;

  @Option(
      names = "--quick",
      description =
          "Take less than a second a kernel: shows that everything works, but measures badly.")
  boolean quick;

  @Option(
      names = "--write",
      paramLabel = "FILE",
      description =
          "Put the table between the lines <!-- kernels --> and <!-- /kernels --> of this file, in place"
              + " of what is there.")
  @Nullable Path file;

  @Option(
      names = "--json",
      description =
          "Print one JSON object a kernel and system on standard output, and nothing else there.")
  boolean json;

  @Override
  public Integer call() throws IOException {
    Checks checks = new Checks(spec.commandLine());
    checks.count("--rounds", rounds, MOST_ROUNDS);
    checkPattern(checks);
    int times = rounds == null ? (quick ? 1 : 3) : rounds;
    Optional<MarkedBlock> block =
        Optional.ofNullable(file).map(page -> new MarkedBlock(page, "kernels"));
    if (block.isPresent()) {
      block.get().check();
    }
    BenchModule module = BenchModule.find();
    MachineLimits limits = new MachineLimits(1);
    double peak;
    try {
      peak = limits.flopsPerSecond();
    } catch (IllegalStateException e) {
      throw new IOException("the peak cannot be measured here: " + e.getMessage(), e);
    }
    try {
      List<KernelComparison> kernels =
          new KernelRounds(module, only, times, quick, bench.descent.terminal()::say)
              .run(peak, limits::bytesPerSecond);
      report(
          kernels,
          KernelComparison.table(kernels, KernelRounds.OTHERS)
              + "\n"
              + conditions(times, peak, limits.memoryBytesPerSecond()),
          block);
      return 0;
    } catch (InterruptedException e) {
      bench.descent.terminal().say("interrupted; nothing is written");
      return Interrupts.EXIT_CODE;
    }
  }

  private void checkPattern(Checks checks) {
    try {
      Pattern _ = Pattern.compile(only);
    } catch (PatternSyntaxException e) {
      throw checks.wrong("--only: '%s' is no pattern: %s".formatted(only, e.getDescription()));
    }
  }

  private void report(List<KernelComparison> kernels, String text, Optional<MarkedBlock> block)
      throws IOException {
    if (json) {
      JsonLinesWriter out = JsonLinesWriter.to(bench.descent.terminal().output());
      for (KernelComparison kernel : kernels) {
        for (Map<String, @Nullable Object> object : kernel.objects()) {
          out.write(object);
        }
      }
    } else {
      bench.descent.terminal().out().print(text);
      bench.descent.terminal().out().flush();
    }
    if (block.isPresent()) {
      block.get().write(text);
    }
  }

  private static String conditions(int rounds, double peak, double bandwidth) {
    return String.format(
        Locale.ROOT,
        """
        %s, JDK %s. One thread: %.0f GFLOP/s at most, %.1f GB/s of memory copied. Rounds: %d.
        """,
        Machine.describe(),
        Runtime.version(),
        peak / 1e9,
        bandwidth / 1e9,
        rounds);
  }
}
