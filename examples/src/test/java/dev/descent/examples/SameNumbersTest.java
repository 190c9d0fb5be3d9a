package dev.descent.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.descent.autograd.Gradients;
import dev.descent.data.Batch;
import dev.descent.data.DataLoader;
import dev.descent.kernel.Reference;
import dev.descent.nn.Losses;
import dev.descent.nn.Parameter;
import dev.descent.optim.Optimizer;
import dev.descent.optim.Sgd;
import dev.descent.scalar.Mlp;
import dev.descent.scalar.Value;
import dev.descent.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/// By hand, by scalars and by tensors: the same weights come out.
class SameNumbersTest {
  private static final int STEPS = 100;

  /// A power of two, whose inverse is exact in the tensors' floats.
  private static final int POINTS = 64;

  private final NoisyXor data = points();
  private final XorArrays hand = new XorArrays(1);
  private final List<Double> start = XorWeights.of(hand);
  private final Batch batch = new DataLoader(data.dataset(), POINTS).iterator().next();

  private static NoisyXor points() {
    NoisyXor all = NoisyXor.of(1);
    return new NoisyXor(Arrays.copyOf(all.inputs(), POINTS), Arrays.copyOf(all.targets(), POINTS));
  }

  private List<Double> byHand() {
    for (int step = 0; step < STEPS; step++) {
      hand.step(data.inputs(), data.targets(), 0, POINTS);
    }
    List<Double> end = XorWeights.of(hand);
    assertThat(end.getFirst()).isNotCloseTo(start.getFirst(), within(1e-3));
    return end;
  }

  @Test
  void scalarsAgreeWithGradientsByHand() {
    Mlp model = XorWeights.scalar(start);
    for (int step = 0; step < STEPS; step++) {
      Value loss = SameNumbers.loss(model, data);
      model.zeroGrad();
      loss.backward();
      model.step(XorArrays.RATE);
    }
    requireClose(model.parameters().stream().map(value -> value.data).toList(), 1e-12);
  }

  @Test
  void tensorsAgreeWithGradientsByHandAsFarAsFloatsGo() {
    var model = XorWeights.tensor(start);
    Optimizer optimizer = new Optimizer(model, new Sgd(XorArrays.RATE));
    for (int step = 0; step < STEPS; step++) {
      optimizer.zeroGrad();
      loss(model).backward();
      optimizer.step();
    }
    requireClose(
        inScalarOrder(model.parameters().values().stream().map(p -> wide(p)).toList()), 1e-6);
  }

  /// The tensors' gradients as the reference computes them, in doubles.
  @Test
  void tensorsInDoublesAgreeWithGradientsByHand() {
    var model = XorWeights.tensor(start);
    List<Tensor> parameters = model.parameters().values().stream().map(Parameter::value).toList();
    List<Tensor> gradients = Gradients.of(loss(model), parameters).list();
    List<double[]> values = new ArrayList<>();
    model.parameters().values().forEach(parameter -> values.add(wide(parameter)));
    for (int step = 0; step < STEPS; step++) {
      Reference reference = new Reference();
      for (int i = 0; i < values.size(); i++) {
        reference.with(parameters.get(i), values.get(i));
      }
      for (int i = 0; i < values.size(); i++) {
        double[] gradient = reference.evaluate(gradients.get(i));
        for (int k = 0; k < gradient.length; k++) {
          values.get(i)[k] -= XorArrays.RATE * gradient[k];
        }
      }
    }
    requireClose(inScalarOrder(values), 1e-12);
  }

  private Tensor loss(dev.descent.nn.Mlp model) {
    return Losses.binaryCrossEntropyWithLogits(model.apply(batch.inputs()), batch.labels());
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

  private void requireClose(List<Double> numbers, double tolerance) {
    List<Double> expected = byHand();
    assertThat(numbers).hasSameSizeAs(expected);
    for (int i = 0; i < numbers.size(); i++) {
      double scale = Math.max(1, Math.abs(expected.get(i)));
      assertThat(numbers.get(i))
          .as("weight %d", i)
          .isCloseTo(expected.get(i), within(tolerance * scale));
    }
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
    for (int step = 0; step < STEPS; step++) {
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
