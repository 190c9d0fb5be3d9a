package dev.descent.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.descent.data.TensorDataset;
import dev.descent.nn.Activation;
import dev.descent.nn.Losses;
import dev.descent.nn.Mlp;
import dev.descent.optim.Adam;
import dev.descent.optim.WeightAverage;
import dev.descent.train.FaultyFileSystem.Faults;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whatever fails while checkpoints are written: training goes on or ends with one clear line, the
/// newest whole checkpoint can be loaded, and the run that goes on from there ends as if nothing
/// had been.
class FaultyDiskTest {
  private static final TensorDataset TRAIN = Problems.blobs(64, 1);
  private static final TensorDataset TEST = Problems.blobs(20, 2);

  private final Faults faults = new Faults();

  @TempDir private Path temporary;

  /// What came of a run.
  ///
  /// @param saved the steps after which a checkpoint was due and no notice said that it failed
  /// @param error why it ended early, if it did
  private record Outcome(TreeSet<Long> saved, int notices, @Nullable RunException error) {}

  /// An epoch of 4 steps, with a checkpoint after every second step and after the test.
  private static Outcome run(Path folder) {
    Mlp model = Mlp.of(3, Activation.TANH, 0.2, 2, 4, 3);
    TreeSet<Long> saved = new TreeSet<>();
    int[] notices = {0};
    RunException error = null;
    try (Checkpoints checkpoints = Checkpoints.in(folder).everySteps(2).keep(1)) {
      Trainer trainer =
          Trainer.of(model, Losses::crossEntropy, new Adam(0.01))
              .epochs(1)
              .batchSize(16)
              .seed(7)
              .average(averaged -> WeightAverage.ema(averaged, 0.9))
              .listen(
                  event -> {
                    if (event instanceof TrainEvent.StepDone step) {
                      if (step.step() % 2 == 0) {
                        saved.add(step.step());
                      }
                    } else if (event instanceof TrainEvent.Notice notice) {
                      notices[0]++;
                      assertThat(notice.text()).doesNotContain("\n").contains("after step");
                      if (notice.rule().equals("checkpoint-failed")) {
                        saved.remove(notice.step());
                      }
                    }
                  },
                  checkpoints);
      Checkpoint.newest(folder, problem -> {}).ifPresent(trainer::resumeFrom);
      trainer.fit(TRAIN, TEST);
    } catch (RunException e) {
      error = e;
    }
    return new Outcome(saved, notices[0], error);
  }

  private static Map<String, String> digests(Path folder) {
    return Checkpoint.newest(folder, problem -> {}).orElseThrow().digests();
  }

  /// A folder in which things fail.
  private Path faulty(Path folder) {
    return new FaultyFileSystem(folder.getFileSystem(), faults).wrap(folder);
  }

  /// What must hold after a run with a fault, once the fault is gone.
  private void assertGoesOn(String when, Path folder, Outcome outcome, Map<String, String> whole) {
    if (outcome.error != null) {
      assertThat(outcome.error).as(when).hasMessageNotContaining("\n");
      assertThat(outcome.error.getMessage()).as(when).contains(folder.toString());
    }
    Optional<Checkpoint> newest = Checkpoint.newest(folder, problem -> {});
    if (!outcome.saved.isEmpty() && outcome.error == null) {
      assertThat(newest.orElseThrow().steps())
          .as(when)
          .isGreaterThanOrEqualTo(outcome.saved.last());
    }
    faults.failOperation(0);
    faults.room(Faults.PLENTY);
    Outcome resumed = run(faulty(folder));
    assertThat(resumed.error).as(when).isNull();
    assertThat(resumed.notices).as(when).isZero();
    assertThat(digests(folder)).as(when).isEqualTo(whole);
  }

  @Test
  void anyOperationMayFail() {
    Path clean = temporary.resolve("clean");
    faults.failOperation(0);
    assertThat(run(faulty(clean)).error).isNull();
    int operations = faults.operations();
    assertThat(operations).isGreaterThan(100);
    Map<String, String> whole = digests(clean);
    int unnoticed = 0;
    for (int n = 1; n <= operations; n++) {
      Path folder = temporary.resolve("fault-" + n);
      faults.failOperation(n);
      Outcome outcome = run(faulty(folder));
      unnoticed += outcome.notices == 0 && outcome.error == null ? 1 : 0;
      assertGoesOn("operation " + n, folder, outcome, whole);
    }
    // What is read to find out which old checkpoints may go, may fail: then they stay a while.
    assertThat(unnoticed).isLessThan(operations / 2);
  }

  @Test
  void theDiskMayBeFull() {
    Path clean = temporary.resolve("clean");
    assertThat(run(faulty(clean)).error).isNull();
    Map<String, String> whole = digests(clean);
    int full = 0;
    for (int room = 0; room <= 15_000; room += 251) {
      Path folder = temporary.resolve("room-" + room);
      faults.room(room);
      Outcome outcome = run(faulty(folder));
      if (outcome.notices > 0) {
        full++;
        assertThat(outcome.saved.size()).isLessThan(2);
      }
      if (outcome.error != null) {
        assertThat(outcome.error).hasMessageContaining("no space is left");
      }
      assertGoesOn("room for " + room + " bytes", folder, outcome, whole);
    }
    assertThat(full).isGreaterThan(5);
  }
}
