package dev.descent.kernel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/// A program for tests that need a JVM of their own: what the kernel says of itself, and what it
/// leaves behind in the process.
final class KernelProbe {
  private KernelProbe() {}

  /// Prints the kernel's description, and by how many threads the process has grown during products
  /// on two threads.
  public static void main(String[] args) throws Exception {
    System.out.println(MatMul.best().describe());
    float[] a = new float[256 * 256];
    float[] b = new float[256 * 256];
    float[] c = new float[256 * 256];
    int[] phases = {4, 4};
    try (WorkerPool pool = new WorkerPool(2)) {
      long before = threadsOfTheProcess();
      for (int i = 0; i < 10; i++) {
        pool.run(
            phases,
            2,
            (phase, tile) ->
                MatMul.best()
                    .sgemm(
                        false,
                        false,
                        64,
                        256,
                        256,
                        1,
                        a,
                        tile * 64 * 256,
                        256,
                        b,
                        0,
                        256,
                        0,
                        c,
                        tile * 64 * 256,
                        256));
      }
      System.out.println("new threads: " + (threadsOfTheProcess() - before));
    }
  }

  private static long threadsOfTheProcess() throws IOException {
    Path tasks = Path.of("/proc/self/task");
    if (!Files.isDirectory(tasks)) {
      return 0;
    }
    try (Stream<Path> list = Files.list(tasks)) {
      return list.count();
    }
  }
}
