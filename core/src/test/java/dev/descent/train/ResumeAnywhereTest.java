package dev.descent.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.descent.data.LoadedData;
import dev.descent.exec.Engine;
import dev.descent.io.JsonLines;
import dev.descent.nn.Module;
import dev.descent.train.FaultyFileSystem.Faults;
import dev.descent.train.coach.Coach;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A run that ends at any of its events, by a crash or because it was asked to, and then goes on,
/// leaves what the run leaves that was never disturbed: weights, checkpoints and log.
class ResumeAnywhereTest {
  private static final LoadedData DATA = ResumeCase.data();

  private final int threads = Engine.threads();
  private int parts;

  @TempDir private Path temporary;

  @AfterEach
  void putTheThreadsBack() {
    Engine.threads(threads);
  }

  private static final class Crash extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /// Ends a run at its n-th event.
  private static final class End implements TrainListener {
    private final boolean crash;
    private int left;
    private @Nullable TrainingRun run;
    private boolean ended;

    End(int events, boolean crash) {
      this.left = events;
      this.crash = crash;
    }

    @Override
    public void on(TrainEvent event) {
      if (event instanceof TrainEvent.Started started) {
        run = started.run();
      }
      if (--left == 0) {
        ended = true;
        if (crash) {
          throw new Crash();
        }
        if (run != null) {
          run.requestStop(StopReason.INTERRUPTED, "by the test");
        }
      }
    }
  }

  /// One part of a run, in a directory of its own, with one thread or two in turn. Nothing is
  /// forced to the disk, which would take most of the time.
  ///
  /// @param end among the listeners, so that some have heard of its last event and some have not
  /// @return the model
  private Module part(ResumeCase what, Path folder, End end) {
    Engine.threads(1 + parts++ % 2);
    Module model = what.model();
    Path unforced = new FaultyFileSystem(folder.getFileSystem(), new Faults()).wrap(folder);
    Path saved = RunDirectory.checkpoints(unforced);
    try (RunDirectory run =
            RunDirectory.isRun(unforced)
                ? RunDirectory.reopen(unforced)
                : RunDirectory.create(unforced, ResumeCase.spec());
        Checkpoints checkpoints = Checkpoints.in(saved).everySteps(2).keep(2)) {
      Trainer trainer = what.trainer(model).listen(run, new Coach(), end, checkpoints);
      Checkpoint.newest(saved, problem -> {}).ifPresent(trainer::resumeFrom);
      trainer.fit(DATA.train(), DATA.test());
    } catch (Crash e) {
      assertThat(end.ended).isTrue();
    }
    return model;
  }

  private static Map<String, float[]> weights(Module model) {
    Map<String, float[]> weights = new LinkedHashMap<>();
    model.state().forEach((name, tensor) -> weights.put(name, tensor.toFloatArray()));
    return weights;
  }

  /// The lines of a log, without what time has to do with.
  private static List<Map<String, @Nullable Object>> log(Path folder) throws IOException {
    List<Map<String, @Nullable Object>> lines = JsonLines.read(folder.resolve("events.jsonl"));
    lines.forEach(line -> line.keySet().removeAll(Set.of("seconds")));
    return lines;
  }

  private static Map<String, String> digests(Path folder) {
    return Checkpoint.newest(RunDirectory.checkpoints(folder), problem -> {})
        .orElseThrow()
        .digests();
  }

  private void assertSame(String when, Path folder, Path whole, Module model, Module expected)
      throws IOException {
    assertThat(digests(folder)).as(when).isEqualTo(digests(whole));
    assertThat(weights(model)).as(when).usingRecursiveComparison().isEqualTo(weights(expected));
    assertThat(log(folder)).as(when).isEqualTo(log(whole));
    assertThat(folder.resolve("model.safetensors"))
        .as(when)
        .hasSameBinaryContentAs(whole.resolve("model.safetensors"));
  }

  @ParameterizedTest
  @EnumSource
  void aCrashAtAnyEventLeavesNoTrace(ResumeCase what) throws IOException {
    Path whole = temporary.resolve("whole");
    Module expected = part(what, whole, new End(-1, false));
    End end;
    int events = 0;
    do {
      end = new End(++events, true);
      Path folder = temporary.resolve("crash-" + events);
      Module model = part(what, folder, end);
      if (end.ended) {
        model = part(what, folder, new End(-1, false));
      }
      assertSame("crashed at event " + events, folder, whole, model, expected);
    } while (end.ended);
    assertThat(events).isGreaterThan(20);
  }

  @ParameterizedTest
  @EnumSource
  void manyStopsAndCrashesLeaveNoTrace(ResumeCase what) throws IOException {
    Path whole = temporary.resolve("whole");
    Module expected = part(what, whole, new End(-1, false));
    for (int length = 3; length <= 9; length++) {
      Path folder = temporary.resolve("parts-of-" + length);
      Module model;
      End end;
      int stops = 0;
      do {
        // A crash undoes up to 2 steps, so only every second part may end by one.
        end = new End(length + stops % 2, stops++ % 2 == 1 && length > 7);
        model = part(what, folder, end);
      } while (end.ended && stops < 100);
      // The last part can have been asked to stop when it was done already.
      if (RunLog.readFinish(folder).orElseThrow().reason() != StopReason.COMPLETED) {
        model = part(what, folder, new End(-1, false));
      }
      assertThat(stops).isBetween(3, 99);
      assertSame("parts of " + length + " events", folder, whole, model, expected);
    }
  }
}
