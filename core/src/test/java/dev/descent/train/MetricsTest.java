package dev.descent.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.descent.data.TensorDataset;
import dev.descent.nn.Losses;
import dev.descent.nn.Module;
import dev.descent.tensor.DType;
import dev.descent.tensor.ShapeException;
import dev.descent.tensor.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The metrics against plain NumPy (`metrics.py` beside `metrics.txt`), and by hand.
class MetricsTest {
  private static final Map<String, double[]> NUMPY = new HashMap<>();

  @BeforeAll
  static void read() throws IOException {
    try (InputStream in = MetricsTest.class.getResourceAsStream("metrics.txt")) {
      new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .forEach(line -> {
            String[] words = line.split(" ", -1);
            NUMPY.put(
                words[0], Arrays.stream(words).skip(1).mapToDouble(Double::parseDouble).toArray());
          });
    }
  }

  /// Yields its inputs.
  private static final class Same extends Module {
    @Override
    protected Tensor forward(Tensor inputs) {
      return inputs;
    }
  }

  private static double[] numbers(String name) {
    return Objects.requireNonNull(NUMPY.get(name), name);
  }

  private static Tensor tensor(String name, int columns) {
    double[] numbers = numbers(name);
    float[] elements = new float[numbers.length];
    for (int i = 0; i < elements.length; i++) {
      elements[i] = (float) numbers[i];
    }
    return Tensor.wrap(elements, elements.length / columns, columns);
  }

  private static TensorDataset classes() {
    int[] labels = Arrays.stream(numbers("labels")).mapToInt(label -> (int) label).toArray();
    return TensorDataset.ofClasses(tensor("logits", 7), Tensor.of(labels), 7);
  }

  @Test
  void classification() {
    Evaluation evaluation = Evaluation.of(new Same(), Losses::crossEntropy, classes());
    assertThat(evaluation.metrics().sequencedKeySet())
        .containsExactly("accuracy", "top5", "precision", "recall", "f1", "ece");
    evaluation
        .metrics()
        .forEach(
            (name, value) -> assertThat(value).as(name).isCloseTo(numbers(name)[0], within(1e-12)));
    assertThat(evaluation.loss()).isCloseTo(numbers("loss")[0], within(1e-5));
  }

  @Test
  void theWorstMistakesAreThoseOfWhichTheModelIsSurest() {
    List<Mistakes.Mistake> worst = Mistakes.worst(new Same(), classes(), 4);
    assertThat(worst).hasSize(4);
    for (int i = 0; i < 4; i++) {
      Mistakes.Mistake mistake = worst.get(i);
      assertThat(mistake.index()).isEqualTo((int) numbers("worst.index")[i]);
      assertThat(mistake.actual()).isEqualTo((int) numbers("labels")[mistake.index()]);
      assertThat(mistake.predicted()).isEqualTo((int) numbers("worst.predicted")[i]);
      assertThat(mistake.probability()).isCloseTo(numbers("worst.probability")[i], within(1e-12));
    }
    TensorDataset targets = TensorDataset.of(Tensor.zeros(3, 1), Tensor.zeros(3, 1));
    assertThatThrownBy(() -> Mistakes.worst(new Same(), targets, 4))
        .hasMessageContaining("the labels of this dataset are none");
  }

  @Test
  void regression() {
    TensorDataset data = TensorDataset.of(tensor("predictions", 2), tensor("targets", 2));
    Evaluation evaluation = Evaluation.of(new Same(), Losses::mse, data);
    assertThat(evaluation.metrics().sequencedKeySet()).containsExactly("mae", "rmse", "r2");
    evaluation
        .metrics()
        .forEach(
            (name, value) -> assertThat(value).as(name).isCloseTo(numbers(name)[0], within(1e-10)));
  }

  @Test
  void whatIsNotDefinedIsLeftOut() {
    RegressionMetrics constant = new RegressionMetrics(1);
    constant.add(new float[] {1, 2, 3}, new float[] {2, 2, 2});
    assertThat(constant.values().sequencedKeySet()).containsExactly("mae", "rmse");
    assertThat(constant.mae()).isEqualTo(2 / 3.0);
    assertThat(constant.rmse()).isEqualTo(Math.sqrt(2 / 3.0));
    assertThat(constant.r2()).isNaN();
    assertThat(new RegressionMetrics(1).values()).isEmpty();
    assertThat(new ClassificationMetrics(3).values()).isEmpty();
  }

  @Test
  void oneLogitTellsTwoClassesApart() {
    // Probabilities of class 1: 0.73, 0.12, 0.5 (a tie: class 0), 0.88.
    Tensor logits = Tensor.of(new float[] {1, -2, 0, 2}, 4, 1);
    TensorDataset data = TensorDataset.ofClasses(logits, Tensor.of(new int[] {1, 0, 1, 0}), 2);
    Evaluation evaluation =
        Evaluation.of(
            new Same(),
            (outputs, labels) ->
                Losses.binaryCrossEntropyWithLogits(
                    outputs, labels.cast(DType.FLOAT32).reshape(-1, 1)),
            data);
    ConfusionMatrix confusion = Objects.requireNonNull(evaluation.confusion());
    assertThat(confusion.count(1, 1)).isEqualTo(1);
    assertThat(confusion.count(0, 0)).isEqualTo(1);
    assertThat(confusion.count(1, 0)).isEqualTo(1);
    assertThat(confusion.count(0, 1)).isEqualTo(1);
    assertThat(Mistakes.worst(new Same(), data, 1))
        .containsExactly(new Mistakes.Mistake(3, 0, 1, 1 / (1 + Math.exp(-2))));
    assertThatThrownBy(() ->
            Evaluation.of(
                new Same(),
                (outputs, labels) -> outputs.mean(),
                TensorDataset.ofClasses(logits, Tensor.of(new int[] {1, 0, 1, 0}), 3)))
        .isInstanceOf(ShapeException.class)
        .hasMessageContaining("too few for 3 classes");
  }

  @Test
  void eachClassHasItsRow() {
    ConfusionMatrix confusion = new ConfusionMatrix(3);
    int[][] taken = {{0, 0}, {0, 1}, {1, 1}, {1, 1}, {1, 2}, {2, 1}};
    for (int[] pair : taken) {
      confusion.add(pair[0], pair[1]);
    }
    assertThat(confusion.perClass())
        .isEqualToNormalizingNewlines(
            """
            class  precision  recall      f1  examples
                0     1.0000  0.5000  0.6667         2
                1     0.5000  0.6667  0.5714         3
                2     0.0000  0.0000  0.0000         1
             mean     0.5000  0.3889  0.4127         6\
            """);
  }

  @Test
  void calibrationByHand() {
    Calibration calibration = new Calibration(2);
    calibration.add(0.5, true); // the first bin holds (0, 0.5]
    calibration.add(0.4, false);
    calibration.add(0.9, true);
    calibration.add(0.7, false);
    // 2/4 · |1/2 − 0.45| + 2/4 · |1/2 − 0.8|
    assertThat(calibration.error()).isCloseTo(0.175, within(1e-15));
    assertThat(new Calibration().error()).isNaN();
    assertThatThrownBy(() -> new Calibration(0)).hasMessageContaining("at least 1 bin, not 0");
  }

  @Test
  void ofEqualScoresTheLowerClassComesFirst() {
    TopAccuracy top = new TopAccuracy(2);
    double[] scores = {1, 3, 1, 0};
    top.add(scores, 0);
    top.add(scores, 2);
    assertThat(top.value()).isEqualTo(0.5);
    assertThatThrownBy(() -> new TopAccuracy(0)).hasMessageContaining("at least 1, not 0");
  }
}
