package dev.descent.kernel;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/// Measures the splits of `docs/decisions/0002-matmul-tiles.md`: the fastest of many calls,
/// variants taken in turn, in microseconds.
///
/// Arguments: rounds, then shapes such as `128x512x784NT` (m, n, k, transpositions of A and B).
/// Without shapes it measures the pool's latencies.
final class MatMulTilesBenchmark {
  private static final int[][] GRIDS = {
    {2, 1}, {4, 1}, {8, 1}, {1, 2}, {1, 4}, {1, 8}, {2, 2}, {2, 4}, {1, 16}
  };

  private final MatMul best = MatMul.best();
  private final MatMul oneDnn = OneDnn.load();
  private final MatMul java = new JavaMatMul("measured");
  private final WorkerPool one = new WorkerPool(1);
  private final WorkerPool two = new WorkerPool(2);
  private final OwnThreads ownThreads = OwnThreads.bind();
  private final boolean transA;
  private final boolean transB;
  private final int m;
  private final int n;
  private final int k;
  private final float[] a;
  private final float[] b;
  private final float[] c;

  private MatMulTilesBenchmark(String shape) throws NativeLibraryException {
    String[] sizes = shape.substring(0, shape.length() - 2).split("x", -1);
    m = Integer.parseInt(sizes[0]);
    n = Integer.parseInt(sizes[1]);
    k = Integer.parseInt(sizes[2]);
    transA = shape.charAt(shape.length() - 2) == 'T';
    transB = shape.endsWith("T");
    Random random = new Random(1);
    a = uniform(random, m * k);
    b = uniform(random, k * n);
    c = new float[m * n];
  }

  public static void main(String[] args) throws NativeLibraryException {
    int rounds = Integer.parseInt(args[0]);
    for (int i = 1; i < args.length; i++) {
      new MatMulTilesBenchmark(args[i]).measure(args[i], rounds);
    }
    if (args.length == 1) {
      measurePool(rounds);
    }
  }

  private void measure(String shape, int rounds) {
    Map<String, Runnable> variants = new LinkedHashMap<>();
    variants.put("Java", () -> multiply(java));
    variants.put("oneDNN", () -> multiply(oneDnn));
    variants.put("whole", () -> multiply(best));
    MatMulTiles rule = MatMulTiles.of(transA, transB, m, n, k);
    put(variants, "rule ", rule);
    for (int[] grid : GRIDS) {
      if (m >= 8 * grid[0] && n >= 16 * grid[1]) {
        put(variants, "", new MatMulTiles(transA, transB, m, n, k, grid[0], grid[1], 16));
      }
    }
    variants.put("oneDNN's own 2t", () -> ownThreads.multiply(this));
    Map<String, Double> best = new LinkedHashMap<>();
    double flops = 2.0 * m * n * k;
    int calls = (int) Math.clamp(2e8 / flops, 3, 200);
    for (int round = 0; round < rounds; round++) {
      variants.forEach((name, run) -> best.merge(name, fastest(run, calls), Math::min));
    }
    System.out.printf(Locale.ROOT, "%s (%.2f MFLOP)%n", shape, flops / 1e6);
    best.forEach((name, micros) ->
        System.out.printf(
            Locale.ROOT, "  %-16s %9.1f µs %6.1f GFLOP/s%n", name, micros, flops / micros / 1e3));
    one.close();
    two.close();
  }

  private void put(Map<String, Runnable> variants, String prefix, MatMulTiles tiles) {
    String name = prefix + tiles.rowTiles() + "x" + tiles.columnTiles();
    int[] phases = {tiles.count()};
    WorkerPool.Task task =
        (phase, tile) ->
            tiles.multiply(best, tile, a, 0, transA ? m : k, b, 0, transB ? k : n, c, 0, n);
    variants.put(name + " 1t", () -> one.run(phases, 1, task));
    variants.put(name + " 2t", () -> two.run(phases, 1, task));
  }

  private void multiply(MatMul kernel) {
    kernel.multiply(transA, transB, m, n, k, a, 0, transA ? m : k, b, 0, transB ? k : n, c, 0, n);
  }

  private static void measurePool(int rounds) {
    int[] phases = new int[100];
    Arrays.fill(phases, 2);
    double[] perPhase = new double[rounds];
    double[] wakeUps = new double[rounds];
    try (WorkerPool pool = new WorkerPool(2)) {
      for (int i = 0; i < rounds; i++) {
        // Tiles long enough that both threads get one: what is left over is the barrier.
        perPhase[i] = fastest(() -> pool.run(phases, 100, (p, t) -> busy(2_000)), 3) / 100 - 2;
        wakeUps[i] = wakeUp(pool);
      }
    }
    Arrays.sort(perPhase);
    Arrays.sort(wakeUps);
    System.out.printf(
        Locale.ROOT,
        "barrier: min %.2f µs, median %.2f µs%nwake-up of a parked worker: min %.1f µs, median %.1f µs%n",
        perPhase[0],
        perPhase[rounds / 2],
        wakeUps[0],
        wakeUps[rounds / 2]);
  }

  /// From the call of `run` to the first instruction of the worker, which was parked before, in
  /// microseconds.
  private static double wakeUp(WorkerPool pool) {
    LockSupport.parkNanos(2_000_000);
    Thread caller = Thread.currentThread();
    AtomicLong started = new AtomicLong();
    long begin = System.nanoTime();
    pool.run(
        new int[] {2},
        1,
        (phase, tile) -> {
          if (!Thread.currentThread().equals(caller)) {
            started.set(System.nanoTime());
          }
          while (started.get() == 0) {
            Thread.onSpinWait();
          }
        });
    return (started.get() - begin) / 1e3;
  }

  private static void busy(long nanos) {
    long end = System.nanoTime() + nanos;
    while (System.nanoTime() < end) {
      Thread.onSpinWait();
    }
  }

  private static double fastest(Runnable run, int calls) {
    long best = Long.MAX_VALUE;
    for (int i = 0; i < calls; i++) {
      long begin = System.nanoTime();
      run.run();
      best = Math.min(best, System.nanoTime() - begin);
    }
    return best / 1e3;
  }

  private static float[] uniform(Random random, int length) {
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = random.nextFloat() - 0.5f;
    }
    return values;
  }

  /// The yardstick: one call that oneDNN itself spreads over two OpenMP threads.
  private record OwnThreads(MethodHandle sgemm, MethodHandle setThreads) {
    @SuppressWarnings("restricted")
    static OwnThreads bind() throws NativeLibraryException {
      NativeLibrary library = NativeLibrary.load();
      Linker linker = Linker.nativeLinker();
      var number = ValueLayout.JAVA_LONG;
      var real = ValueLayout.JAVA_FLOAT;
      var array = ValueLayout.ADDRESS;
      var letter = ValueLayout.JAVA_BYTE;
      FunctionDescriptor type =
          FunctionDescriptor.of(
              ValueLayout.JAVA_INT,
              letter,
              letter,
              number,
              number,
              number,
              real,
              array,
              number,
              array,
              number,
              real,
              array,
              number);
      return new OwnThreads(
          linker.downcallHandle(library.find("dnnl_sgemm"), type, Linker.Option.critical(true)),
          linker.downcallHandle(
              library.find("omp_set_num_threads"),
              FunctionDescriptor.ofVoid(ValueLayout.JAVA_INT)));
    }

    void multiply(MatMulTilesBenchmark of) {
      try {
        setThreads.invokeExact(2);
        int status =
            (int)
                sgemm.invokeExact(
                    (byte) (of.transA ? 'T' : 'N'),
                    (byte) (of.transB ? 'T' : 'N'),
                    (long) of.m,
                    (long) of.n,
                    (long) of.k,
                    1f,
                    MemorySegment.ofArray(of.a),
                    (long) (of.transA ? of.m : of.k),
                    MemorySegment.ofArray(of.b),
                    (long) (of.transB ? of.k : of.n),
                    0f,
                    MemorySegment.ofArray(of.c),
                    (long) of.n);
        setThreads.invokeExact(1);
        if (status != 0) {
          throw new IllegalStateException("status " + status);
        }
      } catch (Throwable e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
