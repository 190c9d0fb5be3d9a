package dev.descent.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.descent.data.DataLoader.Position;
import dev.descent.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AugmentationTest {
  private static final LabelledImages DIGITS = GeneratedDigits.generate(40, 5, 1);

  private static Augmentation only(
      double shift, double rotation, double scale, double shear, double elastic) {
    return new Augmentation(28, 28, shift, rotation, scale, shear, elastic, 7);
  }

  private static float[] image(int index) {
    float[] image = new float[784];
    byte[] pixels = DIGITS.image(index);
    for (int i = 0; i < image.length; i++) {
      image[i] = Byte.toUnsignedInt(pixels[i]) / 255f;
    }
    return image;
  }

  private static int row(int pixel) {
    return pixel / 28;
  }

  private static int column(int pixel) {
    return pixel % 28;
  }

  /// A spot of ink of radius 2 whose middle is at (x, y).
  private static float[] spot(double x, double y) {
    float[] image = new float[784];
    for (int i = 0; i < image.length; i++) {
      image[i] = (float) Math.max(0, 1 - Math.hypot(column(i) - x, row(i) - y) / 2);
    }
    return image;
  }

  /// Mass, and centre of mass.
  private static double[] centre(float[] image) {
    double mass = 0;
    double x = 0;
    double y = 0;
    for (int i = 0; i < image.length; i++) {
      mass += image[i];
      x += image[i] * column(i);
      y += image[i] * row(i);
    }
    return new double[] {mass, x / mass, y / mass};
  }

  @Test
  void nothingAskedForNothingChanged() {
    float[] image = image(3);
    assertThat(only(0, 0, 0, 0, 0).apply(2, new int[] {3}, image))
        .containsExactly(image, within(1e-6f));
  }

  @Test
  void isAFunctionOfSeedEpochAndExample() {
    Augmentation augmentation = Augmentation.ofDigits(1);
    float[] image = image(0);
    float[] once = augmentation.apply(4, new int[] {9}, image);
    assertThat(augmentation.apply(4, new int[] {9}, image)).isEqualTo(once);
    assertThat(augmentation.apply(5, new int[] {9}, image)).isNotEqualTo(once);
    assertThat(augmentation.apply(4, new int[] {8}, image)).isNotEqualTo(once);
    assertThat(Augmentation.ofDigits(2).apply(4, new int[] {9}, image)).isNotEqualTo(once);
  }

  @Test
  void shiftsByAtMostAsMuchAsAllowed() {
    double most = 0;
    for (int example = 0; example < 200; example++) {
      double[] moved = centre(only(3, 0, 0, 0, 0).apply(0, new int[] {example}, spot(13.5, 13.5)));
      double[] before = centre(spot(13.5, 13.5));
      assertThat(moved[0]).isCloseTo(before[0], within(0.01)); // no ink is lost
      assertThat(Math.abs(moved[1] - 13.5)).isLessThan(3.01);
      assertThat(Math.abs(moved[2] - 13.5)).isLessThan(3.01);
      most = Math.max(most, Math.abs(moved[1] - 13.5));
    }
    assertThat(most).isGreaterThan(2.5);
  }

  @Test
  void turnsAboutTheCentre() {
    double most = 0;
    for (int example = 0; example < 200; example++) {
      double[] moved = centre(only(0, 20, 0, 0, 0).apply(0, new int[] {example}, spot(21.5, 13.5)));
      double dx = moved[1] - 13.5;
      double dy = moved[2] - 13.5;
      assertThat(Math.hypot(dx, dy)).isCloseTo(8, within(0.1));
      double degrees = Math.toDegrees(Math.atan2(dy, dx));
      assertThat(Math.abs(degrees)).isLessThan(20.5);
      most = Math.max(most, Math.abs(degrees));
    }
    assertThat(most).isGreaterThan(17);
  }

  @Test
  void scalesAndShearsAboutTheCentre() {
    for (int example = 0; example < 100; example++) {
      double[] scaled =
          centre(only(0, 0, 0.25, 0, 0).apply(0, new int[] {example}, spot(19.5, 13.5)));
      double factor = (scaled[1] - 13.5) / 6;
      assertThat(factor).isBetween(0.74, 1.26);
      assertThat(scaled[2]).isCloseTo(13.5, within(0.05));
      assertThat(scaled[0]).isCloseTo(factor * factor * centre(spot(19.5, 13.5))[0], within(0.35));
      double[] sheared =
          centre(only(0, 0, 0, 0.5, 0).apply(0, new int[] {example}, spot(13.5, 19.5)));
      assertThat(Math.abs(sheared[1] - 13.5)).isLessThan(3.05);
      assertThat(sheared[2]).isCloseTo(19.5, within(0.05));
    }
  }

  @Test
  void wavesMovePointsAsFarAsSaid() {
    double squares = 0;
    int count = 400;
    for (int example = 0; example < count; example++) {
      double[] moved = centre(only(0, 0, 0, 0, 1).apply(0, new int[] {example}, spot(13.5, 13.5)));
      squares += Math.pow(moved[1] - 13.5, 2);
    }
    // A spot is as wide as a part of a wave, which evens the wave out a little.
    assertThat(Math.sqrt(squares / count)).isBetween(0.7, 1.2);
  }

  /// The grid by tables against the wave's formula.
  @Test
  void wavesOnAGridAreTheWavesAtItsPoints() {
    Waves waves = new Waves(new DrawSequence(1, 2, 3), 0.5f, 2);
    float[] x = new float[28 * 20];
    float[] y = new float[28 * 20];
    waves.addTo(x, y, 28, 20);
    float[] move = new float[2];
    for (int i = 0; i < x.length; i++) {
      int row = i / 20;
      waves.at(i % 20, row, move);
      assertThat(x[i]).isCloseTo(move[0], within(2e-5f));
      assertThat(y[i]).isCloseTo(move[1], within(2e-5f));
    }
  }

  private static List<float[]> epoch(DataLoader loader) {
    List<float[]> batches = new ArrayList<>();
    for (Batch batch : loader) {
      batches.add(batch.inputs().toFloatArray());
    }
    return batches;
  }

  @Test
  void loadersGiveTheSameFromAnyPositionAndWithAnyPrefetch() {
    Dataset digits = TensorDataset.of(DIGITS);
    DataLoader loader = new DataLoader(digits, 7).shuffled(1).augmented(Augmentation.ofDigits(3));
    List<List<float[]>> epochs = List.of(epoch(loader), epoch(loader), epoch(loader));
    assertThat(epochs.get(1)).isNotEqualTo(epochs.get(0));
    for (int ahead : new int[] {0, 1, 3, 50}) {
      DataLoader again =
          new DataLoader(digits, 7).augmented(Augmentation.ofDigits(3)).prefetch(ahead).shuffled(1);
      again.seek(new Position(1, 2));
      List<float[]> rest = epoch(again);
      assertThat(rest).as("%d ahead", ahead).hasSize(4);
      for (int i = 0; i < rest.size(); i++) {
        assertThat(rest.get(i)).isEqualTo(epochs.get(1).get(i + 2));
      }
      List<float[]> next = epoch(again);
      for (int i = 0; i < next.size(); i++) {
        assertThat(next.get(i)).isEqualTo(epochs.get(2).get(i));
      }
    }
  }

  @Test
  void anyDatasetOfImagesWillDo() {
    Dataset pixels = TensorDataset.of(DIGITS);
    Tensor floats = pixels.batch(java.util.stream.IntStream.range(0, 40).toArray()).inputs();
    Dataset numbers = TensorDataset.of(floats, Tensor.zeros(40, 1));
    Dataset part = new Subset(pixels, java.util.stream.IntStream.range(0, 40).toArray());
    Augmentation augmentation = Augmentation.ofDigits(3);
    List<float[]> expected = epoch(new DataLoader(pixels, 16).augmented(augmentation));
    for (Dataset same : List.of(numbers, part)) {
      List<float[]> found = epoch(new DataLoader(same, 16).augmented(augmentation));
      for (int i = 0; i < found.size(); i++) {
        assertThat(found.get(i)).containsExactly(expected.get(i), within(1e-6f));
      }
    }
  }

  @Test
  void refusesWhatMakesNoSense() {
    assertThatThrownBy(() -> new Augmentation(28, 28, -1, 0, 0, 0, 0, 1))
        .hasMessageContaining("shift must be from 0 to");
    Dataset small = TensorDataset.of(Tensor.zeros(3, 2), Tensor.zeros(3, 1));
    assertThatThrownBy(() -> new DataLoader(small, 1).augmented(Augmentation.ofDigits(1)))
        .hasMessage("the augmentation is for images of 28 x 28, but the inputs are [2]");
    Augmentation digits = Augmentation.ofDigits(1);
    assertThat(Augmentation.fromMap(digits.toMap())).isEqualTo(digits);
  }
}
