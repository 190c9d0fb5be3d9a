package dev.descent.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.descent.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Figures by hand, with sides 3, 4, 12 and 13. What training makes of clipped gradients is
/// compared with PyTorch in [TrajectoryTest].
class ClippingTest {
  private static final Tensor FIRST = Tensor.of(new float[] {3, -4});
  private static final Tensor SECOND = Tensor.of(new float[] {12}, 1, 1);

  private static float[] clipped(String clipping, int index) {
    List<Tensor> all = Clipping.named(clipping).apply(List.of(FIRST, SECOND));
    assertThat(all).hasSize(2);
    return all.get(index).toFloatArray();
  }

  @Test
  void gradientsAreLimited() {
    assertThat(clipped("value:3.5", 0)).containsExactly(3, -3.5f);
    assertThat(clipped("value:3.5", 1)).containsExactly(3.5f);
    assertThat(clipped("norm:2.5", 0)).containsExactly(1.5f, -2);
    assertThat(clipped("norm:2.5", 1)).usingComparatorWithPrecision(1e-6f).containsExactly(2.5f);
    assertThat(clipped("global-norm:6.5", 0)).containsExactly(1.5f, -2);
    assertThat(clipped("global-norm:6.5", 1)).containsExactly(6);
  }

  @Test
  void whatIsWithinTheLimitKeepsItsBits() {
    Tensor small = Tensor.uniform(1, 2, 1000).mul(0.1).eval();
    for (String text : List.of("none", "value:1", "norm:4", "global-norm:4")) {
      assertThat(Clipping.named(text).apply(List.of(small)).getFirst().toFloatArray())
          .as(text)
          .isEqualTo(small.toFloatArray());
    }
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, 1e30f})
  void aNormThatIsNotFiniteIsNotHidden(float element) {
    Tensor bad = Tensor.of(new float[] {1, element});
    assertThat(Clipping.byNorm(1).apply(List.of(bad)).getFirst().toFloatArray())
        .containsExactly(Float.NaN, Float.NaN);
    assertThat(Clipping.byGlobalNorm(1).apply(List.of(FIRST, bad)).getFirst().toFloatArray())
        .containsExactly(Float.NaN, Float.NaN);
    if (Float.isNaN(element)) {
      assertThat(Clipping.byValue(1).apply(List.of(bad)).getFirst().toFloatArray())
          .containsExactly(1, Float.NaN);
    }
  }

  @Test
  void noGradientIsNoTrouble() {
    assertThat(Clipping.byGlobalNorm(1).apply(List.of())).isEmpty();
    Tensor zeros = Tensor.zeros(2);
    assertThat(Clipping.byGlobalNorm(1).apply(List.of(zeros)).getFirst().toFloatArray())
        .containsExactly(0, 0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "value:0.5", "norm:1", "global-norm:1", "global-norm:1.0E-9"})
  void theTextComesBack(String text) {
    assertThat(Clipping.named(text)).hasToString(text).isEqualTo(Clipping.named(text));
  }

  @Test
  void mistakesAreExplained() {
    assertThatThrownBy(() -> Clipping.named("global"))
        .hasMessage("there is no clipping \"global\"; there are: none, value, norm, global-norm");
    assertThatThrownBy(() -> Clipping.named("norm"))
        .hasMessage("the clipping \"norm\" needs a number for \"limit\": norm:limit=...");
    assertThatThrownBy(() -> Clipping.byValue(0))
        .hasMessage("the limit of a gradient's elements must be a finite number above 0, not 0.0");
    assertThatThrownBy(() -> Clipping.byGlobalNorm(Double.NaN)).hasMessageContaining("not NaN");
  }
}
