package dev.descent.exec;

import dev.descent.kernel.PeakCode;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// What the machine can do at most, measured: the roof under which all kernels live.
///
/// - **Source** Williams, Waterman and Patterson 2009, "Roofline: an insightful visual performance
///   model for multicore architectures"
///
/// @param threads how many threads work at the same time
public record MachineLimits(int threads) {
  private static final int ROUNDS = 20;
  private static final int FMA_ROUNDS = 1_000_000;
  private static final double SECOND = 1e9;
  private static final long LEAST_COPIED = 1L << 26;

  /// More than a cache holds, in bytes.
  private static final long BEYOND_CACHES = 1L << 27;

  /// Floating-point operations in a second, of fused multiply-adds on vectors in registers: the
  /// best of twenty rounds.
  ///
  /// **Throws** [IllegalStateException] saying why that cannot be measured on this machine
  public double flopsPerSecond() {
    PeakCode code = new PeakCode();
    return best(Collections.nCopies(threads, () -> rate(() -> code.run(FMA_ROUNDS))));
  }

  /// Bytes read and written in a second by copying in memory, beyond all caches: the best of twenty
  /// rounds.
  public double memoryBytesPerSecond() {
    return bytesPerSecond(BEYOND_CACHES);
  }

  /// Bytes read and written in a second by copying: the best of twenty rounds.
  ///
  /// @param workingSet how many bytes the threads touch together, again and again: what fits in a
  ///   cache is copied there
  public double bytesPerSecond(long workingSet) {
    int length = Math.toIntExact(Math.max(1, workingSet / threads / 2 / Float.BYTES));
    int copies = Math.toIntExact(Math.max(1, LEAST_COPIED / threads / (2L * Float.BYTES * length)));
    Copier[] copiers = new Copier[threads];
    Arrays.setAll(copiers, _ -> new Copier(new float[length], new float[length], copies));
    return best(Arrays.asList(copiers));
  }

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Copier(float[] a, float[] b, int copies) implements Callable<Double> {
    @Override
    public Double call() throws Exception {
      return rate(() -> {
        for (int i = 0; i < copies; i++) {
          System.arraycopy(i % 2 == 0 ? a : b, 0, i % 2 == 0 ? b : a, 0, a.length);
        }
        return 2L * Float.BYTES * a.length * copies;
      });
    }
  }

  /// What a piece of work does in a second.
  private static double rate(Callable<Long> work) throws Exception {
    long start = System.nanoTime();
    long done = work.call();
    return done * SECOND / (System.nanoTime() - start);
  }

  /// The highest sum of what all threads do in a second, each one thing.
  private double best(List<? extends Callable<Double>> work) {
    double best = 0;
    try (ExecutorService workers = Executors.newFixedThreadPool(threads)) {
      for (int round = 0; round < ROUNDS; round++) {
        double sum = 0;
        for (Future<Double> rate : workers.invokeAll(work)) {
          sum += rate.get();
        }
        best = Math.max(best, sum);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
    return best;
  }
}
