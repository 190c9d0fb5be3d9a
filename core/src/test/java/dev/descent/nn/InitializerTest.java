package dev.descent.nn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.descent.tensor.Shape;
import dev.descent.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InitializerTest {
  private static final int OUT = 100;
  private static final int IN = 300;

  private static Initializer of(String name) {
    return switch (name) {
      case "glorot uniform" -> Initializer.glorotUniform();
      case "glorot normal" -> Initializer.glorotNormal();
      case "he uniform" -> Initializer.heUniform();
      case "he normal" -> Initializer.heNormal();
      case "lecun uniform" -> Initializer.lecunUniform();
      case "lecun normal" -> Initializer.lecunNormal();
      default -> throw new AssertionError(name);
    };
  }

  /// The papers' variances for 300 inputs and 100 outputs.
  @ParameterizedTest
  @CsvSource({
    "glorot uniform, 0.005", "glorot normal, 0.005",
    "he uniform, 0.0066666667", "he normal, 0.0066666667",
    "lecun uniform, 0.0033333333", "lecun normal, 0.0033333333"
  })
  void variancesAreThePapers(String name, double variance) {
    float[] elements = of(name).create(Shape.of(OUT, IN), Seed.of(1)).toFloatArray();
    double sum = 0;
    double squares = 0;
    double largest = 0;
    for (float element : elements) {
      sum += element;
      squares += element * (double) element;
      largest = Math.max(largest, Math.abs(element));
    }
    int n = OUT * IN;
    // Four standard errors of the mean, and about four of the variance.
    assertThat(Math.abs(sum / n)).isLessThan(4 * Math.sqrt(variance / n));
    assertThat(squares / n).isBetween(variance * 0.965, variance * 1.035);
    double bound = Math.sqrt(3 * variance);
    if (name.endsWith("uniform")) {
      assertThat(largest).isBetween(bound * 0.999, bound * 1.0001);
    } else {
      assertThat(largest).isBetween(bound * 1.5, bound * 4);
    }
  }

  @Test
  void receptiveFieldsCount() {
    float[] elements =
        Initializer.heUniform().create(Shape.of(8, 4, 5, 5), Seed.of(1)).toFloatArray();
    double bound = Math.sqrt(6.0 / 100);
    for (float element : elements) {
      assertThat((double) Math.abs(element)).isLessThanOrEqualTo(bound);
    }
  }

  @Test
  void constantsAreConstant() {
    assertThat(Initializer.zeros().create(Shape.of(2), Seed.of(1)).toFloatArray())
        .containsExactly(0, 0);
    assertThat(Initializer.constant(0.5).create(Shape.of(2), Seed.of(1)).toFloatArray())
        .containsExactly(0.5f, 0.5f);
  }

  @Test
  void emptyShapesAreFine() {
    assertThat(Initializer.heUniform().create(Shape.of(0, 3), Seed.of(1)).toFloatArray()).isEmpty();
    assertThat(Initializer.glorotNormal().create(Shape.of(3, 0), Seed.of(1)).toFloatArray())
        .isEmpty();
  }

  @Test
  void theSameSeedGivesTheSameWeights() {
    assertThat(weights(Mlp.of(7, 20, 10, 5), "hidden.weight"))
        .isEqualTo(weights(Mlp.of(7, 20, 10, 5), "hidden.weight"))
        .isNotEqualTo(weights(Mlp.of(8, 20, 10, 5), "hidden.weight"));
  }

  @Test
  void oneLayersWeightsDoNotDependOnTheOthers() {
    Module small = Sequential.of(Seed.of(1), s -> new Linear(4, 4, s), s -> new Linear(4, 4, s));
    Module large =
        Sequential.of(
            Seed.of(1),
            s -> new Linear(9, 4, s),
            s -> new Linear(4, 4, s),
            s -> new Linear(4, 4, s));
    assertThat(weights(large, "1.weight")).isEqualTo(weights(small, "1.weight"));
    assertThat(weights(large, "2.weight")).isNotEqualTo(weights(large, "1.weight"));
  }

  @Test
  void childrenOfASeedAreTheirPathsAlone() {
    Seed seed = Seed.of(1);
    assertThat(seed.child("a").child("b")).isEqualTo(seed.child("a").child("b"));
    assertThat(seed.child("a").child("b")).isNotEqualTo(seed.child("ab"));
    assertThat(seed.child("a").child("b")).isNotEqualTo(seed.child("b").child("a"));
    assertThat(seed.child("a").value()).isEqualTo(1);
  }

  private static float[] weights(Module model, String name) {
    Tensor value = java.util.Objects.requireNonNull(model.state().get(name));
    return value.toFloatArray();
  }
}
