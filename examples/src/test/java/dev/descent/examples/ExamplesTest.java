package dev.descent.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.descent.data.Dataset;
import dev.descent.nn.Losses;
import dev.descent.nn.Mlp;
import dev.descent.nn.Module;
import dev.descent.nn.Parameter;
import dev.descent.optim.Optimizer;
import dev.descent.tensor.Tensor;
import dev.descent.train.Evaluation;
import dev.descent.train.History;
import dev.descent.train.ModelFiles;
import dev.descent.train.StopReason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ExamplesTest {
  private static final int TOO_MANY_LINES = 80;

  @TempDir Path temp;

  static Stream<Example> all() {
    return Example.ALL.stream();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("all")
  void runs(Example example) throws Exception {
    example.program().run();
  }

  @Test
  void eachFileIsShortAndEachProgramHasAName() throws IOException {
    Path folder = Path.of("src/main/java/dev/descent/examples");
    int programs = 0;
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        List<String> lines = Files.readAllLines(file);
        assertThat(lines.size()).as(file.toString()).isLessThan(TOO_MANY_LINES);
        programs += lines.stream().anyMatch(line -> line.contains("void main()")) ? 1 : 0;
      }
    }
    assertThat(Example.ALL).hasSize(programs);
    assertThat(all().map(Example::name))
        .doesNotHaveDuplicates()
        .allMatch(n -> n.matches("[a-z-]+"));
  }

  @Test
  void byHandXorIsLearned() {
    XorByHand network = new XorByHand(1);
    for (int step = 0; step < 40_000; step++) {
      network.learn(XorByHand.INPUTS[step % 4], XorByHand.TARGETS[step % 4], 0.5);
    }
    for (int i = 0; i < 4; i++) {
      assertThat(Math.round(network.predict(XorByHand.INPUTS[i])))
          .isEqualTo((long) XorByHand.TARGETS[i]);
    }
  }

  @Test
  void theLoopsLearnAndGiveTheSameBits() {
    Mlp loop = SixLines.train();
    assertThat(accuracy(loop)).isGreaterThan(0.97);
    assertThat(weights(ValueAndGrad.train())).isEqualTo(weights(loop));
  }

  @Test
  void customPartsLearn() {
    assertThat(accuracy(CustomLayer.train())).isGreaterThan(0.97);
    assertThat(accuracy(CustomLoss.train())).isGreaterThan(0.97);
    assertThat(accuracy(CustomOptimizer.train())).isGreaterThan(0.95);
  }

  @Test
  void theCustomLayerTrainsItsGate() {
    Module model = CustomLayer.train();
    assertThat(model.parameters()).containsKey("2.gate");
    assertThat(Objects.requireNonNull(model.parameters().get("2.gate")).value().toFloatArray())
        .doesNotContain(1f);
  }

  /// With p = 1/2 for both classes, (1 − p)²·(−log p) is ¼·log 2.
  @Test
  void theFocalLossIsThePapers() {
    Tensor loss = CustomLoss.focal(Tensor.zeros(3, 2), Tensor.of(new int[] {0, 1, 1}));
    assertThat((double) loss.item()).isCloseTo(Math.log(2) / 4, within(1e-7));
  }

  /// m ← momentum·m + (1 − momentum)·g, and each weight goes by the rate against m's sign.
  @Test
  void theCustomOptimizerFollowsItsFormula() {
    double[][] gradients = {{1, -2}, {-8.5, 0.25}, {3, 4}, {-0.5, -64}};
    Mlp model = Mlp.of(1, 2, 1);
    Parameter weight = Objects.requireNonNull(model.parameters().get("output.weight"));
    Optimizer optimizer = new Optimizer(model, new CustomOptimizer.Signum(0.01, 0.75));
    double[] expected = new double[2];
    double[] momentum = new double[2];
    for (int i = 0; i < 2; i++) {
      expected[i] = weight.value().toFloatArray()[i];
    }
    for (double[] gradient : gradients) {
      model
          .parameters()
          .forEach((_, parameter) ->
              parameter.gradient(Tensor.zeros(parameter.value().shape().toArray())));
      weight.gradient(Tensor.of(new float[] {(float) gradient[0], (float) gradient[1]}, 1, 2));
      optimizer.step();
      float[] values = weight.value().toFloatArray();
      float[] averages =
          Objects.requireNonNull(optimizer.state().get("output.weight.momentum")).toFloatArray();
      for (int i = 0; i < 2; i++) {
        momentum[i] = 0.75 * momentum[i] + 0.25 * gradient[i];
        expected[i] -= 0.01 * Math.signum(momentum[i]);
        assertThat((double) averages[i]).isCloseTo(momentum[i], within(1e-6));
        assertThat((double) values[i]).isCloseTo(expected[i], within(1e-6));
      }
    }
  }

  @Test
  void theCustomListenerStopsTheTraining() {
    History history = CustomListener.train();
    assertThat(history.reason()).isEqualTo(StopReason.EARLY);
    assertThat(history.epochs()).hasSizeBetween(2, 99);
    assertThat(history.epochs().getLast().loss()).isLessThan(0.1);
  }

  @Test
  void aResumedTrainingComesToTheSameBits() {
    assertThat(weights(CheckpointAndResume.inTwoParts(temp)))
        .isEqualTo(weights(CheckpointAndResume.uninterrupted()));
  }

  @Test
  void theTableIsClassified() throws IOException {
    Path file = temp.resolve("fruit.csv");
    CsvClassification.writeFruit(file);
    assertThat(CsvClassification.train(file).epochs().getLast().accuracy()).isGreaterThan(0.9);
  }

  /// Every thread asks every question, each from another place on; all get the answers of one
  /// thread.
  @Test
  void theServiceAnswersManyThreadsAsItAnswersOne() throws Exception {
    Path file = temp.resolve("moons.safetensors");
    ModelFiles.save(SixLines.train(), file);
    Service service = new Service(file);
    Dataset moons = SixLines.MOONS;
    float[] points = moons.batch(range(moons.size())).inputs().toFloatArray();
    List<Service.Answer> alone = new ArrayList<>();
    for (int i = 0; i < moons.size(); i++) {
      alone.add(service.predict(points[2 * i], points[2 * i + 1]));
    }
    assertThat(alone).extracting(Service.Answer::classNumber).contains(0, 1);
    List<Callable<Map<Integer, Service.Answer>>> threads = new ArrayList<>();
    for (int thread = 0; thread < 8; thread++) {
      int first = thread * 61;
      threads.add(() -> {
        Map<Integer, Service.Answer> answers = new HashMap<>();
        for (int k = 0; k < alone.size(); k++) {
          int i = (first + k) % alone.size();
          answers.put(i, service.predict(points[2 * i], points[2 * i + 1]));
        }
        return answers;
      });
    }
    try (ExecutorService pool = Executors.newFixedThreadPool(8)) {
      for (Future<Map<Integer, Service.Answer>> answers : pool.invokeAll(threads)) {
        assertThat(answers.get()).hasSize(alone.size());
        answers.get().forEach((i, answer) -> assertThat(answer).isEqualTo(alone.get(i)));
      }
    }
  }

  private static int[] range(int count) {
    return IntStream.range(0, count).toArray();
  }

  private static double accuracy(Module model) {
    return Evaluation.of(model, Losses::crossEntropy, SixLines.MOONS).accuracy();
  }

  private static Map<String, List<Float>> weights(Module model) {
    Map<String, List<Float>> weights = new HashMap<>();
    model
        .state()
        .forEach((name, tensor) -> {
          List<Float> numbers = new ArrayList<>();
          for (float number : tensor.toFloatArray()) {
            numbers.add(number);
          }
          weights.put(name, numbers);
        });
    return weights;
  }
}
