package dev.descent.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.descent.tensor.Tensor;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlaneFeatureTest {
  @Test
  void featuresAreWhatTheirNamesSay() {
    float[] values =
        PlaneFeature.of(new float[] {2, -3}, List.of(PlaneFeature.values())).toFloatArray();

    assertThat(values)
        .containsExactly(new float[] {2, -3, 4, 9, -6, 0.9092974f, -0.14112f}, within(1e-6f));
  }

  @Test
  void aDatasetKeepsItsLabelsAndTheirOrder() {
    TensorDataset points = ToySets.of(ToySets.Kind.CIRCLE, 20, 0, 1);
    TensorDataset seen = PlaneFeature.of(points, List.of(PlaneFeature.X2, PlaneFeature.X1_SQUARED));

    int[] all = IntStream.range(0, 20).toArray();
    float[] before = points.batch(all).inputs().toFloatArray();
    float[] after = seen.batch(all).inputs().toFloatArray();
    for (int i = 0; i < 20; i++) {
      assertThat(after[2 * i]).isEqualTo(before[2 * i + 1]);
      assertThat(after[2 * i + 1]).isCloseTo(before[2 * i] * before[2 * i], within(1e-6f));
    }
    assertThat(seen.batch(all).labels().toIntArray())
        .isEqualTo(points.batch(all).labels().toIntArray());
    assertThat(seen.classes()).isEqualTo(2);
  }

  @Test
  void otherInputsAreRefused() {
    TensorDataset wide = TensorDataset.of(Tensor.zeros(4, 3), Tensor.zeros(4, 1));

    assertThatThrownBy(() -> PlaneFeature.of(wide, List.of(PlaneFeature.X1)))
        .hasMessage("features are made of points in the plane, not of inputs [3]");
    assertThatThrownBy(() -> PlaneFeature.named("x3")).hasMessageContaining("sin(x2)");
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.1, 0.3, 0.5, 0.9})
  void classesHaveTheSharesThatAreAskedFor(double balance) {
    int[] all = IntStream.range(0, 200).toArray();
    for (ToySets.Kind kind : List.of(ToySets.Kind.XOR, ToySets.Kind.SPIRAL, ToySets.Kind.MOONS)) {
      TensorDataset set = ToySets.of(kind, 200, 0.1, balance, 3);
      long ones =
          IntStream.of(set.batch(all).labels().toIntArray()).filter(label -> label == 1).count();
      assertThat(set.size()).isEqualTo(200);
      if (balance != 0.5) {
        assertThat(ones).isEqualTo(Math.round(200 * balance));
      }
    }
    assertThat(ToySets.of(ToySets.Kind.CIRCLE, 50, 0, 0.5, 3).digest())
        .isEqualTo(ToySets.of(ToySets.Kind.CIRCLE, 50, 0, 3).digest());
  }

  @ParameterizedTest
  @EnumSource(
      value = ToySets.Kind.class,
      names = {"PLANE", "GAUSS"})
  void numbersHaveNoBalance(ToySets.Kind kind) {
    assertThatThrownBy(() -> ToySets.of(kind, 50, 0, 0.4, 3))
        .hasMessageContaining("the balance is about two classes");
    assertThatThrownBy(() -> ToySets.of(ToySets.Kind.XOR, 50, 0, 0.95, 3))
        .hasMessage("the share of class 1 must be from 0.1 to 0.9, not 0.95");
  }
}
