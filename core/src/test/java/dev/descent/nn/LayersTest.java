package dev.descent.nn;

import static dev.descent.torch.Expected.assertClose;
import static dev.descent.torch.Expected.tensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.descent.autograd.Gradients;
import dev.descent.tensor.DType;
import dev.descent.tensor.ShapeException;
import dev.descent.tensor.Tensor;
import dev.descent.torch.Expected;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LayersTest {
  private static final double TOLERANCE = 1e-5;
  private static final Seed SEED = Seed.of(1);

  /// Loads PyTorch's parameters and compares result and gradients with PyTorch's.
  private static void compare(String name, Module layer, int... sizes) {
    layer
        .parameters()
        .forEach((key, parameter) ->
            parameter.assign(tensor(name + "." + key, parameter.shape().toArray())));
    Tensor x = tensor(name + ".x", sizes).variable();
    Tensor y = layer.apply(x);
    Tensor loss = y.mul(tensor(name + ".out", y.shape().toArray())).sum();
    List<Tensor> points = new ArrayList<>(List.of(x));
    layer.parameters().values().forEach(parameter -> points.add(parameter.value()));
    Gradients gradients = Gradients.of(loss, points);
    FiniteDifferences.check(loss, points);
    assertClose(gradients.get(x), name + ".grad.x", TOLERANCE);
    layer
        .parameters()
        .forEach((key, parameter) ->
            assertClose(gradients.get(parameter.value()), name + ".grad." + key, TOLERANCE));
    assertClose(y, name + ".y", TOLERANCE);
  }

  @Test
  void linearIsPyTorchs() {
    compare("linear", new Linear(3, 4, SEED), 2, 5, 3);
  }

  @Test
  void linearTakesVectorsMatricesAndEmptyBatches() {
    Linear layer = new Linear(2, 1, Initializer.constant(3), Initializer.constant(1), SEED);
    assertThat(layer.apply(Tensor.of(new float[] {1, 2})).toFloatArray()).containsExactly(10);
    assertThat(layer.apply(Tensor.ones(2, 2)).toFloatArray()).containsExactly(7, 7);
    assertThat(layer.apply(Tensor.zeros(0, 2)).shape().toArray()).containsExactly(0, 1);
    assertThat(layer.apply(Tensor.zeros(0, 3, 2)).shape().toArray()).containsExactly(0, 3, 1);
  }

  @Test
  void linearWithoutBiasHasNone() {
    Linear layer = Linear.withoutBias(2, 3, SEED);
    assertThat(layer.bias()).isNull();
    assertThat(layer.parameters()).containsOnlyKeys("weight");
    assertThat(layer.apply(Tensor.zeros(1, 2)).toFloatArray()).containsExactly(0, 0, 0);
  }

  @Test
  void layerNormIsPyTorchs() {
    compare("layerNorm", new LayerNorm(6), 4, 6);
    compare("layerNorm2", new LayerNorm(2, 3), 4, 2, 3);
  }

  @Test
  void batchNormIsPyTorchs() {
    batchNorm("batchNorm", 5, 3);
    batchNorm("batchNorm4", 2, 3, 2, 2);
  }

  private static void batchNorm(String name, int... sizes) {
    BatchNorm norm = new BatchNorm(3);
    compare(name, norm, sizes);
    Tensor second = tensor(name + ".second", sizes);
    norm.apply(second); // the result is of no interest, yet the running values move
    assertClose(norm.state().get("running_mean"), name + ".mean", TOLERANCE);
    assertClose(norm.state().get("running_var"), name + ".var", TOLERANCE);
    norm.eval();
    assertClose(norm.apply(second), name + ".eval", TOLERANCE);
    assertClose(norm.state().get("running_mean"), name + ".mean", TOLERANCE);
  }

  @Test
  void batchNormNeedsMoreThanOneValueInTraining() {
    BatchNorm norm = new BatchNorm(3);
    assertThatThrownBy(() -> norm.apply(Tensor.ones(1, 3)))
        .isInstanceOf(ShapeException.class)
        .hasMessageContaining("more than one value a channel");
    norm.eval();
    assertThat(norm.apply(Tensor.zeros(1, 3)).toFloatArray()).containsExactly(0, 0, 0);
  }

  @ParameterizedTest
  @EnumSource
  void activationsArePyTorchs(Activation activation) {
    Module layer = Activation.named(activation.label()).layer();
    Tensor x = tensor("activation.x").variable();
    Tensor y = layer.apply(x);
    Tensor loss = y.sum();
    FiniteDifferences.check(loss, List.of(x));
    Tensor gradient = Gradients.of(loss, List.of(x)).get(x);
    assertClose(gradient, "activation." + activation.label() + ".grad.x", TOLERANCE);
    assertClose(y, "activation." + activation.label() + ".y", TOLERANCE);
  }

  @Test
  void unknownActivationsAreNamedWithTheKnownOnes() {
    assertThatThrownBy(() -> Activation.named("rleu"))
        .hasMessage(
            "unknown activation \"rleu\"; there are relu, leaky-relu, gelu, silu, tanh, sigmoid,"
                + " softplus, identity");
  }

  @Test
  void flattenKeepsSamplesApart() {
    Tensor x = Tensor.arange(12).reshape(2, 3, 2);
    Tensor y = new Flatten().apply(x);
    assertThat(y.shape().toArray()).containsExactly(2, 6);
    assertThat(y.toIntArray()).containsExactly(x.toIntArray());
    assertThat(new Flatten().apply(Tensor.zeros(0, 28, 28)).shape().toArray())
        .containsExactly(0, 784);
    assertThat(new Flatten().apply(Tensor.zeros(3)).shape().toArray()).containsExactly(3, 1);
  }

  @Test
  void embeddingPicksRowsAndItsGradientCountsThem() {
    Embedding table = new Embedding(4, 2, SEED);
    table.weight().assign(Tensor.matrix(new float[][] {{0, 1}, {10, 11}, {20, 21}, {30, 31}}));
    Tensor y = table.apply(Tensor.of(new int[] {2, 0, 2}));
    assertThat(y.shape().toArray()).containsExactly(3, 2);
    Tensor loss = y.square().sum();
    FiniteDifferences.check(loss, List.of(table.weight().value()));
    assertThat(
            Gradients.of(y.sum(), List.of(table.weight().value())).list().getFirst().toFloatArray())
        .containsExactly(1, 1, 0, 0, 2, 2, 0, 0);
    assertThat(y.toFloatArray()).containsExactly(20, 21, 0, 1, 20, 21);
    assertThatThrownBy(() -> table.apply(Tensor.ones(2)))
        .isInstanceOf(ShapeException.class)
        .hasMessageContaining("int32");
  }

  @Test
  void dropoutKeepsTheMeanAndDrawsAnewAtEveryCall() {
    Dropout dropout = new Dropout(0.25, SEED);
    Tensor x = Tensor.ones(10_000);
    float[] first = dropout.apply(x).toFloatArray();
    float[] second = dropout.apply(x).toFloatArray();
    float kept = 1 / 0.75f;
    int fallen = 0;
    for (float element : first) {
      assertThat(element == 0 || element == kept).as("element %s", element).isTrue();
      fallen += element == 0 ? 1 : 0;
    }
    assertThat(fallen).isBetween(2300, 2700); // 2500 with a standard deviation of 43
    assertThat(second).isNotEqualTo(first);

    dropout.calls().value(0);
    assertThat(dropout.apply(x).toFloatArray()).isEqualTo(first);
    assertThat(dropout.counters().get("calls")).isSameAs(dropout.calls());
    assertThat(new Dropout(0.25, Seed.of(2)).apply(x).toFloatArray()).isNotEqualTo(first);
  }

  @Test
  void dropoutPassesTheGradientOfWhatItKept() {
    Tensor x = Expected.tensor("activation.x").variable();
    Tensor y = new Dropout(0.5, SEED).apply(x);
    FiniteDifferences.check(y.square().sum(), List.of(x));
  }

  @Test
  void dropoutDoesNothingInEvaluation() {
    Dropout dropout = new Dropout(0.5, SEED);
    dropout.eval();
    Tensor x = Tensor.ones(3);
    assertThat(dropout.apply(x)).isSameAs(x);
    assertThat(dropout.calls().value()).isZero();
  }

  @Test
  void impossibleLayersAreRefused() {
    assertThatThrownBy(() -> new Linear(0, 3, SEED)).hasMessageContaining("not 0 and 3");
    assertThatThrownBy(() -> new Dropout(1, SEED)).hasMessageContaining("not 1.0");
    assertThatThrownBy(() -> new Dropout(Double.NaN, SEED)).hasMessageContaining("not NaN");
    assertThatThrownBy(() -> new Embedding(3, 0, SEED)).hasMessageContaining("not 3 of 0");
    assertThatThrownBy(() -> new LayerNorm()).hasMessageContaining("not []");
    assertThatThrownBy(() -> new BatchNorm(3, 2, 1e-5)).hasMessageContaining("2.0");
    assertThatThrownBy(() -> Mlp.of(1, 784)).hasMessageContaining("784, 512, 10");
  }

  @Test
  void misfitsNameTheLayer() {
    Module model = Mlp.of(1, 784, 512, 10);
    assertThatThrownBy(() -> model.apply(Tensor.ones(2, 28)))
        .isInstanceOf(ShapeException.class)
        .hasMessageStartingWith(
            "[linear] inputs must be [..., 784], not [2, 28]; in layer hidden (LayersTest.java:");
    Module nested = new Sequential(new Flatten(), new Sequential(new LayerNorm(4)));
    assertThatThrownBy(() -> nested.apply(Tensor.ones(2, 3)))
        .hasMessageStartingWith(
            "[layerNorm] inputs must end with [4], but are [2, 3]; in layer 1.0 (");
    assertThatThrownBy(() -> new BatchNorm(3).apply(Tensor.ones(2, 4)))
        .hasMessageStartingWith("[batchNorm] inputs must be [n, 3, ...], not [2, 4] (");
    assertThatThrownBy(() -> new Flatten().apply(Tensor.scalar(1)))
        .hasMessageStartingWith("[flatten] inputs must be [n, ...], not [] (");
    assertThatThrownBy(() -> new Linear(2, 2, SEED).apply(Tensor.ones(2, 2).cast(DType.UINT8)))
        .hasMessageContaining("float32");
  }

  @Test
  void sequentialAppliesInOrderUnderGivenNames() {
    var parts = new java.util.LinkedHashMap<String, Module>();
    parts.put("first", new Linear(1, 1, Initializer.constant(2), Initializer.constant(1), SEED));
    parts.put("second", Activation.RELU.layer());
    parts.put("third", new Linear(1, 1, Initializer.constant(-1), Initializer.constant(0), SEED));
    Module model = new Sequential(parts);
    assertThat(model.apply(Tensor.matrix(new float[] {3}, new float[] {-3})).toFloatArray())
        .containsExactly(-7, 0);
    assertThat(model.parameters())
        .containsOnlyKeys("first.weight", "first.bias", "third.weight", "third.bias");
    assertThat(Map.copyOf(model.children())).hasSize(3);
  }
}
