package dev.descent.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.descent.tensor.Shape;
import dev.descent.tensor.ShapeException;
import dev.descent.tensor.Tensor;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TensorDatasetTest {
  private static final LabelledImages IMAGES =
      new LabelledImages(
          1, 2, 3, new byte[] {0, (byte) 255, 51, (byte) 204, 1, 2}, new byte[] {2, 0, 1});

  @Test
  void pixelsBecomeNumbersFromZeroToOneWhenTheyAreAskedFor() {
    TensorDataset dataset = TensorDataset.of(IMAGES);
    Batch batch = dataset.batch(new int[] {1, 0, 1});
    assertThat(batch.inputs().isEvaluated()).as("inputs are only promised").isFalse();
    assertThat(batch.inputs().shape()).isEqualTo(Shape.of(3, 2));
    assertThat(batch.inputs().toFloatArray())
        .containsExactly(new float[] {0.2f, 0.8f, 0, 1, 0.2f, 0.8f}, within(1e-6f));
    assertThat(batch.labels().toIntArray()).containsExactly(0, 2, 0);
    assertThat(dataset.inputShape()).isEqualTo(Shape.of(2));
    assertThat(dataset.classes()).isEqualTo(3);
    assertThat(dataset.size()).isEqualTo(3);
  }

  @Test
  void targetsAreRowsToo() {
    TensorDataset dataset =
        TensorDataset.of(
            Tensor.matrix(new float[] {1, 2}, new float[] {3, 4}),
            Tensor.of(new float[] {5, 6}, 2, 1));
    Batch batch = dataset.batch(new int[] {1});
    assertThat(batch.inputs().toFloatArray()).containsExactly(3, 4);
    assertThat(batch.labels().shape()).isEqualTo(Shape.of(1, 1));
    assertThat(batch.labels().toFloatArray()).containsExactly(6);
    assertThat(dataset.classes()).isZero();
  }

  @Test
  void refusesWhatDoesNotFit() {
    assertThatThrownBy(
            () -> TensorDataset.ofClasses(Tensor.zeros(2, 3), Tensor.of(new int[] {0, 3}), 3))
        .isInstanceOf(DataException.class)
        .hasMessage("label 1 is 3: with 3 classes, labels are 0 to 2");
    assertThatThrownBy(() -> TensorDataset.of(Tensor.zeros(2, 3), Tensor.zeros(3, 1)))
        .isInstanceOf(ShapeException.class)
        .hasMessageContaining("inputs [2, 3] and labels [3, 1] need the same first axis");
    assertThatThrownBy(() -> TensorDataset.of(Tensor.zeros(2, 3), Tensor.of(new int[] {0, 1})))
        .hasMessageContaining("targets are float32, not int32");
    assertThatThrownBy(() -> TensorDataset.ofClasses(Tensor.zeros(2, 3), Tensor.zeros(2), 2))
        .hasMessageContaining("labels are int32 [n], not float32 [2]");
  }

  /// The expected digest is that of `printf 'uint8 [3, 2]\n\x00\xff\x33\xcc\x01\x02int32
  /// [3]\n\x02\0\0\0\0\0\0\0\x01\0\0\0' | sha256sum`.
  @Test
  void theDigestIsThatOfTheBytes() {
    assertThat(TensorDataset.of(IMAGES).digest())
        .isEqualTo("a24e0e5858eb7ebfef2f3d95096438ff8f1f6acd21cadc1f7be8616a3e0a4891");
    LabelledImages other = new LabelledImages(1, 2, 3, IMAGES.pixels(), new byte[] {2, 0, 2});
    assertThat(TensorDataset.of(other).digest()).isNotEqualTo(TensorDataset.of(IMAGES).digest());
  }

  @Test
  void aSplitHasEveryExampleOnce() {
    int[] labels = IntStream.range(0, 20).toArray();
    Dataset dataset = TensorDataset.ofClasses(Tensor.zeros(20, 1), Tensor.of(labels), 20);
    Split split = Split.trainValidation(dataset, 0.25, 7);
    assertThat(split.train().size()).isEqualTo(15);
    assertThat(split.validation().size()).isEqualTo(5);
    int[] train = all(split.train());
    int[] validation = all(split.validation());
    assertThat(IntStream.concat(Arrays.stream(train), Arrays.stream(validation)).sorted().toArray())
        .isEqualTo(labels);
    assertThat(all(Split.trainValidation(dataset, 0.25, 7).validation())).isEqualTo(validation);
    assertThat(all(Split.trainValidation(dataset, 0.25, 8).validation())).isNotEqualTo(validation);
    for (double fraction : new double[] {0, 1, -1, 0.01, Double.NaN}) {
      assertThatThrownBy(() -> Split.trainValidation(dataset, fraction, 7))
          .as("fraction %s", fraction)
          .hasMessageContaining("leaves one part of 20 examples empty");
    }
  }

  private static int[] all(Dataset dataset) {
    return dataset.batch(IntStream.range(0, dataset.size()).toArray()).labels().toIntArray();
  }
}
