package dev.descent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.descent.autograd.Gradients;
import dev.descent.data.Batch;
import dev.descent.data.DataLoader;
import dev.descent.data.TensorDataset;
import dev.descent.kernel.Reference;
import dev.descent.nn.Losses;
import dev.descent.nn.Mlp;
import dev.descent.nn.Parameter;
import dev.descent.optim.Adam;
import dev.descent.optim.Sgd;
import dev.descent.optim.UpdateRule;
import dev.descent.tensor.Philox;
import dev.descent.tensor.Tensor;
import dev.descent.train.Trainer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// An epoch as the trainer runs it, in float32 with all that makes it fast, ends at the loss of the
/// same epoch in double precision: graphs evaluated operation by operation, updates by hand.
class ReferenceEpochTest {
  private static final double TOLERANCE = 1e-4;
  private static final int EXAMPLES = 768;
  private static final int FEATURES = 24;
  private static final int CLASSES = 5;

  /// Batches of one row and of eight are products of rows, larger ones go by panels; the last batch
  /// of 100 is smaller.
  @ParameterizedTest(name = "batch {0}, {1} at {2}")
  @CsvSource({
    "1, SGD, 0.02",
    "8, SGD, 0.2",
    "8, Adam, 0.01",
    "32, SGD, 0.2",
    "32, Adam, 0.01",
    "100, SGD, 0.5"
  })
  void endsAtTheLossOfDoublePrecision(int batchSize, String optimizer, double rate) {
    TensorDataset data = data();
    boolean adam = optimizer.equals("Adam");
    UpdateRule rule = adam ? new Adam(rate) : new Sgd(rate);
    Mlp model = network();
    double before = loss(model, data);

    double during =
        Trainer.of(model, Losses::crossEntropy, rule)
            .epochs(1)
            .batchSize(batchSize)
            .shuffle(false)
            .compile(true)
            .fit(data)
            .epochs()
            .getFirst()
            .loss();

    InDouble reference = new InDouble(data, adam, rate);
    assertThat(during)
        .as("mean loss during the epoch")
        .isCloseTo(reference.epoch(batchSize), within(TOLERANCE));
    assertThat(loss(model, data))
        .as("loss after the epoch, %s before", before)
        .isCloseTo(reference.loss(), within(TOLERANCE))
        .isLessThan(before);
  }

  private static Mlp network() {
    return Mlp.of(3, FEATURES, 40, CLASSES);
  }

  private static double loss(Mlp model, TensorDataset data) {
    Batch all = new DataLoader(data, EXAMPLES).iterator().next();
    return Losses.crossEntropy(model.apply(all.inputs()), all.labels()).item();
  }

  /// Points around a centre a class.
  private static TensorDataset data() {
    float[] centres = new float[CLASSES * FEATURES];
    Philox.normal(5, 1, 0, centres, 0, centres.length);
    float[] points = new float[EXAMPLES * FEATURES];
    Philox.normal(5, 2, 0, points, 0, points.length);
    int[] labels = new int[EXAMPLES];
    for (int i = 0; i < points.length; i++) {
      int example = i / FEATURES;
      labels[example] = example * 7 % CLASSES;
      points[i] += centres[labels[example] * FEATURES + i % FEATURES];
    }
    return TensorDataset.ofClasses(
        Tensor.wrap(points, EXAMPLES, FEATURES), Tensor.of(labels), CLASSES);
  }

  /// The same network, its weights in double precision.
  private static final class InDouble {
    private final TensorDataset data;
    private final boolean adam;
    private final double rate;
    private final Mlp model = network();
    private final List<Tensor> variables =
        model.parameters().values().stream().map(Parameter::value).toList();
    private final List<double[]> weights = new ArrayList<>();
    private final List<double[]> means = new ArrayList<>();
    private final List<double[]> squares = new ArrayList<>();
    private int steps;

    InDouble(TensorDataset data, boolean adam, double rate) {
      this.data = data;
      this.adam = adam;
      this.rate = rate;
      for (Tensor variable : variables) {
        double[] initial = new Reference().evaluate(variable);
        weights.add(initial);
        means.add(new double[initial.length]);
        squares.add(new double[initial.length]);
      }
    }

    /// The mean loss of the examples, each with the weights of its step.
    double epoch(int batchSize) {
      double sum = 0;
      for (Batch batch : new DataLoader(data, batchSize)) {
        Tensor loss = Losses.crossEntropy(model.apply(batch.inputs()), batch.labels());
        Gradients gradients = Gradients.of(loss, variables);
        Reference reference = reference();
        sum += reference.evaluate(loss)[0] * batch.size();
        steps++;
        for (int i = 0; i < variables.size(); i++) {
          update(i, reference.evaluate(gradients.get(variables.get(i))));
        }
      }
      return sum / EXAMPLES;
    }

    double loss() {
      Batch all = new DataLoader(data, EXAMPLES).iterator().next();
      return reference().evaluate(Losses.crossEntropy(model.apply(all.inputs()), all.labels()))[0];
    }

    private Reference reference() {
      Reference reference = new Reference();
      for (int i = 0; i < variables.size(); i++) {
        reference.with(variables.get(i), weights.get(i));
      }
      return reference;
    }

    private void update(int parameter, double[] gradient) {
      double[] w = weights.get(parameter);
      double[] m = means.get(parameter);
      double[] v = squares.get(parameter);
      for (int i = 0; i < w.length; i++) {
        double g = gradient[i];
        m[i] = 0.9 * m[i] + 0.1 * g;
        v[i] = 0.999 * v[i] + 0.001 * g * g;
        double mean = m[i] / (1 - Math.pow(0.9, steps));
        double square = v[i] / (1 - Math.pow(0.999, steps));
        w[i] -= rate * (adam ? mean / (Math.sqrt(square) + 1e-8) : g);
      }
    }
  }
}
