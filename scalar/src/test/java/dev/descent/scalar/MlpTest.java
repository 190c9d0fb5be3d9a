package dev.descent.scalar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class MlpTest {
  private static final double[][] INPUTS = {{2, 3, -1}, {3, -1, 0.5}, {0.5, 1, 1}, {1, 1, -1}};
  private static final double[] TARGETS = {1, -1, -1, 1};

  @Test
  void theToyHas41Parameters() {
    assertThat(Mlp.of(1, 3, 4, 4, 1).parameters()).hasSize(41).doesNotHaveDuplicates();
  }

  @Test
  void aNeuronIsTheActivationOfTheWeightedSum() {
    Mlp model = new Mlp(1, Value::relu, Value::sigmoid, 2, 1);
    List<Value> parameters = model.parameters();
    parameters.get(0).data = 0.5;
    parameters.get(1).data = -2;
    parameters.get(2).data = 1;
    assertThat(model.apply(3, 0.25).getFirst().data)
        .isCloseTo(1 / (1 + Math.exp(-(1.5 - 0.5 + 1))), within(1e-15));
  }

  @Test
  void theSameSeedGivesTheSameWeights() {
    double[] first = numbers(Mlp.of(3, 3, 4, 4, 1));
    assertThat(numbers(Mlp.of(3, 3, 4, 4, 1))).isEqualTo(first);
    assertThat(numbers(Mlp.of(4, 3, 4, 4, 1))).isNotEqualTo(first);
    assertThat(Arrays.stream(first)).allMatch(weight -> weight >= -1 && weight < 1);
  }

  @Test
  void theFirstBiasesAreDrawnAsTheWeightsAre() {
    for (Value parameter : Mlp.of(3, 3, 4, 4, 1).parameters()) {
      assertThat(parameter.data).isNotZero();
    }
  }

  @Test
  void zeroGradForgetsEveryGradient() {
    Mlp model = Mlp.of(1, 3, 4, 4, 1);
    model.apply(2, 3, -1).getFirst().backward();
    assertThat(model.parameters()).noneMatch(parameter -> parameter.grad == 0);
    model.zeroGrad();
    assertThat(model.parameters()).allMatch(parameter -> parameter.grad == 0);
  }

  private static double[] numbers(Mlp model) {
    return model.parameters().stream().mapToDouble(value -> value.data).toArray();
  }

  @Test
  void gradientDescentLearnsTheToy() {
    Mlp model = Mlp.of(1, 3, 4, 4, 1);
    double before = loss(model).data;
    for (int step = 0; step < 100; step++) {
      Value loss = loss(model);
      model.zeroGrad();
      loss.backward();
      model.step(0.05);
    }
    assertThat(before).isGreaterThan(1);
    assertThat(loss(model).data).isLessThan(0.05);
    for (int i = 0; i < TARGETS.length; i++) {
      assertThat(model.apply(INPUTS[i]).getFirst().data).isCloseTo(TARGETS[i], within(0.2));
    }
  }

  private static Value loss(Mlp model) {
    Value loss = Value.of(0);
    for (int i = 0; i < INPUTS.length; i++) {
      loss = loss.add(model.apply(INPUTS[i]).getFirst().sub(TARGETS[i]).pow(2));
    }
    return loss;
  }

  @Test
  void inputsOfAnotherNumberAreRefused() {
    assertThatThrownBy(() -> Mlp.of(1, 3, 4, 1).apply(1, 2))
        .hasMessage("a neuron with 3 weights cannot take 2 inputs");
  }
}
