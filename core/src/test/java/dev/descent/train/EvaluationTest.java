package dev.descent.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.descent.data.TensorDataset;
import dev.descent.nn.Losses;
import dev.descent.nn.Module;
import dev.descent.tensor.Tensor;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class EvaluationTest {
  /// Yields its inputs.
  private static final class Same extends Module {
    @Override
    protected Tensor forward(Tensor inputs) {
      return inputs;
    }
  }

  @Test
  void countsWhatIsTakenForWhat() {
    Tensor logits =
        Tensor.matrix(
            new float[] {3, 0, 0}, // 0 as 0
            new float[] {0, 2, 0}, // 0 as 1
            new float[] {0, 2, 0}, // 1 as 1
            new float[] {0, 0, 1}, // 1 as 2
            new float[] {0, 0, 1}, // 1 as 2
            new float[] {1, 1, 0}); // 2 as 0, the first of equal ones
    Tensor labels = Tensor.of(new int[] {0, 0, 1, 1, 1, 2});
    Module model = new Same();
    Evaluation evaluation =
        Evaluation.of(model, Losses::crossEntropy, TensorDataset.ofClasses(logits, labels, 3));
    ConfusionMatrix confusion = Objects.requireNonNull(evaluation.confusion());
    assertThat(confusion.worstPairs(2))
        .containsExactly(new ConfusionMatrix.Pair(1, 2, 2), new ConfusionMatrix.Pair(0, 1, 1));
    assertThat(confusion.worstPairs(9)).hasSize(3);
    assertThat(confusion.count(1, 2)).isEqualTo(2);
    assertThat(confusion.accuracy(1)).isEqualTo(1 / 3.0);
    assertThat(evaluation.accuracy()).isEqualTo(2 / 6.0);
    assertThat(Accuracy.of(logits, labels).item()).isCloseTo(2 / 6f, within(1e-6f));
    assertThat(evaluation.size()).isEqualTo(6);
    // −log softmax of each row's label, by NumPy in double precision.
    assertThat(evaluation.loss()).isCloseTo(1.2564827867978472, within(1e-6));
    assertThat(model.isTraining()).as("the mode is put back").isTrue();
    assertThat(confusion + "\n")
        .isEqualTo(
            """
                  0   1   2
              0   1   1   0
              1   0   1   2
              2   1   0   0
            """);
  }

  @Test
  void targetsThatAreNoClassesHaveNoAccuracy() {
    TensorDataset data = TensorDataset.of(Tensor.zeros(1500, 1), Tensor.full(2, 1500, 1));
    Evaluation evaluation = Evaluation.of(new Same(), Losses::mse, data);
    assertThat(evaluation.loss()).isEqualTo(4);
    assertThat(evaluation.accuracy()).isNaN();
    assertThat(evaluation.confusion()).isNull();
  }
}
