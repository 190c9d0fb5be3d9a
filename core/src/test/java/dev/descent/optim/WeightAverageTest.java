package dev.descent.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.descent.nn.BatchNorm;
import dev.descent.nn.Buffer;
import dev.descent.nn.Embedding;
import dev.descent.nn.Linear;
import dev.descent.nn.Seed;
import dev.descent.nn.Sequential;
import dev.descent.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WeightAverageTest {
  private static final int STEPS = 20;

  private static double[] wide(Weights weights) {
    float[] elements = weights.weight("wide").value().toFloatArray();
    double[] wide = new double[elements.length];
    for (int i = 0; i < wide.length; i++) {
      wide[i] = elements[i];
    }
    return wide;
  }

  private static double rate(String text, int step) {
    if (text.startsWith("ema")) {
      return 1 - Math.min(0.6, (1.0 + step) / (10.0 + step));
    }
    return step >= 5 && (step - 5) % 3 == 0 ? 1.0 / ((step - 5) / 3 + 1) : 0;
  }

  @ParameterizedTest
  @ValueSource(strings = {"ema:0.6", "swa:first=5,every=3"})
  void averagesAreThoseInDouble(String text) {
    for (boolean backward : new boolean[] {true, false}) {
      Weights weights = new Weights(Weights.ALL);
      WeightAverage average = Objects.requireNonNull(WeightAverage.named(text, weights));
      Optimizer optimizer = new Optimizer(weights, new Sgd(0.1).momentum(0.9)).average(average);
      double[] expected = wide(weights);
      for (int step = 1; step <= STEPS; step++) {
        if (backward) {
          weights.stepByBackward(optimizer, step - 1);
        } else {
          weights.stepByGradients(optimizer, step - 1);
        }
        average.forEachTensor(tensor -> assertThat(tensor.isEvaluated()).isTrue());
        double[] present = wide(weights);
        for (int i = 0; i < present.length; i++) {
          expected[i] += rate(text, step) * (present[i] - expected[i]);
        }
      }
      float[] actual = Objects.requireNonNull(average.averages().get("wide")).toFloatArray();
      for (int i = 0; i < actual.length; i++) {
        assertThat((double) actual[i]).as("element %d", i).isCloseTo(expected[i], within(1e-6));
      }
    }
  }

  @Test
  void stochasticAverageIsTheMeanOfTheWeights() {
    Weights weights = new Weights(Weights.ALL);
    WeightAverage average = WeightAverage.swa(weights, 11, 1);
    Optimizer optimizer = new Optimizer(weights, new Sgd(0.1)).average(average);
    double[] sum = new double[12];
    for (int step = 1; step <= STEPS; step++) {
      weights.stepByGradients(optimizer, step - 1);
      for (int i = 0; i < 12 && step >= 11; i++) {
        sum[i] += wide(weights)[i];
      }
    }
    float[] actual = Objects.requireNonNull(average.averages().get("wide")).toFloatArray();
    for (int i = 0; i < 12; i++) {
      assertThat((double) actual[i]).isCloseTo(sum[i] / 10, within(1e-6));
    }
  }

  @Test
  void swappingForthAndBackChangesNothing() {
    Weights plain = new Weights(Weights.ALL);
    Weights swapped = new Weights(Weights.ALL);
    Optimizer one = new Optimizer(plain, new Adam(0.1)).average(WeightAverage.ema(plain, 0.9));
    WeightAverage average = WeightAverage.ema(swapped, 0.9);
    Optimizer other = new Optimizer(swapped, new Adam(0.1)).average(average);
    for (int step = 0; step < STEPS; step++) {
      plain.stepByGradients(one, step);
      swapped.stepByGradients(other, step);
      Map<String, List<Float>> before = Weights.elements(swapped.state());
      Map<String, List<Float>> averages = Weights.elements(average.averages());
      average.swap();
      assertThat(average.isSwapped()).isTrue();
      assertThat(Weights.elements(swapped.state())).isEqualTo(averages).isNotEqualTo(before);
      assertThat(swapped.loss(step).item()).isFinite();
      assertThatThrownBy(average::state)
          .hasMessage("the averages are in the model; call swap() to bring the weights back first");
      assertThatThrownBy(() -> average.update(3)).isInstanceOf(IllegalStateException.class);
      average.swap();
      assertThat(Weights.elements(swapped.state())).isEqualTo(before);
      assertThat(Weights.elements(average.averages())).isEqualTo(averages);
    }
    assertThat(Weights.elements(swapped.state())).isEqualTo(Weights.elements(plain.state()));
  }

  @Test
  void beforeItBeginsTheWeightsAreTheirOwnAverage() {
    Weights weights = new Weights(Weights.ALL);
    WeightAverage average = WeightAverage.swa(weights, 100, 1);
    Optimizer optimizer = new Optimizer(weights, new Sgd(0.1)).average(average);
    weights.stepByGradients(optimizer, 0);
    Map<String, List<Float>> trained = Weights.elements(weights.state());
    assertThat(Weights.elements(average.averages())).isEqualTo(trained);
    average.swap();
    assertThat(Weights.elements(weights.state())).isEqualTo(trained);
    average.swap();
    assertThat(Weights.elements(weights.state())).isEqualTo(trained);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ema:0.9", "swa:first=4,every=2"})
  void itGoesOnFromItsState(String text) {
    Weights weights = new Weights(Weights.ALL);
    WeightAverage average = Objects.requireNonNull(WeightAverage.named(text, weights));
    Optimizer optimizer = new Optimizer(weights, new Sgd(0.1)).average(average);
    for (int step = 0; step < 7; step++) {
      weights.stepByGradients(optimizer, step);
    }
    Weights resumed = new Weights(Weights.ALL);
    WeightAverage next = Objects.requireNonNull(WeightAverage.named(text, resumed));
    Optimizer nextOptimizer = new Optimizer(resumed, new Sgd(0.1)).average(next);
    resumed.load(copies(weights.state()));
    next.load(copies(average.state()));
    nextOptimizer.load(Map.of(), 7);
    for (int step = 7; step < STEPS; step++) {
      weights.stepByGradients(optimizer, step);
      resumed.stepByBackward(nextOptimizer, step);
    }
    assertThat(Weights.elements(next.state())).isEqualTo(Weights.elements(average.state()));
  }

  private static Map<String, Tensor> copies(Map<String, Tensor> state) {
    Map<String, Tensor> copies = new LinkedHashMap<>();
    state.forEach((name, tensor) ->
        copies.put(
            name,
            name.equals("updates")
                ? Tensor.of(tensor.toIntArray())
                : Tensor.of(tensor.toFloatArray(), tensor.shape().count())
                    .reshape(tensor.shape())));
    return copies;
  }

  @Test
  void runningStatisticsAreAveragedAndConstantsKeepTheirBits() {
    BatchNorm norm = new BatchNorm(2);
    WeightAverage average = WeightAverage.ema(norm, 0.999);
    Optimizer optimizer = new Optimizer(norm, new Sgd(0)).average(average);
    float[] scale = norm.state().values().iterator().next().toFloatArray();
    for (int step = 0; step < 5; step++) {
      norm.apply(Tensor.uniform(step, 1, 8, 2)).sum().backward();
      optimizer.step();
    }
    assertThat(average.averages().keySet()).isEqualTo(norm.state().keySet());
    assertThat(average.averages().values().iterator().next().toFloatArray()).isEqualTo(scale);
  }

  @Test
  void aModuleInTwoPlacesIsSwappedOnce() {
    Linear shared = new Linear(2, 2, Seed.of(1));
    Sequential model = new Sequential(shared, shared);
    WeightAverage average = WeightAverage.ema(model, 0.5);
    Optimizer optimizer = new Optimizer(model, new Sgd(0.1)).average(average);
    model.apply(Tensor.ones(1, 2)).sum().backward();
    optimizer.step();
    Map<String, List<Float>> trained = Weights.elements(model.state());
    Map<String, List<Float>> averages = Weights.elements(average.averages());
    assertThat(averages.keySet()).isEqualTo(trained.keySet());
    average.swap();
    assertThat(Weights.elements(model.state())).isEqualTo(averages).isNotEqualTo(trained);
    average.swap();
    assertThat(Weights.elements(model.state())).isEqualTo(trained);
  }

  @Test
  void onlyComputedStatesOfOneShapeAreExchanged() {
    Buffer two = new Buffer(Tensor.ones(2));
    Buffer three = new Buffer(Tensor.ones(3));
    assertThatThrownBy(() -> two.exchange(three))
        .hasMessageStartingWith("[exchange] float32 [2] and float32 [3] differ");
    assertThatThrownBy(() -> two.exchange(new Buffer(Tensor.zeros(2))))
        .hasMessageContaining("eval(...) them first");
    Buffer other = new Buffer(Tensor.zeros(2));
    Tensor held = two.value();
    Tensor.eval(two.value(), other.value());
    two.exchange(other);
    assertThat(two.value().toFloatArray()).containsExactly(0, 0);
    assertThat(other.value().toFloatArray()).containsExactly(1, 1);
    assertThatThrownBy(held::toFloatArray).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aStepThatFailsLeavesTheAverageAsItWas() {
    Embedding model = new Embedding(4, 2, Seed.of(1));
    WeightAverage average = WeightAverage.swa(model, 1, 1);
    Optimizer optimizer = new Optimizer(model, new Sgd(0.1)).average(average);
    Map<String, List<Float>> before = Weights.elements(average.state());
    model.apply(Tensor.of(new int[] {9})).sum().backward();
    assertThatThrownBy(optimizer::step).isInstanceOf(IndexOutOfBoundsException.class);
    assertThat(Weights.elements(average.state())).isEqualTo(before);
    optimizer.zeroGrad();
    model.apply(Tensor.of(new int[] {1})).sum().backward();
    optimizer.step();
    Map<String, List<Float>> after = Weights.elements(average.state());
    optimizer.zeroGrad();
    model.apply(Tensor.of(new int[] {9})).sum().backward();
    assertThatThrownBy(optimizer::accumulate).isInstanceOf(IndexOutOfBoundsException.class);
    assertThat(Weights.elements(average.state())).isEqualTo(after);
  }

  @Test
  void mistakesAreExplained() {
    Weights weights = new Weights(Weights.ALL);
    assertThat(WeightAverage.named("none", weights)).isNull();
    assertThatThrownBy(() -> WeightAverage.named("mean", weights))
        .hasMessage("there is no average \"mean\"; there are: none, ema, swa");
    assertThatThrownBy(() -> WeightAverage.named("swa", weights))
        .hasMessage("the average \"swa\" needs a number for \"first\": swa:first=...");
    assertThatThrownBy(() -> WeightAverage.ema(weights, 1)).hasMessageContaining("below 1");
    assertThatThrownBy(() -> WeightAverage.swa(weights, 0, 1)).hasMessageContaining("not 0");
    assertThatThrownBy(() -> WeightAverage.ema(weights, 0.9).load(Map.of()))
        .hasMessageStartingWith("the state does not fit this average: missing updates,");
  }
}
