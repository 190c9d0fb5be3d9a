package dev.descent.cli.peers;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongToDoubleFunction;

/// Times kernels alone, each on one thread in JVMs of its own.
///
/// @param module the programs
/// @param only a pattern that the names of the kernels contain
/// @param rounds how often all of them are timed, one after the other
/// @param quick whether each takes just long enough to try it
/// @param progress hears a line a kernel and system
public record KernelRounds(
    BenchModule module, String only, int rounds, boolean quick, Consumer<String> progress) {
  /// The systems that Descent's kernels are compared with, where they have such.
  public static final List<String> OTHERS = List.of("oneDNN", "OpenBLAS");

  // OpenMP's is oneDNN's number too.
  private static final Map<String, String> ONE_THREAD =
      Map.of("OMP_NUM_THREADS", "1", "OPENBLAS_NUM_THREADS", "1");

  /// Builds the program and runs it.
  ///
  /// @param flopsPerSecond the peak of one thread
  /// @param bytesPerSecond how fast one copies, for arrays of so many bytes
  /// @throws IOException if it cannot be built or fails, as where a kernel's results are wrong
  /// @throws InterruptedException if this program is being ended
  public List<KernelComparison> run(double flopsPerSecond, LongToDoubleFunction bytesPerSecond)
      throws IOException, InterruptedException {
    List<KernelTiming> timings = new ArrayList<>();
    try (Children children = new Children()) {
      progress.accept("building the benchmarks; the first time fetches about 400 MB");
      String classPath = module.build(children, System.getenv().getOrDefault("PATH", ""));
      Path log = module.root().resolve("bench/target/jmh.log");
      List<String> options =
          new ArrayList<>(
              List.of(
                  "--rounds", Integer.toString(rounds), "--log", log.toString(), "--only=" + only));
      if (quick) {
        options.add("--quick");
      }
      program(classPath)
          .run(
              children,
              options,
              line -> KernelTiming.parse(line).ifPresent(timing -> add(timings, timing)));
    }
    Map<Long, Double> known = new HashMap<>();
    return KernelComparison.of(
        timings,
        flopsPerSecond,
        bytes -> known.computeIfAbsent(bytes, bytesPerSecond::applyAsDouble));
  }

  private static Program program(String classPath) {
    return new Program(
        "the benchmark",
        Program.java(
            classPath,
            "dev.descent.bench.kernels.KernelBench",
            "-XX:+UseSerialGC",
            "-Dstdout.encoding=UTF-8",
            "--sun-misc-unsafe-memory-access=allow"),
        ONE_THREAD);
  }

  private void add(List<KernelTiming> timings, KernelTiming timing) {
    long round =
        1
            + timings.stream()
                .filter(
                    t -> t.kernel().equals(timing.kernel()) && t.system().equals(timing.system()))
                .count();
    timings.add(timing);
    progress.accept(
        String.format(
            Locale.ROOT,
            "round %d/%d, %s, %s: %s",
            round,
            rounds,
            timing.kernel(),
            timing.system(),
            Spread.of(timing.seconds()).medianTime()));
  }
}
