package dev.descent.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.descent.data.Batch;
import dev.descent.data.DataLoader;
import dev.descent.data.TensorDataset;
import dev.descent.nn.Activation;
import dev.descent.nn.Dropout;
import dev.descent.nn.Linear;
import dev.descent.nn.Losses;
import dev.descent.nn.Mlp;
import dev.descent.nn.Module;
import dev.descent.nn.Parameter;
import dev.descent.nn.Seed;
import dev.descent.nn.Sequential;
import dev.descent.optim.Optimizer;
import dev.descent.optim.Sgd;
import dev.descent.tensor.ShapeException;
import dev.descent.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class TrainerTest {
  private static Trainer trainer(Module model, double rate) {
    return Trainer.of(model, Losses::crossEntropy, new Sgd(rate)).batchSize(8).epochs(2);
  }

  private static List<Float> weights(Module model) {
    List<Float> weights = new ArrayList<>();
    for (Parameter parameter : model.parameters().values()) {
      for (float weight : parameter.value().toFloatArray()) {
        weights.add(weight);
      }
    }
    return weights;
  }

  @Test
  void learnsExclusiveOr() {
    Mlp model = Problems.mlp(2, 8, 2);
    History history = trainer(model, 0.5).epochs(150).fit(Problems.xor(), Problems.xor());
    assertThat(history.best()).hasValueSatisfying(best -> assertThat(best.accuracy()).isEqualTo(1));
    EpochResult last = history.epochs().getLast();
    assertThat(last.loss()).isLessThan(0.1);
    assertThat(last.testLoss()).isLessThan(0.1);
    assertThat(history.reason()).isEqualTo(StopReason.COMPLETED);
    assertThat(history.steps()).isEqualTo(300);
    assertThat(model.isTraining()).isFalse();
  }

  @Test
  void givesTheWeightsOfTheLoopWrittenByHand() {
    TensorDataset data = Problems.blobs(30, 1);
    Mlp trained = Problems.mlp(2, 5, 3);
    Sgd rule = new Sgd(0.1).momentum(0.9);
    Trainer.of(trained, Losses::crossEntropy, rule).epochs(3).batchSize(8).seed(4).fit(data);

    Mlp model = Problems.mlp(2, 5, 3);
    Optimizer optimizer = new Optimizer(model, rule);
    DataLoader loader = new DataLoader(data, 8).shuffled(4);
    for (int epoch = 0; epoch < 3; epoch++) {
      for (Batch batch : loader) {
        optimizer.zeroGrad();
        Tensor loss = Losses.crossEntropy(model.apply(batch.inputs()), batch.labels());
        loss.backward();
        optimizer.step();
      }
    }
    assertThat(weights(trained)).isEqualTo(weights(model));
  }

  @Test
  void listenersTestsAndPrefetchingDoNotChangeTheWeights() {
    TensorDataset data = Problems.blobs(30, 1);
    Mlp plain = Problems.mlp(2, 5, 3);
    trainer(plain, 0.1).seed(2).fit(data);
    Mlp watched = Problems.mlp(2, 5, 3);
    trainer(watched, 0.1).seed(2).prefetch(2).listen(event -> {}).fit(data, data);
    assertThat(weights(watched)).isEqualTo(weights(plain));
    Mlp other = Problems.mlp(2, 5, 3);
    trainer(other, 0.1).seed(3).fit(data);
    assertThat(weights(other)).isNotEqualTo(weights(plain));
  }

  @Test
  void eventsComeInOrder() {
    List<String> names = new ArrayList<>();
    List<TrainEvent> events = new ArrayList<>();
    TensorDataset data = Problems.blobs(20, 1);
    History history =
        trainer(Problems.mlp(2, 3, 3), 0.1)
            .listen(event -> names.add(event.getClass().getSimpleName()), events::add)
            .fit(data, Problems.blobs(9, 2));
    List<String> epoch =
        List.of("EpochStarted", "StepDone", "StepDone", "StepDone", "Evaluated", "EpochEnded");
    List<String> expected = new ArrayList<>(List.of("Started"));
    expected.addAll(epoch);
    expected.addAll(epoch);
    expected.add("Stopped");
    assertThat(names).isEqualTo(expected);
    assertThat(events.getFirst())
        .isInstanceOfSatisfying(
            TrainEvent.Started.class,
            started -> {
              assertThat(started.trainSize()).isEqualTo(20);
              assertThat(started.testSize()).isEqualTo(9);
              assertThat(started.parameters()).isEqualTo(2 * 3 + 3 + 3 * 3 + 3);
            });
    assertThat(events.get(9))
        .isInstanceOfSatisfying(
            TrainEvent.StepDone.class,
            step -> {
              assertThat(step.step()).isEqualTo(5);
              assertThat(step.epoch()).isEqualTo(2);
              assertThat(step.batch()).isEqualTo(2);
              assertThat(step.batches()).isEqualTo(3);
            });
    assertThat(events.getLast()).isEqualTo(new TrainEvent.Stopped(history));
  }

  @Test
  void theAverageLossWeighsBatchesByTheirSize() {
    List<Float> losses = new ArrayList<>();
    TensorDataset data = Problems.blobs(20, 1);
    History history =
        trainer(Problems.mlp(2, 3, 3), 0.1)
            .epochs(1)
            .listen(event -> {
              if (event instanceof TrainEvent.StepDone step) {
                losses.add(step.loss());
              }
            })
            .fit(data);
    double expected = (8 * losses.get(0) + 8 * losses.get(1) + 4 * losses.get(2)) / 20.0;
    assertThat(history.epochs().getFirst().loss()).isCloseTo(expected, within(1e-6));
    assertThat(history.epochs().getFirst().accuracy()).as("without a test set").isNaN();
    assertThat(history.best()).isEmpty();
    assertThat(history.evaluation()).isNull();
  }

  @Test
  void secondsAreThoseOfTheTrainingPart() {
    AtomicLong time = new AtomicLong();
    History history =
        trainer(Problems.mlp(2, 3, 3), 0.1)
            .clock(time::get)
            .listen(event -> {
              switch (event) {
                case TrainEvent.StepDone _ -> time.addAndGet(500_000_000);
                case TrainEvent.Evaluated _ -> time.addAndGet(60_000_000_000L);
                default -> {}
              }
            })
            .fit(Problems.blobs(16, 1), Problems.blobs(9, 2));
    assertThat(history.epochs()).extracting(EpochResult::seconds).containsExactly(1.0, 1.0);
    assertThat(history.seconds()).isEqualTo(2.0);
  }

  @Test
  void stopsEarlyOnceItIsGoodEnough() {
    History history =
        trainer(Problems.mlp(2, 3), 0.5)
            .epochs(50)
            .listen(EarlyStopping.atAccuracy(0.9))
            .fit(Problems.blobs(60, 1), Problems.blobs(30, 2));
    assertThat(history.reason()).isEqualTo(StopReason.EARLY);
    assertThat(history.detail()).isEqualTo("the test accuracy has reached 90 %");
    assertThat(history.epochs().size()).isLessThan(50);
    assertThat(history.epochs().getLast().accuracy()).isGreaterThanOrEqualTo(0.9);
    for (double wrong : new double[] {0, -1, 1.01, Double.NaN}) {
      assertThatThrownBy(() -> EarlyStopping.atAccuracy(wrong))
          .hasMessageContaining("0.98 is 98 %");
    }
  }

  @Test
  void aRequestEndsTheRunAfterTheStepUnderWay() {
    List<Long> steps = new ArrayList<>();
    TrainingRun[] run = new TrainingRun[1];
    History history =
        trainer(Problems.mlp(2, 3, 3), 0.1)
            .listen(event -> {
              switch (event) {
                case TrainEvent.Started started -> run[0] = started.run();
                case TrainEvent.StepDone step -> {
                  steps.add(step.step());
                  run[0].requestStop(StopReason.INTERRUPTED, "asked to");
                  run[0].requestStop(StopReason.EARLY, "too late");
                }
                default -> {}
              }
            })
            .fit(Problems.blobs(40, 1), Problems.blobs(9, 2));
    assertThat(steps).containsExactly(1L);
    assertThat(history.reason()).isEqualTo(StopReason.INTERRUPTED);
    assertThat(history.detail()).isEqualTo("asked to");
    assertThat(history.epochs()).isEmpty();
  }

  @Test
  void aRunThatDivergesNamesTheStepAndTheLayer() {
    List<TrainEvent> events = new ArrayList<>();
    // Step 1 makes weights of about 1e30 in both layers; their product is beyond the floats.
    Mlp model = Mlp.of(1, Activation.IDENTITY, 2, 8, 3);
    Trainer trainer = trainer(model, 1e30).listen(events::add);
    assertThatThrownBy(() -> trainer.fit(Problems.blobs(64, 1)))
        .isInstanceOfSatisfying(
            DivergedException.class,
            e -> {
              assertThat(e.step()).isEqualTo(2);
              assertThat(e.culprit()).matches("the output of output is (NaN|-?Infinity)");
            })
        .hasMessageMatching(
            "training diverged at step 2: the output of output is \\S+; try a smaller learning rate"
                + " than 1.0E30, and check the data for NaN");
    assertThat(events.getLast())
        .isInstanceOfSatisfying(
            TrainEvent.Stopped.class,
            stopped -> assertThat(stopped.history().reason()).isEqualTo(StopReason.DIVERGED));
    assertThat(weights(model))
        .as("the model is as it was before the step")
        .allMatch(weight -> Float.isFinite(weight));
  }

  @Test
  void aParameterThatTurnsInfiniteIsNamed() {
    // One step; its loss is finite, the new weights are not.
    Trainer trainer = trainer(Mlp.of(1, 2, 3), 3e38).epochs(1);
    TensorDataset far =
        TensorDataset.ofClasses(Tensor.full(100, 3, 2), Tensor.of(new int[] {0, 1, 2}), 3);
    assertThatThrownBy(() -> trainer.fit(far))
        .isInstanceOf(DivergedException.class)
        .hasMessageMatching("training diverged at step 1: parameter \\S+ is (NaN|-?Infinity);.*");
  }

  @Test
  void divergenceIsFoundAgainThroughDropoutAndMomentum() {
    Module model =
        Sequential.of(
            Seed.of(1),
            seed -> new Linear(2, 8, seed),
            seed -> new Dropout(0.5, seed),
            seed -> new Linear(8, 3, seed));
    List<Long> steps = new ArrayList<>();
    Trainer trainer =
        Trainer.of(model, Losses::crossEntropy, new Sgd(1e9).momentum(0.9))
            .batchSize(8)
            .epochs(50)
            .listen(event -> {
              if (event instanceof TrainEvent.StepDone step) {
                steps.add(step.step());
              }
            });
    assertThatThrownBy(() -> trainer.fit(Problems.blobs(64, 1)))
        .isInstanceOfSatisfying(
            DivergedException.class,
            e -> {
              assertThat(e.step()).isEqualTo(steps.getLast() + 1);
              assertThat(e.culprit()).doesNotContain("is not finite");
            });
  }

  @Test
  void divergenceIsFoundAgainWithTheRateThatAListenerHasSet() {
    TrainingRun[] run = new TrainingRun[1];
    Trainer trainer =
        trainer(Mlp.of(1, Activation.IDENTITY, 2, 8, 3), 0.1)
            .listen(event -> {
              switch (event) {
                case TrainEvent.Started started -> run[0] = started.run();
                case TrainEvent.StepDone step when step.step() == 3 ->
                    run[0].scaleLearningRate(1e31);
                default -> {}
              }
            });
    assertThatThrownBy(() -> trainer.fit(Problems.blobs(64, 1)))
        .hasMessageMatching(
            "training diverged at step 5: the output of output is (NaN|-?Infinity);.*");
  }

  @Test
  void divergenceIsFoundManySmallStepsAfterTheLastCheck() {
    float[] inputs = new float[2 * 500];
    Arrays.fill(inputs, 1);
    inputs[2 * 400] = Float.NaN;
    TensorDataset data =
        TensorDataset.ofClasses(Tensor.of(inputs, 500, 2), Tensor.of(new int[500]), 3);
    Mlp model = Mlp.of(1, 2, 3);
    assertThatThrownBy(() -> trainer(model, 0.1).batchSize(1).shuffle(false).fit(data))
        .hasMessageStartingWith("training diverged at step 401: the input is NaN;");
    assertThat(weights(model)).allMatch(weight -> Float.isFinite(weight));
  }

  @Test
  void dataThatHoldNanAreNamed() {
    TensorDataset data =
        TensorDataset.ofClasses(
            Tensor.of(new float[] {1, 2, Float.NaN, 3}, 2, 2), Tensor.of(new int[] {0, 1}), 3);
    assertThatThrownBy(() -> trainer(Problems.mlp(2, 3), 0.1).fit(data))
        .hasMessageStartingWith("training diverged at step 1: the input is NaN;");
  }

  @Test
  void whatDoesNotFitIsRefusedBeforeAnythingIsComputed() {
    List<TrainEvent> events = new ArrayList<>();
    TensorDataset data = Problems.blobs(9, 1);
    assertThatThrownBy(() -> trainer(Problems.mlp(3, 3), 0.1).listen(events::add).fit(data))
        .isInstanceOf(ShapeException.class);
    assertThatThrownBy(() -> trainer(Problems.mlp(2, 2), 0.1).listen(events::add).fit(data))
        .hasMessageContaining("the model has 2 outputs, but the data have 3 classes");
    assertThatThrownBy(() ->
            Trainer.of(Problems.mlp(2, 3), (x, y) -> x, new Sgd(1)).listen(events::add).fit(data))
        .hasMessageContaining("the loss of a batch must be one number, not [1, 3]");
    assertThat(events).isEmpty();
    assertThatThrownBy(() -> trainer(Problems.mlp(2, 3), 0.1).epochs(0))
        .hasMessage("the number of epochs must be at least 1, not 0");
    assertThatThrownBy(() -> trainer(Problems.mlp(2, 3), 0.1).batchSize(-5))
        .hasMessage("the batch size must be at least 1, not -5");
  }
}
