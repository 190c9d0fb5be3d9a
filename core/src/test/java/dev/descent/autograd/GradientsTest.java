package dev.descent.autograd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.descent.tensor.ShapeException;
import dev.descent.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

class GradientsTest {
  @Test
  void cubeHasThreeDerivatives() {
    var f = (java.util.function.UnaryOperator<Tensor>) x -> x.mul(x).mul(x);
    Tensor two = Tensor.scalar(2);
    assertThat(Grad.grad(f).apply(two).item()).isEqualTo(12);
    assertThat(Grad.grad(Grad.grad(f)).apply(two).item()).isEqualTo(12);
    assertThat(Grad.grad(Grad.grad(Grad.grad(f))).apply(two).item()).isEqualTo(6);
  }

  @Test
  void broadcastOperandsGetTheSumOverTheirCopies() {
    Tensor row = Tensor.of(new float[] {1, 2, 3}).variable();
    Tensor table = Tensor.ones(4, 3).variable();
    Gradients gradients = Gradients.of(table.mul(row).sum(), List.of(row, table));
    assertThat(gradients.get(row).toFloatArray()).containsExactly(4, 4, 4);
    assertThat(gradients.get(table).toFloatArray()).startsWith(1, 2, 3, 1);
  }

  @Test
  void noGradientPassesAStop() {
    Tensor x = Tensor.scalar(3).variable();
    assertThat(Gradients.of(x.mul(x.stopGradient()), List.of(x)).get(x).item()).isEqualTo(3);
  }

  @Test
  void deepGraphsDoNotOverflowTheStack() {
    Tensor x = Tensor.scalar(1).variable();
    Tensor y = x;
    for (int i = 0; i < 100_000; i++) {
      y = y.add(x);
    }
    assertThat(Gradients.of(y, List.of(x)).get(x).item()).isEqualTo(100_001);
  }

  @Test
  void onlyScalarsAreDifferentiated() {
    assertThatThrownBy(() -> Tensor.ones(2).variable().backward())
        .isInstanceOf(ShapeException.class)
        .hasMessageContaining("[2]")
        .hasMessageContaining("GradientsTest.java");
  }
}
