package dev.descent.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.descent.data.DigitSkeletons.Point;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class GeneratedDigitsTest {
  @Test
  void anyNumberOfThreadsDrawsTheSameBytes() {
    LabelledImages one = GeneratedDigits.generate(1000, 7, 1);
    assertThat(GeneratedDigits.generate(1000, 7, 2)).isEqualTo(one);
    assertThat(GeneratedDigits.generate(1000, 7, 3)).isEqualTo(one);
  }

  @Test
  void anImageDependsOnSeedAndIndexOnly() {
    LabelledImages many = GeneratedDigits.generate(600, 7, 2);
    assertThat(GeneratedDigits.generate(300, 7, 2)).isEqualTo(many.slice(0, 300));
    assertThat(GeneratedDigits.generate(300, 8, 2)).isNotEqualTo(many.slice(0, 300));
  }

  @Test
  void everyDigitIsDrawnAboutEquallyOften() {
    LabelledImages digits = GeneratedDigits.generate(5000, 1, 2);
    int[] counts = new int[10];
    for (int i = 0; i < digits.count(); i++) {
      counts[digits.label(i)]++;
    }
    // 500 expected, with a standard deviation of 21.
    for (int digit = 0; digit < 10; digit++) {
      assertThat(counts[digit]).as("digit %d", digit).isBetween(400, 600);
    }
  }

  @Test
  void everyPictureHasInkInABoxOf20CentredByMass() {
    LabelledImages digits = GeneratedDigits.generate(2000, 1, 2);
    for (int i = 0; i < digits.count(); i++) {
      assertNormalised(digits.image(i), i);
    }
  }

  private static void assertNormalised(byte[] image, int index) {
    double mass = 0;
    double rows = 0;
    double columns = 0;
    int top = 28;
    int bottom = -1;
    int left = 28;
    int right = -1;
    int strongest = 0;
    for (int row = 0; row < 28; row++) {
      for (int column = 0; column < 28; column++) {
        int level = Byte.toUnsignedInt(image[row * 28 + column]);
        mass += level;
        rows += (double) level * row;
        columns += (double) level * column;
        strongest = Math.max(strongest, level);
        if (level > 0) {
          top = Math.min(top, row);
          bottom = row;
          left = Math.min(left, column);
          right = Math.max(right, column);
        }
      }
    }
    assertThat(strongest).as("strongest ink of image %d", index).isGreaterThan(150);
    assertThat(mass / 255).as("ink of image %d, in pixels", index).isBetween(15.0, 350.0);
    assertThat(Math.max(bottom - top, right - left) + 1)
        .as("longest side of image %d", index)
        .isBetween(19, 20);
    assertThat(rows / mass).as("centre row of image %d", index).isCloseTo(14, Offset.offset(2.0));
    assertThat(columns / mass)
        .as("centre column of image %d", index)
        .isCloseTo(14, Offset.offset(2.0));
  }

  @Test
  void refusesAbsurdNumbers() {
    assertThat(GeneratedDigits.generate(0, 1, 1).count()).isZero();
    assertThatThrownBy(() -> GeneratedDigits.generate(-1, 1, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> GeneratedDigits.generate(1, 1, 0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aSplinePassesThroughItsPointsAndTurnsSharplyAtCorners() {
    List<Point> straight =
        List.of(new Point(0, 0, false), new Point(10, 0, true), new Point(10, 10, false));
    float[] line = Spline.trace(straight);
    assertThat(line).hasSize(22).startsWith(0f, 0f).endsWith(10f, 10f);
    for (int i = 0; i < line.length; i += 2) {
      assertThat(line[i] == 10f || line[i + 1] == 0f).as("point %d lies on the angle", i).isTrue();
    }
  }

  @Test
  void aDotOfInkCoversTheAreaOfItsCircle() {
    StrokeRenderer renderer = new StrokeRenderer(40);
    renderer.line(20.3f, 19.6f, 8, 20.3f, 19.6f, 8);
    double area = 0;
    for (float ink : renderer.ink()) {
      area += ink;
    }
    assertThat(area).isCloseTo(Math.PI * 64, Offset.offset(2.0));
  }

  @Test
  void everyDigitHasSkeletonsAndABadLineIsNamed() {
    assertThat(DigitSkeletons.load()).hasSize(10).allSatisfy(d -> assertThat(d).isNotEmpty());
    assertThatThrownBy(() -> DigitSkeletons.parse("1 2 line\n  1,2 3,4\n  1,2 3,x"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("digits.txt, line 3");
    assertThatThrownBy(() -> DigitSkeletons.parse("1 2 line\n  1,2 3,4\n  1,2"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("digits.txt, line 3");
  }
}
