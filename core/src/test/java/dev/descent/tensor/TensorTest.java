package dev.descent.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/// The methods that people call, one after the other; expected values by hand, after NumPy's rules.
class TensorTest {
  private static final Tensor TABLE = Tensor.matrix(new float[] {1, 2, 3}, new float[] {4, 5, 6});

  private static void assertTensor(Tensor tensor, Shape shape, double... elements) {
    assertThat(tensor.shape()).isEqualTo(shape);
    assertThat(Numbers.doubles(tensor.toFloatArray())).containsExactly(elements);
  }

  private static Shape shape(int... sizes) {
    return Shape.of(sizes);
  }

  @Test
  void creation() {
    assertTensor(Tensor.of(new float[] {1, 2}), shape(2), 1, 2);
    assertTensor(Tensor.of(new float[] {1, 2}, 2, 1), shape(2, 1), 1, 2);
    assertTensor(Tensor.of(new int[] {1, 2}), shape(2), 1, 2);
    assertTensor(Tensor.wrap(new byte[] {-1, 2}, 1, 2), shape(1, 2), 255, 2);
    assertTensor(Tensor.scalar(2.5), shape(), 2.5);
    assertTensor(Tensor.zeros(2), shape(2), 0, 0);
    assertTensor(Tensor.ones(1, 2), shape(1, 2), 1, 1);
    assertTensor(Tensor.full(3), shape(), 3);
    assertTensor(Tensor.arange(3), shape(3), 0, 1, 2);
    assertTensor(Tensor.arange(0), shape(0));
    assertTensor(Tensor.linspace(0, 1, 5), shape(5), 0, 0.25, 0.5, 0.75, 1);
    assertTensor(Tensor.linspace(3, 9, 1), shape(1), 3);
    assertTensor(Tensor.eye(2), shape(2, 2), 1, 0, 0, 1);
    assertTensor(Tensor.matrix(), shape(0, 0));
    assertThat(Tensor.arange(2).dtype()).isEqualTo(DType.INT32);
    assertThat(Tensor.eye(2).dtype()).isEqualTo(DType.FLOAT32);
  }

  @Test
  void creationCopiesAndReadingCopies() {
    float[] elements = {1, 2};
    Tensor tensor = Tensor.of(elements);
    elements[0] = 9;
    tensor.toFloatArray()[1] = 9;
    assertTensor(tensor, shape(2), 1, 2);
  }

  @Test
  void randomNumbersAreAFunctionOfSeedAndStream() {
    assertThat(Tensor.uniform(1, 2, 100).toFloatArray())
        .isEqualTo(Tensor.uniform(1, 2, 10, 10).toFloatArray());
    assertThat(Tensor.normal(1, 2, 9).toFloatArray())
        .isNotEqualTo(Tensor.normal(1, 3, 9).toFloatArray());
    for (float number : Tensor.uniform(3, 0, 1000).toFloatArray()) {
      assertThat(number).isBetween(0f, Math.nextDown(1f));
    }
  }

  @Test
  void onlyOneElementIsAnItem() {
    assertThat(TABLE.sum().item()).isEqualTo(21);
    assertThat(Tensor.of(new int[] {7}, 1, 1).item()).isEqualTo(7);
    assertThatThrownBy(TABLE::item).hasMessageContaining("[item]").hasMessageContaining("[2, 3]");
  }

  @Test
  void floatsAreNotReadAsIntegersByAccident() {
    assertThatThrownBy(TABLE::toIntArray).hasMessageContaining("cast(DType.INT32)");
    assertThat(TABLE.add(0.75).cast(DType.INT32).toIntArray()).containsExactly(1, 2, 3, 4, 5, 6);
    assertThat(Tensor.wrap(new byte[] {-2}, 1).toIntArray()).containsExactly(254);
    assertThat(TABLE.cast(DType.FLOAT32)).isSameAs(TABLE);
  }

  @Test
  void reshaping() {
    assertTensor(TABLE.reshape(3, 2), shape(3, 2), 1, 2, 3, 4, 5, 6);
    assertThat(TABLE.reshape(-1).shape()).isEqualTo(shape(6));
    assertThat(TABLE.reshape(3, -1).shape()).isEqualTo(shape(3, 2));
    assertThat(TABLE.reshape(1, -1, 2, 1).shape()).isEqualTo(shape(1, 3, 2, 1));
    assertThat(Tensor.zeros(0, 4).reshape(-1, 4).shape()).isEqualTo(shape(0, 4));
    assertThat(Tensor.ones(1, 1).reshape().shape()).isEqualTo(shape());
    assertThat(TABLE.transpose().reshape(-1).toFloatArray()).containsExactly(1, 4, 2, 5, 3, 6);
    assertThatThrownBy(() -> TABLE.reshape(4, -1))
        .hasMessageContaining("[4, -1]")
        .hasMessageContaining("[2, 3]");
    assertThatThrownBy(() -> TABLE.reshape(-1, -1)).isInstanceOf(ShapeException.class);
  }

  @Test
  void axesOfSizeOne() {
    Tensor tensor = Tensor.ones(1, 2, 1, 3);
    assertThat(tensor.squeeze().shape()).isEqualTo(shape(2, 3));
    assertThat(tensor.squeeze(0).shape()).isEqualTo(shape(2, 1, 3));
    assertThat(tensor.squeeze(-2).shape()).isEqualTo(shape(1, 2, 3));
    assertThat(Tensor.ones(1, 1).squeeze().shape()).isEqualTo(shape());
    assertThat(TABLE.unsqueeze(0).shape()).isEqualTo(shape(1, 2, 3));
    assertThat(TABLE.unsqueeze(2).shape()).isEqualTo(shape(2, 3, 1));
    assertThat(TABLE.unsqueeze(-1).shape()).isEqualTo(shape(2, 3, 1));
    assertThat(TABLE.unsqueeze(-3).shape()).isEqualTo(shape(1, 2, 3));
    assertThat(Tensor.scalar(1).unsqueeze(0).shape()).isEqualTo(shape(1));
  }

  @Test
  void repeating() {
    assertTensor(Tensor.of(new float[] {1, 2}).broadcastTo(2, 2), shape(2, 2), 1, 2, 1, 2);
    assertTensor(Tensor.of(new float[] {1, 2}, 2, 1).expand(-1, 3), shape(2, 3), 1, 1, 1, 2, 2, 2);
    assertTensor(Tensor.of(new float[] {1, 2}).expand(2, -1), shape(2, 2), 1, 2, 1, 2);
    assertTensor(Tensor.scalar(4).expand(3), shape(3), 4, 4, 4);
  }

  @Test
  void axesInAnotherOrder() {
    assertTensor(TABLE.transpose(), shape(3, 2), 1, 4, 2, 5, 3, 6);
    Tensor cube = Tensor.arange(24).reshape(2, 3, 4);
    assertThat(cube.transpose(0, -1).shape()).isEqualTo(shape(4, 3, 2));
    assertThat(cube.permute(1, -1, 0).shape()).isEqualTo(shape(3, 4, 2));
    assertThat(cube.permute(1, 2, 0).slice(0, 1, 2).toIntArray())
        .containsExactly(4, 16, 5, 17, 6, 18, 7, 19);
  }

  @Test
  void slicing() {
    Tensor five = Tensor.arange(5);
    assertThat(five.slice(0, 1, 3).toIntArray()).containsExactly(1, 2);
    assertThat(five.slice(0, -2, 5).toIntArray()).containsExactly(3, 4);
    assertThat(five.slice(0, 0, -1).toIntArray()).containsExactly(0, 1, 2, 3);
    assertThat(five.slice(-1, 0, 5, 2).toIntArray()).containsExactly(0, 2, 4);
    assertThat(five.slice(0, 1, 4, 5).toIntArray()).containsExactly(1);
    assertThat(five.slice(0, 3, 3).toIntArray()).isEmpty();
    assertThat(five.slice(0, 5, 5).toIntArray()).isEmpty();
    assertTensor(TABLE.slice(1, -1, 3), shape(2, 1), 3, 6);
    for (int[] bad : new int[][] {{0, 6, 1}, {-6, 5, 1}, {3, 2, 1}, {0, 5, 0}, {0, 5, -1}}) {
      assertThatThrownBy(() -> five.slice(0, bad[0], bad[1], bad[2]))
          .hasMessageContaining("[slice]")
          .hasMessageContaining(bad[0] + ":" + bad[1] + ":" + bad[2])
          .hasMessageContaining("[5]");
    }
  }

  @Test
  void joining() {
    assertTensor(
        Tensor.concatenate(0, TABLE, TABLE.slice(0, 0, 1)), shape(3, 3), 1, 2, 3, 4, 5, 6, 1, 2, 3);
    assertTensor(
        Tensor.concatenate(-1, TABLE, Tensor.zeros(2, 1)), shape(2, 4), 1, 2, 3, 0, 4, 5, 6, 0);
    Tensor a = Tensor.of(new float[] {1, 2});
    Tensor b = Tensor.of(new float[] {3, 4});
    assertTensor(Tensor.stack(0, a, b), shape(2, 2), 1, 2, 3, 4);
    assertTensor(Tensor.stack(1, a, b), shape(2, 2), 1, 3, 2, 4);
    assertTensor(Tensor.stack(-1, a, b), shape(2, 2), 1, 3, 2, 4);
    assertTensor(Tensor.stack(0, Tensor.scalar(1), Tensor.scalar(2)), shape(2), 1, 2);
    assertThatThrownBy(() -> Tensor.stack(0)).hasMessageContaining("at least one tensor");
  }

  @Test
  void padding() {
    assertTensor(Tensor.of(new float[] {1, 2}).pad(0, 1, 2, 9), shape(5), 9, 1, 2, 9, 9);
    assertTensor(TABLE.pad(-1, 1, 0, 0), shape(2, 4), 0, 1, 2, 3, 0, 4, 5, 6);
    assertThatThrownBy(() -> TABLE.pad(0, -1, 0, 0))
        .hasMessageContaining("[pad]")
        .hasMessageContaining("-1");
    assertThatThrownBy(() -> Tensor.arange(3).pad(0, 1, 0, 0)).hasMessageContaining("int32");
  }

  @Test
  void lookingUp() {
    Tensor indices = Tensor.of(new int[] {1, 0, 1, 1}, 2, 2);
    assertTensor(TABLE.take(indices, 0), shape(2, 2, 3), 4, 5, 6, 1, 2, 3, 4, 5, 6, 4, 5, 6);
    assertTensor(TABLE.take(Tensor.of(new int[] {2, 2}), -1), shape(2, 2), 3, 3, 6, 6);
    assertTensor(TABLE.gather(Tensor.of(new int[] {2, 0})), shape(2), 3, 4);
    assertTensor(Tensor.of(new int[] {1, 0, 5}).oneHot(3), shape(3, 3), 0, 1, 0, 1, 0, 0, 0, 0, 0);
    assertThatThrownBy(() -> TABLE.gather(Tensor.of(new int[] {0})))
        .hasMessageContaining("[gather]");
    assertThatThrownBy(() -> TABLE.oneHot(3))
        .hasMessageContaining("[oneHot]")
        .hasMessageContaining("float32");
    for (int bad : new int[] {-1, 2}) {
      assertThatThrownBy(() -> TABLE.take(Tensor.of(new int[] {0, bad}), 0).eval())
          .isInstanceOf(IndexOutOfBoundsException.class)
          .hasMessageContaining("[take] index " + bad);
    }
  }

  @Test
  void productsOfVectorsAndMatrices() {
    Tensor three = Tensor.of(new float[] {1, 0, 2});
    Tensor two = Tensor.of(new float[] {1, 10});
    assertTensor(three.matmul(three), shape(), 5);
    assertTensor(TABLE.matmul(three), shape(2), 7, 16);
    assertTensor(two.matmul(TABLE), shape(3), 41, 52, 63);
    assertTensor(TABLE.matmul(TABLE.transpose()), shape(2, 2), 14, 32, 32, 77);
    assertTensor(
        two.matmul(Tensor.stack(0, TABLE, TABLE.neg())), shape(2, 3), 41, 52, 63, -41, -52, -63);
    assertThat(Tensor.ones(4, 1, 2, 3).matmul(Tensor.ones(5, 3, 6)).shape())
        .isEqualTo(shape(4, 5, 2, 6));
  }

  @Test
  void reducing() {
    Tensor cube = Tensor.arange(24).cast(DType.FLOAT32).reshape(2, 3, 4);
    assertTensor(cube.sum(false, 0, 2), shape(3), 60, 92, 124);
    assertTensor(cube.sum(true, -1, 0), shape(1, 3, 1), 60, 92, 124);
    assertTensor(cube.mean(false, 1), shape(2, 4), 4, 5, 6, 7, 16, 17, 18, 19);
    assertTensor(cube.max(false, 0, 1), shape(4), 20, 21, 22, 23);
    assertTensor(cube.min(true), shape(1, 1, 1), 0);
    assertThat(cube.variance().item())
        .isCloseTo(575f / 12, org.assertj.core.data.Offset.offset(1e-4f));
    assertThat(cube.argMax(1).toIntArray()).containsOnly(2).hasSize(8);
    assertThat(cube.argMax(-1, true).shape()).isEqualTo(shape(2, 3, 1));
    assertThat(cube.argMax().item()).isEqualTo(23);
    assertThat(cube.neg().argMin().item()).isEqualTo(23);
    assertThat(cube.argMin(0).dtype()).isEqualTo(DType.INT32);
    assertThat(Tensor.zeros(4).logSumExp().item()).isEqualTo((float) Math.log(4));
    assertTensor(Tensor.zeros(0, 2).sum(false, 0), shape(2), 0, 0);
    assertThat(Tensor.zeros(0).mean().item()).isNaN();
    assertThatThrownBy(() -> Tensor.zeros(0, 2).max(false, 0))
        .hasMessageContaining("[max]")
        .hasMessageContaining("[0, 2]");
    assertThatThrownBy(() -> Tensor.zeros(0).argMax()).hasMessageContaining("[argMax]");
  }

  @Test
  void limitsAndChoices() {
    Tensor x = Tensor.of(new float[] {-2, Float.NaN, 0.5f, 3});
    assertTensor(x.clamp(-1, 1), shape(4), -1, Double.NaN, 0.5, 1);
    assertTensor(x.gt(Tensor.scalar(0)).where(x, Tensor.scalar(-1)), shape(4), -1, -1, 0.5, 3);
    assertThatThrownBy(() -> x.clamp(2, 1))
        .hasMessageContaining("[clamp]")
        .hasMessageContaining("2.0");
  }

  @Test
  void computationIsPutOffUntilItIsAskedFor() {
    Tensor sum = TABLE.add(1);
    assertThat(sum.isEvaluated()).isFalse();
    Tensor product = sum.mul(2);
    Tensor.eval(product, sum);
    assertThat(sum.isEvaluated()).isTrue();
    assertTensor(product, shape(2, 3), 4, 6, 8, 10, 12, 14);
  }
}
