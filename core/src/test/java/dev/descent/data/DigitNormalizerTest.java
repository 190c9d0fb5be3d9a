package dev.descent.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DigitNormalizerTest {
  /// A picture of paper with a filled rectangle of ink.
  private static byte[] rectangle(
      int height, int width, int top, int left, int rows, int columns, int paper, int ink) {
    byte[] picture = new byte[height * width];
    Arrays.fill(picture, (byte) paper);
    for (int row = top; row < top + rows; row++) {
      Arrays.fill(picture, row * width + left, row * width + left + columns, (byte) ink);
    }
    return picture;
  }

  private static int at(byte[] digit, int row, int column) {
    return Byte.toUnsignedInt(digit[row * 28 + column]);
  }

  @ParameterizedTest
  @CsvSource({"255, 0", "0, 255", "180, 120", "40, 90"})
  void scalesTheLongestSideTo20AndCentresDarkOrLightInk(int paper, int ink) {
    byte[] digit =
        DigitNormalizer.normalize(rectangle(100, 150, 30, 90, 60, 30, paper, ink), 100, 150);
    for (int row = 0; row < 28; row++) {
      for (int column = 0; column < 28; column++) {
        boolean inside = row >= 5 && row < 25 && column >= 10 && column < 20;
        assertThat(at(digit, row, column))
            .as("row %d, column %d", row, column)
            .isEqualTo(inside ? 255 : 0);
      }
    }
  }

  @Test
  void smallPicturesAreEnlarged() {
    byte[] digit = DigitNormalizer.normalize(rectangle(9, 9, 2, 3, 5, 1, 255, 0), 9, 9);
    assertThat(at(digit, 5, 14)).isEqualTo(255);
    assertThat(at(digit, 24, 14)).isEqualTo(255);
    assertThat(at(digit, 4, 14)).isZero();
    assertThat(at(digit, 25, 14)).isZero();
  }

  @Test
  void edgesBetweenPixelsBecomeGrey() {
    // 50 rows to 20 is 2.5 pixels to one: the gap from row 24 to row 26 covers 0.4 of a pixel on
    // each side.
    byte[] picture = rectangle(60, 60, 5, 5, 50, 50, 255, 0);
    for (int row = 29; row < 31; row++) {
      Arrays.fill(picture, row * 60 + 5, row * 60 + 55, (byte) 255);
    }
    byte[] digit = DigitNormalizer.normalize(picture, 60, 60);
    assertThat(at(digit, 14, 14)).isEqualTo(153);
    assertThat(at(digit, 15, 14)).isEqualTo(153);
    assertThat(at(digit, 13, 14)).isEqualTo(255);
  }

  @Test
  void aNormalisedDigitStaysAsItIs() {
    LabelledImages digits = GeneratedDigits.generate(50, 3, 1);
    for (int i = 0; i < digits.count(); i++) {
      byte[] digit = digits.image(i);
      // Fainter ink would rightly be strengthened.
      digit[14 * 28 + 14] = (byte) 255;
      assertThat(DigitNormalizer.normalize(digit, 28, 28)).as("image %d", i).isEqualTo(digit);
    }
  }

  @Test
  void paperMayBeGrainy() {
    byte[] picture = rectangle(64, 64, 10, 20, 40, 20, 220, 20);
    byte[] clean = DigitNormalizer.normalize(picture, 64, 64);
    for (int i = 0; i < picture.length; i++) {
      int level = Byte.toUnsignedInt(picture[i]);
      picture[i] = (byte) (level > 100 ? level - i * 37 % 9 : level);
    }
    byte[] grainy = DigitNormalizer.normalize(picture, 64, 64);
    for (int i = 0; i < clean.length; i++) {
      assertThat(Byte.toUnsignedInt(grainy[i]))
          .as("pixel %d", i)
          .isCloseTo(Byte.toUnsignedInt(clean[i]), Offset.offset(12));
    }
  }

  @Test
  void fewNoisyPixelsFarFromTheInkDoNotMoveIt() {
    byte[] picture = rectangle(64, 64, 10, 20, 40, 20, 220, 20);
    byte[] clean = DigitNormalizer.normalize(picture, 64, 64);
    picture[3 * 64 + 60] = (byte) 200;
    picture[61 * 64 + 5] = (byte) 200;
    assertThat(DigitNormalizer.normalize(picture, 64, 64)).isEqualTo(clean);
  }

  @Test
  void reportsAnEmptyPicture() {
    byte[] empty = rectangle(30, 30, 5, 5, 10, 10, 200, 190);
    assertThatThrownBy(() -> DigitNormalizer.normalize(empty, 30, 30))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("the picture is empty");
    assertThatThrownBy(() -> DigitNormalizer.normalize(new byte[1], 1, 1))
        .isInstanceOf(DataException.class);
    assertThatThrownBy(() -> DigitNormalizer.normalize(new byte[5], 2, 2))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
