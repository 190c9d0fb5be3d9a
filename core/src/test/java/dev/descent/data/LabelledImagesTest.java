package dev.descent.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class LabelledImagesTest {
  private final LabelledImages images =
      new LabelledImages(1, 2, 200, new byte[] {1, 2, 3, 4, 5, 6}, new byte[] {7, (byte) 199, 9});

  @Test
  void givesImagesAndUnsignedLabels() {
    assertThat(images.count()).isEqualTo(3);
    assertThat(images.label(1)).isEqualTo(199);
    assertThat(images.image(1)).containsExactly(3, 4);
  }

  @Test
  void slicesBySharesOfImages() {
    assertThat(images.slice(1, 3))
        .isEqualTo(
            new LabelledImages(1, 2, 200, new byte[] {3, 4, 5, 6}, new byte[] {(byte) 199, 9}));
    assertThat(images.slice(2, 2).count()).isZero();
    assertThat(images.slice(0, 3)).isEqualTo(images).hasSameHashCodeAs(images);
    assertThatThrownBy(() -> images.slice(1, 4)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void refusesWhatDoesNotGoTogether() {
    assertThatThrownBy(() -> new LabelledImages(1, 2, 10, new byte[3], new byte[1]))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("1 labels of 1 x 2 images need 2 pixels, but there are 3");
    assertThatThrownBy(() -> new LabelledImages(1, 1, 10, new byte[1], new byte[] {10}))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("label 0 is 10");
    assertThatThrownBy(() -> new LabelledImages(0, 1, 10, new byte[0], new byte[0]))
        .isInstanceOf(DataException.class);
  }
}
