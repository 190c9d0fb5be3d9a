package dev.descent.cli;

import dev.descent.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/// What this machine is, and how fast. Each measurement takes about half a second.
final class Machine {
  private static final double SECONDS = 0.4;
  private static final int SIDE = 1024;

  private Machine() {}

  /// Operating system, processor and how many of it there are, in one line.
  static String describe() {
    return "%s %s, %s, %d processors"
        .formatted(
            System.getProperty("os.name"),
            System.getProperty("os.arch"),
            processor(),
            Runtime.getRuntime().availableProcessors());
  }

  /// Linux tells the processor's name; elsewhere there is no way short of starting a program.
  private static String processor() {
    try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse("unnamed processor");
    } catch (IOException e) {
      return "unnamed processor";
    }
  }

  /// The speed of products of large float32 matrices, on the engine's threads: billions of
  /// multiplications and additions a second, each counted.
  static double gigaflops() {
    Tensor a = Tensor.ones(SIDE, SIDE);
    Tensor b = Tensor.ones(SIDE, SIDE);
    Tensor.eval(a, b);
    double seconds = fastest(() -> a.matmul(b).eval());
    return 2.0 * SIDE * SIDE * SIDE / seconds / 1e9;
  }

  /// The shortest of several times, since whatever else runs only makes them longer.
  private static double fastest(Runnable work) {
    long begin = System.nanoTime();
    long shortest = Long.MAX_VALUE;
    do {
      long start = System.nanoTime();
      work.run();
      shortest = Math.min(shortest, System.nanoTime() - start);
    } while (System.nanoTime() - begin < SECONDS * 1e9);
    return shortest * 1e-9;
  }
}
