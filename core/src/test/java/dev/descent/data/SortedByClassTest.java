package dev.descent.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.descent.tensor.Tensor;
import org.junit.jupiter.api.Test;

class SortedByClassTest {
  @Test
  void examplesOfAClassStayInTheirOrder() {
    TensorDataset data =
        TensorDataset.ofClasses(
            Tensor.wrap(new float[] {0, 1, 2, 3, 4, 5}, 6, 1),
            Tensor.of(new int[] {2, 0, 1, 2, 0, 0}),
            3);
    Dataset sorted = data.sortedByClass();
    Batch all = sorted.batch(new int[] {0, 1, 2, 3, 4, 5});
    assertThat(all.labels().toIntArray()).containsExactly(0, 0, 0, 1, 2, 2);
    assertThat(all.inputs().toFloatArray()).containsExactly(1, 4, 5, 2, 0, 3);
    assertThat(sorted.classes()).isEqualTo(3);
    assertThat(sorted.digest()).isNotEqualTo(data.digest());
  }

  @Test
  void numbersHaveNoClasses() {
    Tensor column = Tensor.wrap(new float[] {0, 1}, 2, 1);
    assertThatThrownBy(() -> TensorDataset.of(column, column).sortedByClass())
        .hasMessage("examples of numbers cannot be sorted by class; only those with classes can");
  }
}
