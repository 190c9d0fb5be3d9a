package dev.descent.nn;

import static dev.descent.torch.Expected.assertClose;
import static dev.descent.torch.Expected.tensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.descent.autograd.Gradients;
import dev.descent.tensor.DType;
import dev.descent.tensor.ShapeException;
import dev.descent.tensor.Tensor;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class LossesTest {
  private static final double TOLERANCE = 1e-6;
  private static final Tensor LABELS = Tensor.of(new int[] {3, 0, 4, 1});

  private static void compare(String name, UnaryOperator<Tensor> loss) {
    Tensor predictions = tensor("loss.predictions", 4, 5).variable();
    Tensor value = loss.apply(predictions);
    FiniteDifferences.check(value, List.of(predictions));
    Tensor gradient = Gradients.of(value, List.of(predictions)).get(predictions);
    assertClose(gradient, "loss." + name + ".grad", TOLERANCE);
    assertClose(value, "loss." + name, TOLERANCE);
  }

  @Test
  void lossesArePyTorchs() {
    Tensor targets = tensor("loss.targets", 4, 5);
    compare("crossEntropy", p -> Losses.crossEntropy(p, LABELS));
    compare("smoothed", p -> Losses.crossEntropy(p, LABELS, 0.1));
    compare("binary", p -> Losses.binaryCrossEntropyWithLogits(p, tensor("loss.chances", 4, 5)));
    compare("mse", p -> Losses.mse(p, targets));
    compare("mae", p -> Losses.mae(p, targets));
    compare("huber", p -> Losses.huber(p, targets, 0.7));
    compare("hinge", p -> Losses.hinge(p, tensor("loss.signs", 4, 5)));
  }

  @Test
  void crossEntropyTakesRawLabelsAndComputedOnes() {
    Tensor raw = Tensor.wrap(new byte[] {3, 0, 4, 1});
    compare("crossEntropy", p -> Losses.crossEntropy(p, raw));
    compare("crossEntropy", p -> Losses.crossEntropy(p, raw.cast(DType.INT32)));
    compare(
        "crossEntropy", p -> Losses.crossEntropy(p, LABELS.cast(DType.FLOAT32).cast(DType.INT32)));
    assertThat(raw.cast(DType.INT32).isEvaluated()).isFalse();
  }

  @Test
  void crossEntropyOfEqualLogitsIsTheLogarithmOfTheClasses() {
    assertThat(Losses.crossEntropy(Tensor.zeros(4, 10), LABELS).item())
        .isEqualTo((float) Math.log(10));
  }

  @Test
  void lossesDoNotOverflow() {
    Tensor far = Tensor.of(new float[] {1000, -1000}, 1, 2);
    assertThat(Losses.crossEntropy(far, Tensor.of(new int[] {1})).item()).isEqualTo(2000);
    assertThat(Losses.binaryCrossEntropyWithLogits(far, Tensor.zeros(1, 2)).item()).isEqualTo(500);
  }

  @Test
  void labelsOutOfRangeAreRefused() {
    Tensor logits = Tensor.zeros(2, 10);
    assertThatThrownBy(() -> Losses.crossEntropy(logits, Tensor.of(new int[] {3, 10})))
        .isInstanceOf(ShapeException.class)
        .hasMessageStartingWith(
            "[crossEntropy] label 10 of sample 1 is not in 0 … 9 (LossesTest.java:");
    assertThatThrownBy(() -> Losses.crossEntropy(logits, Tensor.of(new int[] {-1, 3}), 0.1))
        .hasMessageContaining("label -1 of sample 0");
    Tensor raw = Tensor.wrap(new byte[] {0, (byte) 200});
    assertThatThrownBy(() -> Losses.crossEntropy(logits, raw)).hasMessageContaining("label 200");
    assertThatThrownBy(() -> Losses.crossEntropy(logits, raw.cast(DType.INT32)))
        .hasMessageContaining("label 200");
  }

  @Test
  void misfitsAreRefused() {
    Tensor logits = Tensor.zeros(4, 5);
    assertThatThrownBy(() -> Losses.crossEntropy(logits, LABELS.reshape(4, 1)))
        .hasMessageStartingWith("[crossEntropy] logits [4, 5] and labels [4, 1] do not fit");
    assertThatThrownBy(() -> Losses.crossEntropy(logits, Tensor.zeros(4)))
        .hasMessageContaining("not float32");
    assertThatThrownBy(() -> Losses.crossEntropy(logits, LABELS, 1.5)).hasMessageContaining("1.5");
    assertThatThrownBy(() -> Losses.mse(Tensor.zeros(4, 1), Tensor.zeros(4)))
        .isInstanceOf(ShapeException.class)
        .hasMessageStartingWith("[mse] predictions [4, 1] and targets [4] must have one shape");
    assertThatThrownBy(() -> Losses.hinge(Tensor.zeros(2), Tensor.of(new float[] {1, 0})))
        .hasMessageContaining("targets must be -1 or 1, but element 1 is 0.0");
    assertThatThrownBy(() -> Losses.huber(logits, logits, 0)).hasMessageContaining("not 0.0");
  }
}
