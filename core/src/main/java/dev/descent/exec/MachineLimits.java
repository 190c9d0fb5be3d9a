package dev.descent.exec;

import dev.descent.kernel.InnerProduct;
import dev.descent.kernel.PeakCode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/// What the machine can do at most, measured: the roof under which all kernels live.
///
/// - **Source** Williams, Waterman and Patterson 2009, "Roofline: an insightful visual performance
///   model for multicore architectures"
///
/// @param threads how many threads work at the same time
public record MachineLimits(int threads) {
  private static final int ROUNDS = 20;
  private static final int FMA_ROUNDS = 1_000_000;
  private static final int PRODUCTS = 5_000;
  private static final double SECOND = 1e9;
  private static final long LEAST_COPIED = 1L << 26;

  private static final long LONGEST_WAIT = 10;

  // In nanoseconds. The system may put new threads on one processor, and takes its time to spread
  // them.
  private static final long SHORTEST = 400_000_000;

  /// More than a cache holds, in bytes.
  private static final long BEYOND_CACHES = 1L << 27;

  /// Floating-point operations in a second, of fused multiply-adds on vectors in registers: the
  /// best of twenty rounds at least.
  ///
  /// **Throws** [IllegalStateException] saying why that cannot be measured on this machine
  public double flopsPerSecond() {
    PeakCode code = new PeakCode();
    return rates(Collections.nCopies(threads, () -> code.run(FMA_ROUNDS))).best;
  }

  /// Floating-point operations in a second, of the code that large products spend their time in,
  /// with operands that stay in the first-level cache: twenty rounds at least.
  ///
  /// **Throws** [IllegalStateException] saying why that cannot be measured on this machine
  public Rates productFlopsPerSecond() {
    List<Callable<Long>> products = new ArrayList<>();
    for (int thread = 0; thread < threads; thread++) {
      InnerProduct product = new InnerProduct();
      products.add(() -> product.run(PRODUCTS));
    }
    return rates(products);
  }

  /// What was done in a second.
  ///
  /// @param median of the rounds: what the machine does with whatever else runs on it
  /// @param best of the rounds
  public record Rates(double median, double best) {}

  /// Bytes read and written in a second by copying in memory, beyond all caches: the best of twenty
  /// rounds at least.
  public double memoryBytesPerSecond() {
    return bytesPerSecond(BEYOND_CACHES);
  }

  /// Bytes read and written in a second by copying: the best of twenty rounds at least.
  ///
  /// @param workingSet how many bytes the threads touch together, again and again: what fits in a
  ///   cache is copied there
  public double bytesPerSecond(long workingSet) {
    int length = Math.toIntExact(Math.max(1, workingSet / threads / 2 / Float.BYTES));
    int copies = Math.toIntExact(Math.max(1, LEAST_COPIED / threads / (2L * Float.BYTES * length)));
    Copier[] copiers = new Copier[threads];
    Arrays.setAll(copiers, _ -> new Copier(new float[length], new float[length], copies));
    return rates(Arrays.asList(copiers)).best;
  }

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Copier(float[] a, float[] b, int copies) implements Callable<Long> {
    @Override
    public Long call() {
      for (int i = 0; i < copies; i++) {
        System.arraycopy(i % 2 == 0 ? a : b, 0, i % 2 == 0 ? b : a, 0, a.length);
      }
      return 2L * Float.BYTES * a.length * copies;
    }
  }

  /// A piece of work that was done.
  private record Span(long start, long end, long done) {
    /// Does it as soon as all are there to do theirs: a thread that waits does no second one. None
    /// waits for ever for one that has failed.
    static Span of(Callable<Long> work, CyclicBarrier together) throws Exception {
      together.await(LONGEST_WAIT, TimeUnit.SECONDS);
      long start = System.nanoTime();
      long done = work.call();
      return new Span(start, System.nanoTime(), done);
    }
  }

  /// What all threads together do in a second, each one thing: from when the first begins to when
  /// the last ends.
  private Rates rates(List<? extends Callable<Long>> work) {
    List<Double> found = new ArrayList<>();
    CyclicBarrier together = new CyclicBarrier(threads);
    List<Callable<Span>> spans = new ArrayList<>();
    work.forEach(piece -> spans.add(() -> Span.of(piece, together)));
    try (ExecutorService workers = Executors.newFixedThreadPool(threads)) {
      long begin = System.nanoTime();
      for (int round = 0; round < ROUNDS || System.nanoTime() - begin < SHORTEST; round++) {
        long done = 0;
        long start = Long.MAX_VALUE;
        long end = Long.MIN_VALUE;
        for (Future<Span> future : workers.invokeAll(spans)) {
          Span span = future.get();
          done += span.done;
          start = Math.min(start, span.start);
          end = Math.max(end, span.end);
        }
        found.add(done * SECOND / (end - start));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
    Collections.sort(found);
    return new Rates(found.get(found.size() / 2), found.getLast());
  }
}
