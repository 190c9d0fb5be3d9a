package dev.descent.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.descent.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ModuleTest {
  private static Module mixed(long value) {
    return Sequential.of(
        Seed.of(value),
        seed -> new Flatten(),
        seed -> new Linear(784, 512, seed),
        seed -> new BatchNorm(512),
        Activation.LEAKY_RELU,
        seed -> new Dropout(0.5, seed),
        seed -> Linear.withoutBias(512, 10, seed));
  }

  @Test
  void summaryIsATable() {
    assertThat(Mlp.of(1, 784, 512, 10).summary(128, 784))
        .isEqualTo(
            """
            Layer       Type    Output      Parameters      Bytes
            hidden      Linear  [128, 512]     401,920  1,607,680
            activation  Relu    [128, 512]           0          0
            output      Linear  [128, 10]        5,130     20,520
            Total                              407,050  1,628,200
            """);
    assertThat(mixed(1).summary(1, 28, 28))
        .isEqualTo(
            """
            Layer  Type       Output    Parameters      Bytes
            0      Flatten    [1, 784]           0          0
            1      Linear     [1, 512]     401,920  1,607,680
            2      BatchNorm  [1, 512]       1,024      8,192
            3      LeakyRelu  [1, 512]           0          0
            4      Dropout    [1, 512]           0          0
            5      Linear     [1, 10]        5,120     20,480
            Total                          408,064  1,636,352
            """);
    assertThat(new Embedding(10, 4, Seed.of(1)).summary(Tensor.of(new int[] {1, 2})))
        .contains("-      Embedding  [2, 4]          40    160");
  }

  @Test
  void summaryLeavesTheModelAsItWas() {
    Module model = mixed(1);
    Tensor mean = Objects.requireNonNull(model.state().get("2.running_mean"));
    Objects.requireNonNull(model.children().get("4")).eval();
    model.summary(1, 784);
    assertThat(model.isTraining()).isTrue();
    assertThat(Objects.requireNonNull(model.children().get("4")).isTraining()).isFalse();
    assertThat(Objects.requireNonNull(model.counters().get("4.calls")).value()).isZero();
    assertThat(model.state().get("2.running_mean")).isSameAs(mean);
    assertThat(mean.isEvaluated()).isFalse();
  }

  @Test
  void observersSeeEveryResultOnce() {
    Module model = Mlp.of(1, 4, 3, 3, 2);
    List<String> seen = new ArrayList<>();
    Tensor result =
        model.observe(Tensor.ones(5, 4), (path, output) -> seen.add(path + output.shape()));
    model.apply(Tensor.ones(5, 4));
    assertThat(seen)
        .containsExactly(
            "hidden1[5, 3]",
            "activation1[5, 3]",
            "hidden2[5, 3]",
            "activation2[5, 3]",
            "output[5, 2]",
            "[5, 2]");
    assertThat(result.shape().toArray()).containsExactly(5, 2);
  }

  @Test
  void stateMovesFromModelToModel() {
    Module from = mixed(1);
    Module to = mixed(2);
    Tensor x = Tensor.uniform(1, 1, 2, 784);
    from.apply(x);
    from.eval();
    to.eval();
    float[] expected = from.apply(x).toFloatArray();
    assertThat(to.apply(x).toFloatArray()).isNotEqualTo(expected);
    to.load(from.state());
    assertThat(to.apply(x).toFloatArray()).isEqualTo(expected);
    assertThat(from.state())
        .containsOnlyKeys(
            "1.weight",
            "1.bias",
            "2.weight",
            "2.bias",
            "2.running_mean",
            "2.running_var",
            "5.weight");
  }

  @Test
  void loadingIsStrictAndAllOrNothing() {
    Module model = Mlp.of(1, 3, 2, 1);
    float[] before = Objects.requireNonNull(model.state().get("hidden.weight")).toFloatArray();
    Map<String, Tensor> wrong = new LinkedHashMap<>(model.state());
    wrong.put("hidden.weight", Tensor.ones(2, 3));
    wrong.put("output.weight", Tensor.ones(2, 1));
    wrong.put("hidden.weights", Tensor.ones(2, 3));
    wrong.remove("hidden.bias");
    assertThatThrownBy(() -> model.load(wrong))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "the state does not fit this model: missing hidden.bias; unexpected hidden.weights;"
                + " output.weight is float32 [2, 1] instead of float32 [1, 2]");
    assertThat(Objects.requireNonNull(model.state().get("hidden.weight")).toFloatArray())
        .isEqualTo(before);
    assertThatThrownBy(() -> mixed(1).load(Map.of())).hasMessageContaining("and 2 more");
  }

  @Test
  void namesAreUniqueWithinAModule() {
    assertThatThrownBy(() ->
            new Module() {
              {
                counter("same");
                param("same", Tensor.ones(1));
              }

              @Override
              protected Tensor forward(Tensor inputs) {
                return inputs;
              }
            })
        .hasMessageContaining("\"same\" is registered twice");
  }
}
