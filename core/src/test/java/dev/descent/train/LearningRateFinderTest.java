package dev.descent.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.descent.data.TensorDataset;
import dev.descent.nn.Activation;
import dev.descent.nn.Losses;
import dev.descent.nn.Mlp;
import dev.descent.nn.Module;
import dev.descent.optim.Adam;
import dev.descent.optim.Schedule;
import dev.descent.optim.Sgd;
import dev.descent.tensor.Tensor;
import dev.descent.train.LearningRateFinder.Result;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LearningRateFinderTest {
  private static final int EXAMPLES = 512;
  private static final Percentage CLOSE = Percentage.withPercentage(1e-9);

  /// A straight line through noisy points at x = ±`scale`. With the mean squared error its loss is
  /// a quadratic whose second derivatives are 2·scale² along the weight and 2 along the bias, so
  /// gradient descent is stable below the rate 1 / max(scale², 1), and halves the distance or more
  /// in a step from half of that on.
  private static TensorDataset line(double scale) {
    float[] noise = Tensor.normal(3, 0, EXAMPLES).toFloatArray();
    float[] inputs = new float[EXAMPLES];
    float[] targets = new float[EXAMPLES];
    for (int i = 0; i < EXAMPLES; i++) {
      inputs[i] = (float) (i % 2 == 0 ? scale : -scale);
      targets[i] = (float) (3 * inputs[i] / scale + 0.3 * noise[i]);
    }
    return TensorDataset.of(Tensor.wrap(inputs, EXAMPLES, 1), Tensor.wrap(targets, EXAMPLES, 1));
  }

  private static Result find(double scale) {
    return new LearningRateFinder(1e-6, 10, 211)
        .find(
            Trainer.of(Mlp.of(1, 1, 1), Losses::mse, new Sgd(0.5)).batchSize(16).seed(1),
            line(scale));
  }

  @ParameterizedTest
  @ValueSource(doubles = {1, 3, 10, 30})
  void staysBelowTheRateWhereAQuadraticBecomesUnstable(double scale) {
    double limit = 1 / (scale * scale);
    Result result = find(scale);
    assertThat(result.suggestion()).isBetween(limit / 50, limit / 2);
    assertThat(result.minimum()).isBetween(result.suggestion(), 3 * limit);
    assertThat(result.blewUp()).isTrue();
    assertThat(result.points().getLast().learningRate()).isBetween(limit, 10 * limit);
  }

  /// A hundred times the curvature means a hundredth of the rate: sixty steps of the scale.
  @Test
  void theRateGoesWithTheInverseOfTheCurvature() {
    assertThat(find(3).suggestion() / find(30).suggestion()).isBetween(70.0, 140.0);
  }

  @Test
  void theSuggestionLearnsAndAHundredthOfItCrawls() {
    double rate = find(10).suggestion();
    assertThat(lossAfterAnEpoch(rate)).isLessThan(0.5);
    assertThat(lossAfterAnEpoch(rate / 100)).isGreaterThan(2);
  }

  private static double lossAfterAnEpoch(double rate) {
    TensorDataset data = line(10);
    return Trainer.of(Mlp.of(1, 1, 1), Losses::mse, new Sgd(rate))
        .batchSize(16)
        .epochs(1)
        .fit(data, data)
        .epochs()
        .getLast()
        .testLoss();
  }

  @Test
  void theModelIsAsItWasToTheLastBit() {
    Module model = Mlp.of(1, Activation.TANH, 0.2, 2, 16, 3);
    model.eval();
    Map<String, float[]> before = new LinkedHashMap<>();
    model.state().forEach((name, tensor) -> before.put(name, tensor.toFloatArray()));
    Map<String, Long> counts = counts(model);

    LearningRateFinder.usual()
        .find(
            Trainer.of(model, Losses::crossEntropy, new Adam(0.001)).batchSize(20),
            Problems.blobs(200, 1));

    model
        .state()
        .forEach((name, tensor) ->
            assertThat(tensor.toFloatArray()).as(name).containsExactly(before.get(name)));
    assertThat(counts(model)).isEqualTo(counts);
    assertThat(model.isTraining()).isFalse();
  }

  private static Map<String, Long> counts(Module model) {
    Map<String, Long> counts = new LinkedHashMap<>();
    model.counters().forEach((name, counter) -> counts.put(name, counter.value()));
    return counts;
  }

  @Test
  void listenersAndScheduleHaveNoPart() {
    AtomicInteger heard = new AtomicInteger();
    Trainer plain =
        Trainer.of(Problems.mlp(2, 8, 3), Losses::crossEntropy, new Sgd(0.5)).batchSize(20);
    Trainer scheduled =
        Trainer.of(Problems.mlp(2, 8, 3), Losses::crossEntropy, new Sgd(0.01))
            .batchSize(20)
            .schedule(total -> Schedule.exponential(0.9, total))
            .listen(event -> heard.incrementAndGet());
    double first = LearningRateFinder.usual().find(plain, Problems.blobs(200, 1)).suggestion();
    double second = LearningRateFinder.usual().find(scheduled, Problems.blobs(200, 1)).suggestion();
    assertThat(second).isEqualTo(first);
    assertThat(heard).hasValue(0);
  }

  @Test
  void ratesGrowByTheSameFactorFromTheLeastToTheGreatest() {
    Result result =
        new LearningRateFinder(1e-5, 0.1, 41)
            .find(
                Trainer.of(Problems.mlp(2, 8, 3), Losses::crossEntropy, new Adam(0.001)),
                Problems.blobs(200, 1));
    assertThat(result.blewUp()).isFalse();
    assertThat(result.points()).hasSize(41);
    assertThat(result.points().getFirst().learningRate()).isEqualTo(1e-5);
    assertThat(result.points().get(10).learningRate()).isCloseTo(1e-4, CLOSE);
    assertThat(result.points().getLast().learningRate()).isCloseTo(0.1, CLOSE);
  }

  @Test
  void whatCannotBeFoundIsSaid() {
    TensorDataset nothing =
        TensorDataset.of(Tensor.wrap(new float[20], 20, 1), Tensor.wrap(new float[20], 20, 1));
    Module perfect = Mlp.of(1, 1, 1);
    Map<String, Tensor> zeros = new LinkedHashMap<>();
    perfect.state().forEach((name, tensor) -> zeros.put(name, tensor.sub(tensor)));
    perfect.load(zeros);
    assertThatThrownBy(() ->
            LearningRateFinder.usual().find(Trainer.of(perfect, Losses::mse, new Sgd(1)), nothing))
        .hasMessageStartingWith("the loss falls at no learning rate from 1.0E-6 to ");
    assertThatThrownBy(() ->
            new LearningRateFinder(1, 10, 100)
                .find(
                    Trainer.of(Mlp.of(1, 1, 1), Losses::mse, new Sgd(1)).batchSize(16), line(1e12)))
        .hasMessageStartingWith("the loss is no finite number after ");
    assertThatThrownBy(() -> new LearningRateFinder(0, 10, 100))
        .hasMessage("the learning rates must grow from above 0, not from 0.0 to 10.0");
    assertThatThrownBy(() -> new LearningRateFinder(1, 10, 5))
        .hasMessage("the test needs 20 steps at least, not 5");
  }
}
