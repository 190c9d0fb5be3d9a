package dev.descent.bench.kernels;

import dev.descent.autograd.Gradients;
import dev.descent.nn.Module;
import dev.descent.nn.Parameter;
import dev.descent.nn.State;
import dev.descent.optim.Adam;
import dev.descent.optim.Optimizer;
import dev.descent.optim.Sgd;
import dev.descent.optim.UpdateRule;
import dev.descent.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/// What optimizers do to parameters whose gradient is there already and stays the same.
final class Updates {
  private static final double RATE = 0.01;
  private static final double MOMENTUM = 0.9;

  private Updates() {}

  /// The parameters of 784-512-10, and more than caches hold.
  private static final int[] COUNTS = {407_050, 10_000_000};

  static List<Kernel> kernels() {
    List<Kernel> kernels = new ArrayList<>();
    for (int count : COUNTS) {
      kernels.add(kernel("SGD", new Sgd(RATE), 0, count, Updates::descend));
      kernels.add(
          kernel("SGD, momentum", new Sgd(RATE).momentum(MOMENTUM), 1, count, Updates::roll));
      kernels.add(kernel("Adam", new Adam(RATE), 2, count, Updates::adapt));
    }
    return kernels;
  }

  /// What a rule should make of a parameter.
  @FunctionalInterface
  private interface Reference {
    double after(int steps, double parameter, double gradient);
  }

  /// @param kept how many numbers the rule keeps a parameter
  private static Kernel kernel(
      String label, UpdateRule rule, int kept, int count, Reference reference) {
    String name = "%s, %,d".formatted(label, count);
    long bytes = (long) Float.BYTES * count;
    return Kernel.ofDescent(
        name,
        (3 + 2L * kept) * bytes,
        (2 + kept) * bytes,
        () -> work(name, rule, count, reference));
  }

  private static final class Weights extends Module {
    final Parameter all;

    Weights(Tensor initial) {
      all = param("all", initial);
    }

    @Override
    protected Tensor forward(Tensor inputs) {
      return inputs;
    }
  }

  private static Runnable work(String name, UpdateRule rule, int count, Reference reference) {
    float[] first = Numbers.uniform(1, count, 0.1f);
    float[] gradient = Numbers.uniform(2, count, 1);
    double[] expected = new double[count];
    for (int i = 0; i < count; i++) {
      expected[i] = reference.after(Repeated.CHECKED_AFTER, first[i], gradient[i]);
    }
    Tensor slope = Tensor.wrap(gradient, count);
    Weights weights = new Weights(Tensor.wrap(first, count));
    Optimizer optimizer = new Optimizer(weights, rule);
    List<State> states = new ArrayList<>(List.of(weights.all));
    optimizer.forEachState(states::add);
    Repeated work =
        new Repeated(
            states,
            sources -> {
              // A loss whose gradient is the given array: nothing else of it is computed.
              Tensor value = weights.all.value();
              Tensor loss = value.mul(slope).sum();
              optimizer.update(weights, Gradients.of(loss, List.of(value)));
              optimizer.forEachScalar(scalar -> sources.put(scalar.get(), scalar));
              return List.of();
            },
            optimizer::repeat);
    Agreement.require(name, weights.all.value().toFloatArray(), expected);
    return work;
  }

  private static double descend(int steps, double parameter, double gradient) {
    return parameter - steps * RATE * gradient;
  }

  private static double roll(int steps, double parameter, double gradient) {
    double velocity = 0;
    double value = parameter;
    for (int step = 0; step < steps; step++) {
      velocity = MOMENTUM * velocity + gradient;
      value -= RATE * velocity;
    }
    return value;
  }

  /// With the same gradient in every step both running means, corrected, are the first ones.
  private static double adapt(int steps, double parameter, double gradient) {
    return parameter - steps * RATE * gradient / (Math.abs(gradient) + 1e-8);
  }
}
