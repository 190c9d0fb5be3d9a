package dev.descent.exec;

import dev.descent.kernel.PeakCode;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

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

  /// Floating-point operations in a second, of fused multiply-adds on vectors in registers: the
  /// best of twenty rounds.
  ///
  /// **Throws** [IllegalStateException] saying why that cannot be measured on this machine
  public double flopsPerSecond() {
    PeakCode code = new PeakCode();
    return best(() -> code.run(FMA_ROUNDS));
  }

  /// Bytes read and written in a second by copying: the best of twenty rounds.
  ///
  /// @param workingSet how many bytes the threads touch together, again and again: what fits in a
  ///   cache is copied there
  public double bytesPerSecond(long workingSet) {
    int length = Math.toIntExact(Math.max(1, workingSet / threads / 2 / Float.BYTES));
    int copies = Math.toIntExact(Math.max(1, LEAST_COPIED / threads / (2L * Float.BYTES * length)));
    ThreadLocal<float[][]> arrays =
        ThreadLocal.withInitial(() -> new float[][] {new float[length], new float[length]});
    return best(() -> {
      float[][] own = arrays.get();
      for (int i = 0; i < copies; i++) {
        System.arraycopy(own[i % 2], 0, own[1 - i % 2], 0, length);
      }
      return 2L * Float.BYTES * length * copies;
    });
  }

  /// The highest sum of what all threads do in a second.
  private double best(LongSupplier work) {
    double[][] rates = new double[threads][ROUNDS];
    AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();
    CyclicBarrier start = new CyclicBarrier(threads);
    Thread[] workers = new Thread[threads];
    for (int i = 0; i < threads; i++) {
      double[] own = rates[i];
      workers[i] = Thread.ofPlatform().start(() -> measure(work, start, own, failure));
    }
    for (Thread worker : workers) {
      join(worker);
    }
    RuntimeException thrown = failure.get();
    if (thrown != null) {
      throw thrown;
    }
    double best = 0;
    for (int round = 0; round < ROUNDS; round++) {
      double sum = 0;
      for (double[] own : rates) {
        sum += own[round];
      }
      best = Math.max(best, sum);
    }
    return best;
  }

  private static void measure(
      LongSupplier work,
      CyclicBarrier start,
      double[] rates,
      AtomicReference<@Nullable RuntimeException> failure) {
    for (int round = 0; round < ROUNDS; round++) {
      try {
        start.await();
        long from = System.nanoTime();
        long done = work.getAsLong();
        rates[round] = done * SECOND / (System.nanoTime() - from);
      } catch (RuntimeException e) {
        failure.set(e);
        start.reset();
        return;
      } catch (InterruptedException | java.util.concurrent.BrokenBarrierException e) {
        return; // another thread has failed, or the program ends
      }
    }
  }

  private static void join(Thread worker) {
    boolean interrupted = false;
    while (true) {
      try {
        worker.join();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
