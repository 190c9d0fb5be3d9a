package dev.descent.bench.kernels;

import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/// One kernel of one system, of which JMH takes the time in a JVM that does nothing else.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class KernelBenchmark {
  /// The kernel's name.
  @Param("")
  public String kernel = "";

  /// Who does it.
  @Param("")
  public String system = "";

  private @Nullable Runnable work;

  /// Makes the work ready; fails if its results are wrong.
  @Setup
  public void prepare() {
    Kernel found =
        Kernel.all().stream()
            .filter(known -> known.name().equals(kernel))
            .findFirst()
            .orElseThrow(() -> new IllegalStateException("no kernel is called " + kernel));
    work = Objects.requireNonNull(found.systems().get(system), system).get();
  }

  /// Does it once.
  @Benchmark
  public void run() {
    Objects.requireNonNull(work).run();
  }
}
