package dev.descent.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.descent.data.TensorDataset;
import dev.descent.nn.Activation;
import dev.descent.nn.Losses;
import dev.descent.nn.Mlp;
import dev.descent.optim.Adam;
import dev.descent.optim.Clipping;
import dev.descent.optim.Schedule;
import dev.descent.optim.WeightAverage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A run that was broken off and goes on from a checkpoint is, to the last bit, the run that was
/// not.
class ResumeTest {
  private static final int EPOCHS = 3;
  private static final TensorDataset TRAIN = Problems.blobs(100, 1);
  private static final TensorDataset TEST = Problems.blobs(40, 2);

  @TempDir private Path folder;

  /// Adam, one cycle, dropout, accumulation, EMA: all that a run can remember. Of 7 batches of 16
  /// an epoch, the last is smaller, and every third step has only one batch.
  private static Trainer trainer(Path folder, Mlp model) {
    return Trainer.of(model, Losses::crossEntropy, new Adam(0.01))
        .epochs(EPOCHS)
        .batchSize(16)
        .accumulate(2)
        .seed(7)
        .schedule(Schedule::oneCycle)
        .average(averaged -> WeightAverage.ema(averaged, 0.9))
        .listen(
            EarlyStopping.on("loss").patience(9).restoreBest(),
            Checkpoints.in(folder).everySteps(1).keep(100));
  }

  private static Mlp model() {
    return Mlp.of(3, Activation.TANH, 0.2, 2, 8, 3);
  }

  private static Map<String, float[]> weights(Mlp model) {
    Map<String, float[]> weights = new LinkedHashMap<>();
    model.state().forEach((name, tensor) -> weights.put(name, tensor.toFloatArray()));
    return weights;
  }

  private static Map<String, String> digests(Path folder) {
    return Checkpoint.newest(folder, problem -> {}).orElseThrow().digests();
  }

  private History uninterrupted(Mlp model) {
    return trainer(folder.resolve("whole"), model).fit(TRAIN, TEST);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 8, 11, 12})
  void goesOnFromEveryStepAsIfNothingHadBeen(int stopAfter) {
    Mlp whole = model();
    History expected = uninterrupted(whole);

    Path parts = folder.resolve("parts");
    Mlp first = model();
    trainer(parts, first).listen(stopAfter(stopAfter)).fit(TRAIN, TEST);
    Mlp second = model();
    List<Long> steps = new ArrayList<>();
    History resumed =
        trainer(parts, second)
            .listen(event -> {
              if (event instanceof TrainEvent.StepDone step) {
                steps.add(step.step());
              }
            })
            .resumeFrom(Checkpoint.newest(parts, problem -> {}).orElseThrow())
            .fit(TRAIN, TEST);

    assertThat(weights(second)).usingRecursiveComparison().isEqualTo(weights(whole));
    assertThat(digests(parts)).isEqualTo(digests(folder.resolve("whole")));
    assertThat(steps)
        .isEqualTo(LongStream.rangeClosed(stopAfter + 1L, expected.steps()).boxed().toList());
    assertThat(resumed.steps()).isEqualTo(expected.steps());
    assertThat(resumed.epochs())
        .usingRecursiveComparison()
        .ignoringFields("seconds")
        .isEqualTo(expected.epochs());
  }

  /// Stops a run after a step.
  private static TrainListener stopAfter(int step) {
    return new TrainListener() {
      private @Nullable TrainingRun run;

      @Override
      public void on(TrainEvent event) {
        if (event instanceof TrainEvent.Started started) {
          run = started.run();
        } else if (event instanceof TrainEvent.StepDone done
            && done.step() == step
            && run != null) {
          run.requestStop(StopReason.INTERRUPTED, "by the test");
        }
      }
    };
  }

  @Test
  void aFinishedRunCanBeMadeLonger() {
    Path parts = folder.resolve("parts");
    Trainer shorter =
        Trainer.of(model(), Losses::crossEntropy, new Adam(0.01))
            .epochs(1)
            .batchSize(16)
            .listen(Checkpoints.in(parts));
    shorter.fit(TRAIN, TEST);
    Mlp longer = model();
    Trainer.of(longer, Losses::crossEntropy, new Adam(0.01))
        .epochs(2)
        .batchSize(16)
        .resumeFrom(Checkpoint.newest(parts, problem -> {}).orElseThrow())
        .fit(TRAIN, TEST);
    Mlp whole = model();
    Trainer.of(whole, Losses::crossEntropy, new Adam(0.01))
        .epochs(2)
        .batchSize(16)
        .fit(TRAIN, TEST);
    assertThat(weights(longer)).usingRecursiveComparison().isEqualTo(weights(whole));
  }

  @Test
  void anotherRunsCheckpointIsRefused() {
    Path parts = folder.resolve("parts");
    trainer(parts, model()).listen(stopAfter(2)).fit(TRAIN, TEST);
    Checkpoint checkpoint = Checkpoint.newest(parts, problem -> {}).orElseThrow();
    assertThatThrownBy(() ->
            Trainer.of(model(), Losses::crossEntropy, new Adam(0.01))
                .batchSize(32)
                .resumeFrom(checkpoint)
                .fit(TRAIN, TEST))
        .isInstanceOf(RunException.class)
        .hasMessageContaining("was made with batchSize 16, not 32");
    assertThatThrownBy(() ->
            trainer(folder.resolve("other"), Mlp.of(3, Activation.TANH, 0.2, 2, 9, 3))
                .resumeFrom(checkpoint)
                .fit(TRAIN, TEST))
        .isInstanceOf(RunException.class)
        .hasMessageContaining("belongs to another run")
        .hasMessageContaining("hidden.weight");
  }

  /// Everything that a run can be told is compared, as far as it is no function.
  @ParameterizedTest
  @MethodSource("changes")
  void otherSettingsAreRefused(String message, Consumer<Trainer> change) {
    Path parts = folder.resolve("parts");
    plain(new Adam(0.01))
        .schedule(Schedule::oneCycle)
        .clip(Clipping.byValue(1))
        .average(averaged -> WeightAverage.ema(averaged, 0.9))
        .listen(Checkpoints.in(parts))
        .fit(TRAIN, TEST);
    Trainer other = plain(message.contains("optimizer") ? new Adam(0.02) : new Adam(0.01));
    other
        .schedule(Schedule::oneCycle)
        .clip(Clipping.byValue(1))
        .average(averaged -> WeightAverage.ema(averaged, 0.9))
        .resumeFrom(Checkpoint.newest(parts, problem -> {}).orElseThrow());
    change.accept(other);
    if (message.isEmpty()) {
      assertThat(other.fit(TRAIN, TEST).epochs()).isNotEmpty();
    } else {
      assertThatThrownBy(() -> other.fit(TRAIN, TEST))
          .isInstanceOf(RunException.class)
          .hasMessageContaining("step-7 was made with " + message)
          .hasMessageEndingWith("; resume with what it was made with");
    }
  }

  private static Trainer plain(Adam rule) {
    return Trainer.of(model(), Losses::crossEntropy, rule).epochs(1).batchSize(16).seed(7);
  }

  static Stream<Arguments> changes() {
    return Stream.of(
        change("", trainer -> {}),
        change("", trainer -> trainer.epochs(2)),
        change("optimizer adam, learningRate 0.01, beta1 0.9", trainer -> {}),
        change(
            "another schedule of the learning rate",
            trainer -> trainer.schedule(steps -> Schedule.cosine(0, steps))),
        change("seed 7, not 8", trainer -> trainer.seed(8)),
        change("clipping value:1, not none", trainer -> trainer.clip(Clipping.none())),
        change(
            "average ema:0.9, not ema:0.99",
            trainer -> trainer.average(averaged -> WeightAverage.ema(averaged, 0.99))),
        change("batchSize 16, not 8", trainer -> trainer.batchSize(8)));
  }

  private static Arguments change(String message, Consumer<Trainer> change) {
    return Arguments.of(message, change);
  }

  @Test
  void theLastStepOfAnEpochIsSavedOnce() throws IOException {
    Path parts = folder.resolve("parts");
    trainer(parts, model()).epochs(2).fit(TRAIN, TEST);
    assertThat(CheckpointFolder.newestFirst(parts).stream().map(path -> path.getFileName() + ""))
        .containsExactly(
            "step-8", "step-7", "step-6", "step-5", "step-4", "step-3", "step-2", "step-1");
  }

  @Test
  void keepsTheLastAndTheBestAndNothingElseOfItsOwn() throws IOException {
    Path parts = folder.resolve("parts");
    Files.createDirectories(parts.resolve("step-3"));
    Files.writeString(parts.resolve("step-3/diary.txt"), "mine");
    Files.createDirectories(parts.resolve("step-x"));
    Trainer.of(model(), Losses::crossEntropy, new Adam(0.05))
        .epochs(6)
        .batchSize(50)
        .listen(Checkpoints.in(parts).everySteps(1).keep(2))
        .fit(TRAIN, TEST);
    assertThat(parts.resolve("step-3/diary.txt")).hasContent("mine");
    assertThat(parts.resolve("step-x")).exists();
    List<Path> own =
        CheckpointFolder.newestFirst(parts).stream()
            .filter(path -> Manifest.readIfWhole(path) != null)
            .toList();
    assertThat(own.size()).isBetween(2, 3);
    assertThat(own.stream().filter(path -> Manifest.require(path).best())).isNotEmpty();
  }
}
