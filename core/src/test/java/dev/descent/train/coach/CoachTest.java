package dev.descent.train.coach;

import static org.assertj.core.api.Assertions.assertThat;

import dev.descent.autograd.Grad;
import dev.descent.data.Dataset;
import dev.descent.data.TensorDataset;
import dev.descent.io.Json;
import dev.descent.nn.Activation;
import dev.descent.nn.Initializer;
import dev.descent.nn.Linear;
import dev.descent.nn.Losses;
import dev.descent.nn.Mlp;
import dev.descent.nn.Module;
import dev.descent.nn.Seed;
import dev.descent.nn.Sequential;
import dev.descent.optim.Adam;
import dev.descent.optim.Optimizer;
import dev.descent.optim.Sgd;
import dev.descent.optim.UpdateRule;
import dev.descent.tensor.Tensor;
import dev.descent.train.EpochResult;
import dev.descent.train.StepProbe;
import dev.descent.train.TrainEvent;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Each rule speaks in a run that is sick in its way, and in no healthy one.
class CoachTest {
  private static final int INPUTS = 20;
  private static final int CLASSES = 4;

  /// Points around four centres in twenty dimensions, easy to tell apart.
  private static TensorDataset points(int count, double scale, double noise) {
    float[] centres = Tensor.normal(7, 0, CLASSES, INPUTS).toFloatArray();
    float[] inputs = Tensor.normal(8, 0, count, INPUTS).toFloatArray();
    int[] labels = new int[count];
    for (int i = 0; i < count; i++) {
      labels[i] = i % CLASSES;
      for (int j = 0; j < INPUTS; j++) {
        float centre = centres[labels[i] * INPUTS + j];
        inputs[i * INPUTS + j] = (float) (scale * (centre + noise * inputs[i * INPUTS + j]));
      }
    }
    return TensorDataset.ofClasses(Tensor.wrap(inputs, count, INPUTS), Tensor.of(labels), CLASSES);
  }

  private static TensorDataset points() {
    return points(1600, 1, 0.7);
  }

  private static Mlp mlp(Activation activation) {
    return Mlp.of(1, activation, INPUTS, 32, CLASSES);
  }

  private static List<String> rules(Module model, UpdateRule rule, Dataset data, int epochs) {
    Runs.Recipe recipe = new Runs.Recipe("", rule, 16);
    return Coach.review(Runs.events(model, recipe, data, data, epochs, 1)).stream()
        .map(Advice::rule)
        .toList();
  }

  static List<UpdateRule> healthy() {
    return List.of(new Sgd(0.01), new Sgd(0.1), new Sgd(0.05).momentum(0.9), new Adam(0.001));
  }

  @ParameterizedTest
  @MethodSource("healthy")
  void aHealthyRunIsLeftInPeace(UpdateRule rule) {
    for (Activation activation : List.of(Activation.RELU, Activation.TANH)) {
      assertThat(rules(mlp(activation), rule, points(), 3)).isEmpty();
    }
  }

  @Test
  void aRateThatIsTooHigh() {
    assertThat(rules(mlp(Activation.RELU), new Sgd(4), points(), 2)).contains("learning-rate-high");
  }

  @Test
  void aRateThatIsTooLow() {
    assertThat(rules(mlp(Activation.RELU), new Sgd(1e-6), points(), 3))
        .containsExactly("learning-rate-low");
    assertThat(rules(mlp(Activation.RELU), new Adam(1e-7), points(), 3))
        .containsExactly("learning-rate-low");
  }

  @Test
  void numbersThatAreNotFinite() {
    assertThat(rules(Mlp.of(1, Activation.IDENTITY, INPUTS, 8, 4), new Sgd(1e30), points(), 1))
        .contains("diverged");
  }

  /// One hidden layer whose weights and bias start as given.
  private static Module layer(double deviation, double bias, Activation activation) {
    Seed seed = Seed.of(3);
    return new Sequential(
        new Linear(
            INPUTS,
            64,
            Initializer.normal(deviation),
            Initializer.constant(bias),
            seed.child("hidden")),
        activation.layer(),
        new Linear(64, CLASSES, seed.child("output")));
  }

  @Test
  void unitsThatAreDead() {
    assertThat(rules(layer(0.1, -20, Activation.RELU), new Sgd(0.1), points(), 1))
        .containsExactly("dead-relu");
  }

  @Test
  void unitsThatAreSaturated() {
    assertThat(rules(layer(30, 0, Activation.TANH), new Sgd(0.01), points(), 1))
        .containsExactly("saturated-units");
    assertThat(rules(layer(0.1, 20, Activation.SIGMOID), new Sgd(0.01), points(), 1))
        .contains("saturated-units");
  }

  @Test
  void gradientsThatVanish() {
    Mlp deep = Mlp.of(1, Activation.SIGMOID, INPUTS, 32, 32, 32, 32, 32, 32, CLASSES);
    assertThat(rules(deep, new Sgd(0.1), points(), 1)).containsExactly("vanishing-gradients");
  }

  @Test
  void gradientsThatExplode() {
    List<Sequential.Part> parts = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      int in = i == 0 ? INPUTS : 32;
      parts.add(seed -> new Linear(in, 32, Initializer.normal(0.8), Initializer.zeros(), seed));
      parts.add(Activation.RELU);
    }
    parts.add(seed -> new Linear(32, CLASSES, seed));
    Module model = Sequential.of(Seed.of(1), parts.toArray(Sequential.Part[]::new));
    assertThat(rules(model, new Sgd(1e-9), points(), 1))
        .contains("first-loss", "exploding-gradients");
  }

  @Test
  void inputsThatAreNotNormalised() {
    assertThat(rules(mlp(Activation.RELU), new Sgd(1e-6), points(1600, 100, 0.7), 1))
        .contains("unnormalised-inputs", "first-loss");
    assertThat(rules(mlp(Activation.RELU), new Sgd(1), points(1600, 1e-3, 0.7), 1))
        .contains("unnormalised-inputs");
  }

  @Test
  void aFirstLossThatIsTooGood() {
    Mlp model = mlp(Activation.RELU);
    rules(model, new Sgd(0.1), points(), 5);
    assertThat(rules(model, new Sgd(0.1), points(), 1)).containsExactly("first-loss");
  }

  /// Measured steps over batches of the given labels.
  private static List<Advice> mixed(boolean sorted) {
    List<TrainEvent> events = new ArrayList<>();
    TensorDataset data = points();
    int[] order =
        IntStream.range(0, data.size())
            .map(i -> sorted ? i % 400 * CLASSES + i / 400 : i)
            .toArray();
    Mlp model = mlp(Activation.RELU);
    Optimizer optimizer = new Optimizer(model, new Sgd(0.1));
    for (int step = 0; step < 100; step += 10) {
      int[] indices = Arrays.copyOfRange(order, step * 16, step * 16 + 16);
      var batch = data.batch(indices);
      var probe = new StepProbe(model, CLASSES);
      var gradients =
          Grad.valueAndGrad(
                  model, (Mlp _, Tensor x, Tensor y) -> Losses.crossEntropy(probe.forward(x, y), y))
              .apply(batch.inputs(), batch.labels());
      probe.beforeUpdate(gradients.gradients());
      optimizer.update(model, gradients.gradients());
      probe.afterUpdate();
      Tensor.eval(gradients.loss(), model, optimizer, probe);
      events.add(
          new TrainEvent.Measured(probe.statistics(optimizer.steps(), optimizer.learningRate())));
    }
    return Coach.review(events);
  }

  @Test
  void classesThatAreNotMixed() {
    assertThat(mixed(true)).extracting(Advice::rule).containsExactly("unshuffled");
    assertThat(mixed(false)).isEmpty();
  }

  @Test
  void overfitting() {
    TensorDataset few = points(64, 1, 3);
    TensorDataset others = points(600, 1, 3.5);
    Runs.Recipe recipe = new Runs.Recipe("", new Adam(0.01), 16);
    List<Advice> advice =
        Coach.review(Runs.events(mlp(Activation.RELU), recipe, few, others, 30, 1));
    assertThat(advice).extracting(Advice::rule).contains("overfitting");
  }

  @Test
  void convergence() {
    assertThat(rules(mlp(Activation.TANH), new Sgd(0.1), points(), 15))
        .containsExactly("converged");
  }

  @Test
  void gradientsThatAreNotSetToZero() {
    Mlp model = mlp(Activation.RELU);
    Optimizer optimizer = new Optimizer(model, new Sgd(0.01));
    var batch = points().batch(new int[] {0, 1, 2, 3});
    for (int step = 1; step <= 4; step++) {
      Losses.crossEntropy(model.apply(batch.inputs()), batch.labels()).backward();
      optimizer.step();
      assertThat(Coach.review(model).isPresent()).as("after step %d", step).isEqualTo(step >= 3);
    }
    optimizer.zeroGrad();
    for (int step = 0; step < 4; step++) {
      for (int part = 0; part < 3; part++) { // collecting gradients over batches is no mistake
        Losses.crossEntropy(model.apply(batch.inputs()), batch.labels()).backward();
      }
      optimizer.step();
      optimizer.zeroGrad();
      assertThat(Coach.review(model)).isEmpty();
    }
  }

  private static TrainEvent.EpochEnded epoch(int epoch, double loss, double testLoss) {
    return new TrainEvent.EpochEnded(
        new EpochResult(epoch, 10L * epoch, loss, testLoss, 0.5, 1, Map.of()));
  }

  @Test
  void adviceIsGivenAgainOnlyAfterAllWasWell() {
    List<TrainEvent> events = new ArrayList<>();
    int step = 0;
    double[] wild = {9, 9, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 9, 9}; // blocks of 20 steps
    for (double size : wild) {
      for (int i = 0; i < LossBlock.STEPS; i++) {
        step++;
        double loss = i % 2 == 0 ? size : 1;
        events.add(new TrainEvent.StepDone(step, 1, step, 1000, (float) loss, loss, 0.1));
      }
    }
    assertThat(Coach.review(events))
        .extracting(Advice::rule)
        .containsExactly("learning-rate-high", "learning-rate-high");
    assertThat(Coach.review(List.of(epoch(1, 1, 1), epoch(2, 0.9, 1.05)))).isEmpty();
  }

  @Test
  void aRestoredCoachGoesOnAsIfNothingHadBeen(@TempDir Path folder) throws IOException {
    Runs.Recipe recipe = new Runs.Recipe("", new Adam(1), 16);
    // A copy: the run that the first event names still adds the coaches' notices to the other.
    List<TrainEvent> events =
        List.copyOf(Runs.events(mlp(Activation.TANH), recipe, points(), points(), 4, 1));
    for (int cut : new int[] {1, 57, 130, events.size() - 3}) {
      Coach whole = new Coach();
      Coach first = new Coach();
      events.subList(0, cut).forEach(whole::on);
      events.subList(0, cut).forEach(first::on);
      Path file = folder.resolve("coach" + cut + ".json");
      Json.write(file, Map.of("coach", first.state()));
      Coach second = new Coach();
      second.restore(Observations.object(Json.read(file), "coach"));
      events.subList(cut, events.size()).forEach(whole::on);
      events.subList(cut, events.size()).forEach(second::on);
      Json.write(folder.resolve("a.json"), Map.of("coach", whole.state()));
      Json.write(folder.resolve("b.json"), Map.of("coach", second.state()));
      assertThat(folder.resolve("b.json")).hasSameTextualContentAs(folder.resolve("a.json"));
    }
  }
}
