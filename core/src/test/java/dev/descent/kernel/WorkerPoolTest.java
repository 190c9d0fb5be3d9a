package dev.descent.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorkerPoolTest {

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 8})
  void runsEachTileOnceAndPhasesInOrder(int threads) {
    Random random = new Random(threads);
    try (WorkerPool pool = new WorkerPool(threads)) {
      int[] tiles = new int[6];
      // Plain arrays on purpose: the pool must make a phase's writes visible to the next one.
      int[][] runs = new int[tiles.length][40];
      for (int run = 1; run <= 20_000; run++) {
        int phases = random.nextInt(tiles.length + 1);
        for (int p = 0; p < phases; p++) {
          tiles[p] = random.nextInt(5) == 0 ? random.nextInt(40) : random.nextInt(4);
        }
        int number = run;
        pool.run(
            tiles,
            phases,
            (phase, tile) -> {
              for (int before = 0; before < phase; before++) {
                for (int i = 0; i < tiles[before]; i++) {
                  if (runs[before][i] != number) {
                    throw new AssertionError(
                        "phase " + phase + " began before " + before + " ended");
                  }
                }
              }
              if (runs[phase][tile] == number) {
                throw new AssertionError("tile " + tile + " ran twice");
              }
              runs[phase][tile] = number;
            });
        for (int p = 0; p < phases; p++) {
          for (int i = 0; i < tiles[p]; i++) {
            assertThat(runs[p][i]).as("run %d, phase %d, tile %d", run, p, i).isEqualTo(run);
          }
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4})
  void tinyRunsByTheHundredThousand(int threads) {
    AtomicInteger sum = new AtomicInteger();
    WorkerPool.Task task = (phase, tile) -> sum.addAndGet(phase + 1);
    int[] tiles = {threads, 1, 2};
    try (WorkerPool pool = new WorkerPool(threads)) {
      for (int i = 0; i < 100_000; i++) {
        pool.run(tiles, 3, task);
      }
    }
    assertThat(sum.get()).isEqualTo(100_000 * (threads + 2 + 2 * 3));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 8})
  void aFailureStopsTheRunAndReachesTheCaller(int threads) {
    Random random = new Random(threads);
    AtomicInteger active = new AtomicInteger();
    int failures = 0;
    try (WorkerPool pool = new WorkerPool(threads)) {
      int[] tiles = {5, 1, 7};
      for (int run = 0; run < 10_000; run++) {
        int badPhase = random.nextInt(4);
        int badTile = random.nextInt(7);
        boolean fails = badPhase < 3 && badTile < tiles[badPhase];
        AtomicInteger last = new AtomicInteger();
        try {
          pool.run(
              tiles,
              3,
              (phase, tile) -> {
                active.incrementAndGet();
                last.accumulateAndGet(phase, Math::max);
                active.decrementAndGet();
                if (phase == badPhase && tile == badTile) {
                  throw new ArithmeticException("tile " + tile);
                }
              });
          assertThat(fails).as("run %d should have failed", run).isFalse();
        } catch (ArithmeticException e) {
          failures++;
          assertThat(e).hasMessage("tile " + badTile);
          assertThat(last.get()).as("no phase after the failure").isEqualTo(badPhase);
        }
        assertThat(active.get()).as("workers are quiet").isZero();
      }
    }
    assertThat(failures).isPositive();
  }

  @SuppressWarnings("try") // Closing where it is forbidden is the point.
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void refusesRunsFromWithinATask(int threads) {
    try (WorkerPool pool = new WorkerPool(threads)) {
      int[] tiles = {4};
      assertThatThrownBy(
              () -> pool.run(tiles, 1, (phase, tile) -> pool.run(tiles, 1, (p, t) -> {})))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("a task of the worker pool must not run the pool it runs on");
      assertThatThrownBy(() -> pool.run(tiles, 1, (phase, tile) -> pool.close()))
          .isInstanceOf(IllegalStateException.class);
      assertThatCode(() -> pool.run(tiles, 1, (phase, tile) -> {})).doesNotThrowAnyException();
    }
  }

  @Test
  void callersTakeTurns() throws InterruptedException {
    int[] tiles = {3, 3};
    int[] unguarded = new int[1];
    try (WorkerPool pool = new WorkerPool(2)) {
      Thread[] callers = new Thread[4];
      for (int i = 0; i < callers.length; i++) {
        callers[i] =
            new Thread(() -> {
              for (int run = 0; run < 2_000; run++) {
                pool.run(
                    tiles,
                    2,
                    (phase, tile) -> {
                      if (tile == 0) {
                        unguarded[0]++;
                      }
                    });
              }
            });
        callers[i].start();
      }
      for (Thread caller : callers) {
        caller.join();
      }
    }
    assertThat(unguarded[0]).isEqualTo(4 * 2_000 * 2);
  }

  @Test
  void keepsTheInterruptOfTheCaller() {
    try (WorkerPool pool = new WorkerPool(3)) {
      Thread.currentThread().interrupt();
      AtomicInteger count = new AtomicInteger();
      for (int i = 0; i < 1_000; i++) {
        pool.run(new int[] {3}, 1, (phase, tile) -> count.incrementAndGet());
      }
      assertThat(Thread.interrupted()).as("the interrupt is still there").isTrue();
      assertThat(count.get()).isEqualTo(3_000);
    }
  }

  @Test
  void refusesBadArgumentsAndUseAfterClose() {
    assertThatThrownBy(() -> new WorkerPool(0)).hasMessageContaining("at least 1 thread, not 0");
    WorkerPool pool = new WorkerPool(2);
    assertThatThrownBy(() -> pool.run(new int[] {1, -1}, 2, (phase, tile) -> {}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("phase 1 has a negative number of tiles: -1");
    pool.close();
    pool.close();
    assertThatThrownBy(() -> pool.run(new int[] {2}, 1, (phase, tile) -> {}))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the worker pool is closed");
  }

  @Test
  void closingEndsTheWorkers() throws InterruptedException {
    AtomicReference<Thread> worker = new AtomicReference<>();
    WorkerPool pool = new WorkerPool(2);
    Thread caller = Thread.currentThread();
    while (worker.get() == null) {
      pool.run(
          new int[] {64},
          1,
          (phase, tile) -> {
            if (!Thread.currentThread().equals(caller)) {
              worker.set(Thread.currentThread());
            }
            Thread.onSpinWait();
          });
    }
    pool.close();
    worker.get().join();
    assertThat(worker.get().isAlive()).isFalse();
  }
}
