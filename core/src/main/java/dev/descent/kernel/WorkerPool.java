package dev.descent.kernel;

import java.lang.reflect.UndeclaredThrowableException;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// A fixed set of threads that runs tiles of work, phase after phase.
///
/// A phase ends when its tiles are done, not when every thread has arrived: a thread that the
/// system has put aside holds nobody up unless it holds a tile, and one that wakes late joins
/// whatever phase is under way. Whoever finishes a phase's last tile opens the next phase, so that
/// a run costs one wake-up, not one a phase.
///
/// Each thread has a share of every phase's tiles, the same part each time, and takes others' only
/// when its own are claimed: what it wrote in one phase it finds in its own caches in the next.
///
/// **The protocol.** A word a thread counts the tiles of its share that nobody has claimed.
/// Claiming is a compare-and-set that takes one away; what describes the phase is read only after
/// that has succeeded, and stays as it is, because the phase cannot end before the claimed tile is
/// done. A thread that lags behind therefore never sees a mixture of two phases. Everything written
/// by the tiles of a phase is seen by the tiles of the next: each passes the count of finished
/// tiles first, and then a count of unclaimed ones.
///
/// Threads without work spin for a millisecond, then yield, then park; idle threads cost nothing.
/// Where there are more threads than processors nobody spins.
///
/// Which thread runs which tile differs from run to run: a tile's result must not depend on it.
public final class WorkerPool implements AutoCloseable {
  /// A piece of work, called once for each tile of each phase.
  @FunctionalInterface
  public interface Task {
    /// Runs one tile.
    void run(int phase, int tile);
  }

  private static final long SPIN_NANOS = 1_000_000;
  private static final int SPINS_PER_CLOCK_READING = 32;
  private static final int YIELDS = 16;
  private static final Task NOTHING = (phase, tile) -> {};

  // 128 bytes apart from each other and from the array's header: processors fetch cache lines in
  // pairs.
  private static final int APART = 32;
  private static final int FINISHED = APART;
  private static final int UNCLAIMED = 2 * APART;
  private final AtomicIntegerArray counts;

  private final ReentrantLock runLock = new ReentrantLock();
  private final Worker[] workers;
  private final long spinNanos;
  private volatile boolean closed;

  // The run under way: written before the unclaimed tiles are published, read after a successful
  // claim.
  private int[] tilesPerPhase = {};
  private int phases;
  private int phase;
  private Task task = NOTHING;
  private volatile @Nullable Throwable failure;
  private volatile boolean running;
  private volatile @Nullable Thread parkedCaller;

  /// Starts a pool.
  ///
  /// @param threads the threads that take part in a run, the caller's own included; at least 1
  public WorkerPool(int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("a worker pool needs at least 1 thread, not " + threads);
    }
    spinNanos = threads <= Runtime.getRuntime().availableProcessors() ? SPIN_NANOS : 0;
    counts = new AtomicIntegerArray(UNCLAIMED + APART * (threads + 1));
    workers = new Worker[threads - 1];
    for (int i = 0; i < workers.length; i++) {
      workers[i] = new Worker(i + 1);
    }
    for (Worker worker : workers) {
      worker.start();
    }
  }

  /// How many threads take part in a run, the caller's included.
  public int threads() {
    return workers.length + 1;
  }

  /// Runs `task` for each tile of each phase and returns when all is done.
  ///
  /// Phases follow each other: no tile starts before the last tile of the phase before has ended,
  /// and it sees all that was written there. The calling thread takes part. Calls from several
  /// threads take turns.
  ///
  /// If a tile throws, no further tile starts, and when the tiles under way have ended the first
  /// failure is thrown here; the pool remains usable.
  ///
  /// - **Throws** [IllegalArgumentException] if a phase has a negative number of tiles;
  ///   [IllegalStateException] if called from within a task, or after [#close]
  ///
  /// @param tilesPerPhase the number of tiles of each phase; must not change during the run
  /// @param phases how many elements of `tilesPerPhase` to run
  /// @param task what to run
  public void run(int[] tilesPerPhase, int phases, Task task) {
    int mostTiles = 0;
    for (int p = 0; p < phases; p++) {
      if (tilesPerPhase[p] < 0) {
        throw new IllegalArgumentException(
            "phase " + p + " has a negative number of tiles: " + tilesPerPhase[p]);
      }
      mostTiles = Math.max(mostTiles, tilesPerPhase[p]);
    }
    refuseFromTask("run");
    runLock.lock();
    try {
      if (closed) {
        throw new IllegalStateException("the worker pool is closed");
      }
      if (workers.length == 0 || mostTiles <= 1) {
        runAlone(tilesPerPhase, phases, task);
      } else {
        runTogether(tilesPerPhase, phases, mostTiles, task);
      }
    } finally {
      runLock.unlock();
    }
  }

  /// Ends the worker threads, after the run under way if there is one. Closing twice is allowed.
  @Override
  public void close() {
    refuseFromTask("close");
    runLock.lock();
    try {
      closed = true;
    } finally {
      runLock.unlock();
    }
    for (Worker worker : workers) {
      LockSupport.unpark(worker);
    }
  }

  private void refuseFromTask(String action) {
    boolean ownWorker = Thread.currentThread() instanceof Worker worker && worker.pool() == this;
    if (ownWorker || runLock.isHeldByCurrentThread()) {
      throw new IllegalStateException(
          "a task of the worker pool must not " + action + " the pool it runs on");
    }
  }

  private static void runAlone(int[] tilesPerPhase, int phases, Task task) {
    for (int p = 0; p < phases; p++) {
      for (int tile = 0; tile < tilesPerPhase[p]; tile++) {
        task.run(p, tile);
      }
    }
  }

  private void runTogether(int[] tilesPerPhase, int phases, int mostTiles, Task task) {
    this.tilesPerPhase = tilesPerPhase;
    this.phases = phases;
    this.task = task;
    phase = -1;
    failure = null;
    running = true;
    openNextPhase();
    wake(mostTiles - 1);
    // An interrupt would turn parking into busy waiting; it is kept for the caller to see
    // afterwards.
    boolean interrupted = false;
    while (running) {
      runClaims(0);
      interrupted |= awaitWorkOrEnd();
    }
    this.task = NOTHING;
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    Throwable thrown = failure;
    failure = null;
    switch (thrown) {
      case null -> {}
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      default -> throw new UndeclaredThrowableException(thrown);
    }
  }

  /// Runs tiles for as long as there are any to claim.
  ///
  /// @param self the number of the thread
  private void runClaims(int self) {
    while (true) {
      int owner = ownerOfWork(self);
      if (owner < 0) {
        return;
      }
      int unclaimed = counts.get(unclaimed(owner));
      if (unclaimed == 0 || !counts.compareAndSet(unclaimed(owner), unclaimed, unclaimed - 1)) {
        continue;
      }
      int tiles = tilesPerPhase[phase];
      int finished = 1;
      try {
        // A share may be published after a failure in another.
        if (failure == null) {
          task.run(phase, firstOfShare(tiles, owner + 1) - unclaimed);
        }
      } catch (Throwable e) {
        finished += withdraw(e);
      }
      if (counts.addAndGet(FINISHED, finished) == tiles) {
        openNextPhase();
      }
    }
  }

  /// Claims what is left of the phase, so that nobody runs it, and returns how many tiles that was.
  private int withdraw(Throwable cause) {
    synchronized (counts) {
      if (failure == null) {
        failure = cause;
      }
    }
    int withdrawn = 0;
    for (int owner = 0; owner <= workers.length; owner++) {
      withdrawn += counts.getAndSet(unclaimed(owner), 0);
    }
    return withdrawn;
  }

  private static int unclaimed(int owner) {
    return UNCLAIMED + APART * owner;
  }

  /// The first tile of a thread's share.
  private int firstOfShare(int tiles, int owner) {
    int threads = workers.length + 1;
    return (int) (((long) tiles * owner + threads - 1) / threads);
  }

  /// A thread of whose share something is unclaimed, itself if possible; −1 if there is none.
  private int ownerOfWork(int self) {
    if (counts.get(unclaimed(self)) != 0) {
      return self;
    }
    for (int owner = 0; owner <= workers.length; owner++) {
      if (counts.get(unclaimed(owner)) != 0) {
        return owner;
      }
    }
    return -1;
  }

  /// Called by one thread, while nobody holds a claim.
  private void openNextPhase() {
    int next = phase + 1;
    while (next < phases && tilesPerPhase[next] == 0) {
      next++;
    }
    if (next >= phases || failure != null) {
      running = false;
      unparkCaller();
      return;
    }
    int tiles = tilesPerPhase[next];
    phase = next;
    counts.set(FINISHED, 0);
    for (int owner = 0; owner <= workers.length; owner++) {
      int share = firstOfShare(tiles, owner + 1) - firstOfShare(tiles, owner);
      // Once all that is not empty is published, the phase may end, and this thread comes too late.
      if (share > 0) {
        counts.set(unclaimed(owner), share);
      }
    }
    wake(tiles - 1);
  }

  /// Unparks those who are parked among as many threads as there is work for.
  private void wake(int wanted) {
    if (wanted > 0) {
      unparkCaller();
    }
    for (int i = 0; i < Math.min(wanted, workers.length); i++) {
      Worker worker = workers[i];
      if (worker.parked) {
        worker.parked = false;
        LockSupport.unpark(worker);
      }
    }
  }

  private void unparkCaller() {
    Thread caller = parkedCaller;
    if (caller != null) {
      LockSupport.unpark(caller);
    }
  }

  private boolean hasWork(int self) {
    return ownerOfWork(self) >= 0;
  }

  /// Waits until there is work or the run has ended; may return early. Returns whether an interrupt
  /// was cleared.
  private boolean awaitWorkOrEnd() {
    if (spin(0)) {
      return false;
    }
    parkedCaller = Thread.currentThread();
    if (running && !hasWork(0)) {
      LockSupport.park(this);
    }
    parkedCaller = null;
    return Thread.interrupted();
  }

  /// Waits busily for a short time. Returns whether there is work or nothing to wait for any more.
  @SuppressWarnings("ThreadPriorityCheck") // A yield is what an oversubscribed machine needs here.
  private boolean spin(int self) {
    long deadline = System.nanoTime() + spinNanos;
    do {
      for (int i = 0; i < SPINS_PER_CLOCK_READING; i++) {
        if (hasWork(self) || (self == 0 ? !running : closed)) {
          return true;
        }
        Thread.onSpinWait();
      }
    } while (System.nanoTime() - deadline < 0);
    for (int i = 0; i < YIELDS; i++) {
      if (hasWork(self) || (self == 0 ? !running : closed)) {
        return true;
      }
      Thread.yield();
    }
    return false;
  }

  private final class Worker extends Thread {
    private final int number;
    volatile boolean parked;

    Worker(int number) {
      super("descent-worker-" + number);
      this.number = number;
      setDaemon(true);
    }

    WorkerPool pool() {
      return WorkerPool.this;
    }

    @Override
    public void run() {
      while (!closed) {
        runClaims(number);
        if (spin(number)) {
          continue;
        }
        parked = true;
        if (!hasWork(number) && !closed) {
          LockSupport.park(WorkerPool.this);
        }
        parked = false;
      }
    }
  }
}
