package dev.descent.exec;

import dev.descent.kernel.MatMul;
import dev.descent.kernel.WorkerPool;
import dev.descent.tensor.Graph;
import dev.descent.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Evaluates tensors: from a graph to its tape, from the tape to a plan (cached), from the plan to
/// numbers.
///
/// One evaluation runs at a time; further threads wait. A plan is spread over the engine's own
/// threads, and its results are the same to the last bit for any number of them.
public final class Engine {
  private static final ReentrantLock LOCK = new ReentrantLock();
  private static final Tape TAPE = new Tape();
  private static final Tape INPUTS = new Tape();
  private static final PlanCache PLANS = new PlanCache();
  private static final Arena ARENA = new Arena();

  private static int threads = defaultThreads();
  private static @Nullable WorkerPool pool;

  private Engine() {}

  /// What the engine has done so far.
  ///
  /// @param planHits evaluations that found their plan
  /// @param planMisses evaluations that had to plan
  /// @param arenaBytes the size of the memory for intermediate values
  public record Statistics(long planHits, long planMisses, long arenaBytes) {}

  private static int defaultThreads() {
    int processors = Runtime.getRuntime().availableProcessors();
    return Math.max(1, Math.min(Integer.getInteger("descent.threads", processors), 256));
  }

  /// Computes what the given tensors still promise, as one piece of work.
  ///
  /// **Throws** [IllegalStateException] if a tensor depends on a value whose memory was taken;
  /// [IndexOutOfBoundsException] if an index in the data is out of range
  public static void evaluate(List<Tensor> roots) {
    LOCK.lock();
    try {
      TAPE.record(roots);
      if (TAPE.roots() > 0) {
        PLANS.plan(TAPE).run(TAPE, ARENA, pool());
      }
    } finally {
      TAPE.release();
      LOCK.unlock();
    }
  }

  /// Computes what the given tensors still promise, as [#evaluate] does, and notes how to do the
  /// same again.
  ///
  /// @param inputs what is another in each repetition, computed or not
  /// @param sources what else is: for a leaf, where the one of a repetition is found
  /// @param roots what is computed
  public static Recording record(
      List<Tensor> inputs, Map<Tensor, Supplier<Tensor>> sources, List<Tensor> roots) {
    LOCK.lock();
    try {
      INPUTS.record(inputs);
      TAPE.record(roots);
      Plan plan = PLANS.plan(TAPE);
      Recording recording = Recording.of(plan, inputs, INPUTS, sources, roots, TAPE);
      plan.run(TAPE, ARENA, pool());
      return recording;
    } finally {
      INPUTS.release();
      TAPE.release();
      LOCK.unlock();
    }
  }

  /// Does recorded work again, if it is made for such inputs.
  ///
  /// **Throws** [IndexOutOfBoundsException] if an index in the data is out of range
  ///
  /// @param prepare brings the sources to where they should be
  /// @param results takes the elements of what is computed, by the place that it had among the
  ///   roots
  /// @return whether it is: otherwise nothing is done
  public static boolean repeat(
      Recording recording, List<Tensor> inputs, Runnable prepare, Recording.Results results) {
    LOCK.lock();
    try {
      INPUTS.record(inputs);
      if (!recording.fits(inputs, INPUTS)) {
        return false;
      }
      prepare.run();
      recording.run(inputs, INPUTS, ARENA, pool(), results);
      return true;
    } finally {
      INPUTS.release();
      LOCK.unlock();
    }
  }

  private static @Nullable WorkerPool pool() {
    if (threads == 1) {
      return null;
    }
    if (pool == null) {
      pool = new WorkerPool(threads);
    }
    return pool;
  }

  /// The number of threads that plans are spread over, the caller's included.
  public static int threads() {
    return threads;
  }

  /// Sets the number of threads that plans are spread over, the caller's included. Results do not
  /// depend on it.
  public static void threads(int count) {
    if (count < 1 || count > 256) {
      throw new IllegalArgumentException("the number of threads must be in 1 … 256, not " + count);
    }
    LOCK.lock();
    try {
      if (pool != null) {
        pool.close();
      }
      pool = null;
      threads = count;
    } finally {
      LOCK.unlock();
    }
  }

  /// Does what the first evaluation would have to: finds what multiplies matrices here, and starts
  /// the threads. For programs that wait for something else meanwhile.
  public static void prepare() {
    LOCK.lock();
    try {
      MatMul.best();
      pool();
    } finally {
      LOCK.unlock();
    }
  }

  /// One line on what multiplies matrices here: the native library and where it is from, or why
  /// there is none.
  public static String describe() {
    return MatMul.best().describe();
  }

  /// What the engine has done so far.
  public static Statistics statistics() {
    LOCK.lock();
    try {
      return new Statistics(PLANS.hits(), PLANS.misses(), ARENA.size());
    } finally {
      LOCK.unlock();
    }
  }

  /// The plan by which a tensor was computed, as a table.
  ///
  /// **Throws** [IllegalStateException] if the tensor was created with its elements
  public static String explain(Tensor tensor) {
    if (!(Graph.plan(tensor) instanceof Plan plan)) {
      throw new IllegalStateException(
          "this tensor was created with its elements, not computed by a plan");
    }
    return plan.explain();
  }
}
