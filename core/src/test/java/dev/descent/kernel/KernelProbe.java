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
  ///
  /// With `-Dtest.products` it multiplies so many times first.
  public static void main(String[] args) throws Exception {
    int products = Integer.getInteger("test.products", 0);
    if (products > 0) {
      multiplyAtLength(products);
    }
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
                    .multiply(
                        false,
                        false,
                        64,
                        256,
                        256,
                        a,
                        tile * 64 * 256,
                        256,
                        b,
                        0,
                        256,
                        c,
                        tile * 64 * 256,
                        256));
      }
      System.out.println("new threads: " + (threadsOfTheProcess() - before));
    }
  }

  /// Weight gradients: the shapes for which oneDNN takes the kernels that signals break.
  private static void multiplyAtLength(int times) {
    float[] a = new float[128 * 512];
    float[] b = new float[128 * 784];
    float[] c = new float[512 * 784];
    for (int i = 0; i < times; i++) {
      MatMul.best().multiply(true, false, 512, 196, 128, a, 0, 512, b, 0, 784, c, 0, 784);
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
