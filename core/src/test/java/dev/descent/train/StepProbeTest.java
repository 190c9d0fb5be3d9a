package dev.descent.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.descent.autograd.Grad;
import dev.descent.data.TensorDataset;
import dev.descent.exec.Engine;
import dev.descent.nn.Activation;
import dev.descent.nn.Linear;
import dev.descent.nn.Losses;
import dev.descent.nn.Mlp;
import dev.descent.nn.Module;
import dev.descent.nn.Seed;
import dev.descent.nn.Sequential;
import dev.descent.optim.Adam;
import dev.descent.optim.Optimizer;
import dev.descent.optim.Sgd;
import dev.descent.optim.UpdateRule;
import dev.descent.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

@ResourceLock("engine")
class StepProbeTest {
  private static final Tensor INPUTS = Tensor.matrix(new float[] {1, -2}, new float[] {3, 4});
  private static final Tensor LABELS = Tensor.of(new int[] {1, 0});

  private static double norm(float[] elements) {
    double sum = 0;
    for (float element : elements) {
      sum += (double) element * element;
    }
    return Math.sqrt(sum);
  }

  private static float[] difference(float[] a, float[] b) {
    float[] difference = a.clone();
    for (int i = 0; i < a.length; i++) {
      difference[i] -= b[i];
    }
    return difference;
  }

  private static <V> V at(Map<String, V> map, String name) {
    return Objects.requireNonNull(map.get(name), name);
  }

  private static StepStatistics step(Module model, Optimizer optimizer) {
    StepProbe probe = new StepProbe(model, 3);
    Grad.Step step =
        Grad.valueAndGrad(model, (m, x, y) -> Losses.crossEntropy(probe.forward(x, y), y))
            .apply(INPUTS, LABELS);
    probe.beforeUpdate(step.gradients());
    optimizer.update(model, step.gradients());
    probe.afterUpdate();
    Tensor.eval(step.loss(), model, optimizer, probe);
    return probe.statistics(optimizer.steps(), optimizer.learningRate());
  }

  @Test
  void normsAreThoseOfTheTensorsThemselves() {
    Mlp model = Mlp.of(1, 2, 5, 3);
    Optimizer optimizer = new Optimizer(model, new Sgd(0.5));
    Map<String, float[]> before = new TreeMap<>();
    model.state().forEach((name, value) -> before.put(name, value.toFloatArray()));
    Losses.crossEntropy(model.apply(INPUTS), LABELS).backward();
    Map<String, float[]> gradients = new TreeMap<>();
    model
        .parameters()
        .forEach((name, each) ->
            gradients.put(name, Objects.requireNonNull(each.gradient()).toFloatArray()));
    StepStatistics statistics = step(model, optimizer);
    double squares = 0;
    assertThat(statistics.parameters()).hasSize(4);
    for (StepStatistics.ParameterStatistics each : statistics.parameters()) {
      float[] after = at(model.state(), each.name()).toFloatArray();
      double gradient = norm(at(gradients, each.name()));
      squares += gradient * gradient;
      double update = norm(difference(after, at(before, each.name())));
      assertThat(each.gradientNorm()).as(each.name()).isCloseTo(gradient, within(1e-6));
      assertThat(each.weightNorm()).as(each.name()).isCloseTo(norm(after), within(1e-6));
      assertThat(each.updateRatio()).as(each.name()).isCloseTo(update / norm(after), within(1e-6));
    }
    assertThat(statistics.gradientNorm()).isCloseTo(Math.sqrt(squares), within(1e-6));
    assertThat(statistics.step()).isEqualTo(1);
    assertThat(statistics.learningRate()).isEqualTo(0.5);
    // By hand: the mean of 1, −2, 3, 4 is 1.5, their variance (0.25 + 12.25 + 2.25 + 6.25) / 4.
    assertThat(statistics.batch())
        .isEqualTo(
            new StepStatistics.BatchStatistics(2, 1.5, Math.sqrt(5.25), 4, List.of(1, 1, 0)));
    assertThat(StepStatistics.fromMap(statistics.toMap())).isEqualTo(statistics);
  }

  /// The identity matrix as weights, so that what reaches an activation is known.
  private static Module identity(Activation activation) {
    Linear linear = Linear.withoutBias(2, 2, Seed.of(1));
    linear.weight().assign(Tensor.eye(2));
    return new Sequential(linear, activation.layer(), new Linear(2, 3, Seed.of(2)));
  }

  private static StepStatistics.ActivationStatistics activation(Activation activation) {
    Module model = identity(activation);
    return step(model, new Optimizer(model, new Sgd(0.1))).activations().getFirst();
  }

  @Test
  void countsUnitsThatAreDeadOrSaturated() {
    // The units get 1 and 3, and −2 and 4: none is dead; with the second example negated, both are
    // positive for one example still. tanh is beyond 0.97 from 2.09 on, sigmoid from 3.48.
    assertThat(activation(Activation.RELU))
        .isEqualTo(new StepStatistics.ActivationStatistics("1", "Relu", 2, 0, 0));
    assertThat(activation(Activation.TANH))
        .isEqualTo(new StepStatistics.ActivationStatistics("1", "Tanh", 2, 0, 0.5));
    assertThat(activation(Activation.SIGMOID))
        .isEqualTo(new StepStatistics.ActivationStatistics("1", "Sigmoid", 2, 0, 0.25));
    assertThat(activation(Activation.GELU))
        .isEqualTo(new StepStatistics.ActivationStatistics("1", "Gelu", 2, 0, 0));
    Module model = identity(Activation.RELU);
    at(model.parameters(), "0.weight")
        .assign(Tensor.matrix(new float[] {-1, 0}, new float[] {0, 1}));
    assertThat(step(model, new Optimizer(model, new Sgd(0.1))).activations().getFirst().dead())
        .as("the first unit gets −1 and −3")
        .isEqualTo(1);
  }

  private static List<Float> train(UpdateRule rule, int measureEvery, List<StepStatistics> seen) {
    TensorDataset data = Problems.blobs(64, 1);
    Mlp model = Mlp.of(1, 2, 37, 19, 3);
    Trainer.of(model, Losses::crossEntropy, rule)
        .batchSize(8)
        .epochs(4)
        .measureEvery(measureEvery)
        .listen(event -> {
          if (event instanceof TrainEvent.Measured measured) {
            seen.add(measured.statistics());
          }
        })
        .fit(data);
    List<Float> weights = new ArrayList<>();
    model
        .parameters()
        .values()
        .forEach(each -> {
          for (float weight : each.value().toFloatArray()) {
            weights.add(weight);
          }
        });
    return weights;
  }

  @Test
  void notABitOfTheTrainingChanges() {
    for (UpdateRule rule : List.of(new Sgd(0.1).momentum(0.9), new Adam(0.01))) {
      List<StepStatistics> seen = new ArrayList<>();
      assertThat(train(rule, 1, seen)).isEqualTo(train(rule, 0, new ArrayList<>()));
      assertThat(seen).hasSize(32);
    }
  }

  @Test
  void measuredStepsFindTheirPlanToo() {
    Mlp model = Mlp.of(1, 2, 37, 3);
    Optimizer optimizer = new Optimizer(model, new Sgd(0.1).momentum(0.9));
    step(model, optimizer);
    step(model, optimizer);
    Engine.Statistics before = Engine.statistics();
    for (int i = 0; i < 5; i++) {
      step(model, optimizer);
    }
    Engine.Statistics after = Engine.statistics();
    assertThat(after.planMisses() - before.planMisses()).isZero();
    assertThat(after.planHits() - before.planHits()).as("one piece of work a step").isEqualTo(5);
  }

  @Test
  void looksOftenAtFirst() {
    assertThat(LongStream.rangeClosed(1, 40).filter(step -> StepProbe.isDue(step, 10)))
        .containsExactly(1L, 2L, 4L, 8L, 10L, 20L, 30L, 40L);
    assertThat(StepProbe.isDue(1, 0)).isFalse();
  }
}
