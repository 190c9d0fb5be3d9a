package dev.descent.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.descent.autograd.Gradients;
import dev.descent.data.Batch;
import dev.descent.data.DataLoader;
import dev.descent.kernel.Reference;
import dev.descent.nn.Losses;
import dev.descent.nn.Module;
import dev.descent.nn.Parameter;
import dev.descent.scalar.Mlp;
import dev.descent.scalar.Value;
import dev.descent.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// By hand, by scalars and by tensors: the same weights come out of the classic lesson, a network
/// 2-8-1 on 100 points in batches of 32, 500 epochs at a rate of 0.05.
class SameNumbersTest {
  private static final int EPOCHS = 500;
  private static final int BATCH = 32;
  private static final double RATE = 0.05;

  private final NoisyXor data = NoisyXor.of(1);
  private final XorArrays hand = new XorArrays(1);
  private final List<Double> start = XorWeights.of(hand);

  @Test
  void scalarsAgreeWithGradientsByHand() {
    Mlp model = XorWeights.scalar(start);
    SameNumbers.train(model, data, EPOCHS);
    byHand(EPOCHS);
    requireClose(model.parameters().stream().map(value -> value.data).toList(), 1e-12);
  }

  /// The six lines of [XorDescent] on its own network, with the other's weights. A float rounds at
  /// every step: after 10 epochs, 40 steps, the weights agree to 1e-6, after 500 to 1e-3; the loss
  /// does to 1e-6 even then.
  @Test
  void tensorsAgreeWithGradientsByHandAsFarAsFloatsGo() {
    Module model = XorWeights.tensor(start);
    requireSameLoss(model);
    XorDescent.train(model, data.dataset(), 10);
    byHand(10);
    requireClose(numbers(model), 1e-6);
    requireSameLoss(model);
    XorDescent.train(model, data.dataset(), EPOCHS - 10);
    byHand(EPOCHS - 10);
    requireClose(numbers(model), 1e-3);
    requireSameLoss(model);
  }

  private void requireSameLoss(Module model) {
    assertThat(XorDescent.loss(model, data.dataset()))
        .isCloseTo(data.loss(hand::predict), within(1e-6));
  }

  /// The tensors' gradients as the reference computes them, in doubles.
  @Test
  void tensorsInDoublesAgreeWithGradientsByHand() {
    Module model = XorWeights.tensor(start);
    List<Tensor> parameters = model.parameters().values().stream().map(Parameter::value).toList();
    List<double[]> values = new ArrayList<>();
    model.parameters().values().forEach(parameter -> values.add(wide(parameter)));
    List<List<Tensor>> gradients = new ArrayList<>();
    List<Integer> sizes = new ArrayList<>();
    for (Batch batch : new DataLoader(data.dataset(), BATCH)) {
      // The mean of a power of two, whose inverse is exact in floats.
      Tensor loss =
          Losses.binaryCrossEntropyWithLogits(model.apply(batch.inputs()), batch.labels());
      gradients.add(Gradients.of(loss, parameters).list());
      sizes.add(batch.size());
    }
    assertThat(sizes).containsExactly(32, 32, 32, 4);
    for (int step = 0; step < EPOCHS * sizes.size(); step++) {
      Reference reference = new Reference();
      for (int i = 0; i < values.size(); i++) {
        reference.with(parameters.get(i), values.get(i));
      }
      List<double[]> steps =
          gradients.get(step % sizes.size()).stream().map(reference::evaluate).toList();
      for (int i = 0; i < values.size(); i++) {
        for (int k = 0; k < values.get(i).length; k++) {
          values.get(i)[k] -= RATE * steps.get(i)[k];
        }
      }
    }
    byHand(EPOCHS);
    requireClose(inScalarOrder(values), 1e-12);
  }

  /// He's weights deviate by √(2 / inputs): 1 and ½ here, in both networks.
  @Test
  void bothNetworksBeginWithHesWeights() {
    List<List<Double>> byHand = new ArrayList<>();
    List<List<Double>> inDescent = new ArrayList<>();
    for (int seed = 1; seed <= 200; seed++) {
      byHand.add(XorWeights.of(new XorArrays(seed)));
      inDescent.add(numbers(XorDescent.model(seed)));
    }
    for (List<List<Double>> networks : List.of(byHand, inDescent)) {
      List<Double> hidden = new ArrayList<>();
      for (List<Double> network : networks) {
        for (int i = 0; i < 24; i += 3) {
          hidden.addAll(network.subList(i, i + 2));
          assertThat(network.get(i + 2)).isZero();
        }
      }
      assertThat(deviation(hidden)).isCloseTo(1, within(0.05));
      assertThat(deviation(networks.stream().flatMap(n -> n.subList(24, 32).stream()).toList()))
          .isCloseTo(0.5, within(0.025));
    }
  }

  private static List<Double> numbers(Module model) {
    return inScalarOrder(model.parameters().values().stream().map(p -> wide(p)).toList());
  }

  private static double deviation(List<Double> numbers) {
    return Math.sqrt(numbers.stream().mapToDouble(x -> x * x).average().orElseThrow());
  }

  private static double[] wide(Parameter parameter) {
    float[] narrow = parameter.value().toFloatArray();
    double[] wide = new double[narrow.length];
    for (int i = 0; i < wide.length; i++) {
      wide[i] = narrow[i];
    }
    return wide;
  }

  /// From weights and biases of the layers to neuron by neuron.
  private static List<Double> inScalarOrder(List<double[]> parts) {
    List<Double> numbers = new ArrayList<>();
    for (int i = 0; i < XorArrays.HIDDEN; i++) {
      numbers.add(parts.get(0)[2 * i]);
      numbers.add(parts.get(0)[2 * i + 1]);
      numbers.add(parts.get(1)[i]);
    }
    for (double weight : parts.get(2)) {
      numbers.add(weight);
    }
    numbers.add(parts.get(3)[0]);
    return numbers;
  }

  private void byHand(int epochs) {
    for (int epoch = 0; epoch < epochs; epoch++) {
      for (int first = 0; first < data.size(); first += BATCH) {
        hand.step(data.inputs(), data.targets(), first, Math.min(first + BATCH, data.size()));
      }
    }
    assertThat(XorWeights.of(hand)).as("weights after training").isNotEqualTo(start);
  }

  private void requireClose(List<Double> numbers, double tolerance) {
    List<Double> expected = XorWeights.of(hand);
    assertThat(numbers).hasSameSizeAs(expected);
    for (int i = 0; i < numbers.size(); i++) {
      double scale = Math.max(1, Math.abs(expected.get(i)));
      assertThat(numbers.get(i))
          .as("weight %d", i)
          .isCloseTo(expected.get(i), within(tolerance * scale));
    }
  }

  /// What the program prints is what the recipe gives.
  @Test
  void theProgramFollowsTheRecipe() {
    XorArrays program = new XorArrays(1);
    program.train(data, EPOCHS);
    byHand(EPOCHS);
    requireClose(XorWeights.of(program), 0);
    assertThat(data.loss(program::predict)).isLessThan(0.1);
  }

  /// A sample at a time, squared errors: `W += lr · delta · input` is what the chain rule says.
  @Test
  void scalarsAgreeWithTheDeltasOfXorByHand() {
    XorByHand network = new XorByHand(3);
    Mlp model = new Mlp(0, Value::sigmoid, Value::sigmoid, 2, XorByHand.HIDDEN, 1);
    List<Double> weights = weights(network);
    for (int i = 0; i < weights.size(); i++) {
      model.parameters().get(i).data = weights.get(i);
    }
    for (int step = 0; step < 100; step++) {
      double[] inputs = XorByHand.INPUTS[step % 4];
      double target = XorByHand.TARGETS[step % 4];
      network.learn(inputs, target, 0.5);
      model.zeroGrad();
      model.apply(inputs).getFirst().sub(target).pow(2).mul(0.5).backward();
      model.step(0.5);
    }
    List<Double> expected = weights(network);
    assertThat(expected.getFirst()).isNotCloseTo(weights.getFirst(), within(1e-4));
    for (int i = 0; i < expected.size(); i++) {
      assertThat(model.parameters().get(i).data).isCloseTo(expected.get(i), within(1e-12));
    }
  }

  private static List<Double> weights(XorByHand network) {
    List<Double> weights = new ArrayList<>();
    for (int i = 0; i < XorByHand.HIDDEN; i++) {
      weights.addAll(List.of(network.weights[i][0], network.weights[i][1], network.biases[i]));
    }
    for (double weight : network.outputWeights) {
      weights.add(weight);
    }
    weights.add(network.outputBias);
    return weights;
  }
}
