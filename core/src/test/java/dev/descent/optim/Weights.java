package dev.descent.optim;

import static dev.descent.torch.Expected.numbers;
import static dev.descent.torch.Expected.tensor;

import dev.descent.autograd.Grad;
import dev.descent.nn.Module;
import dev.descent.nn.Parameter;
import dev.descent.tensor.Tensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Weights of several shapes, each with a gradient for each of twenty steps, from
/// `trajectories.py`.
final class Weights extends Module {
  static final int STEPS = 20;
  private static final Map<String, int[]> SHAPES = new LinkedHashMap<>();
  static final List<String> MATRICES = List.of("tall", "wide", "stack");
  static final List<String> ALL = List.of("tall", "wide", "stack", "vector", "scalar");
  static final double[] FACTORS = numbers("trajectory.factors");

  static {
    SHAPES.put("tall", new int[] {5, 3});
    SHAPES.put("wide", new int[] {2, 6});
    SHAPES.put("stack", new int[] {3, 2, 2, 1});
    SHAPES.put("vector", new int[] {4});
    SHAPES.put("scalar", new int[] {});
  }

  private final Map<String, Parameter> weights = new LinkedHashMap<>();

  Weights(List<String> names) {
    for (String name : names) {
      Tensor start = tensor("trajectory.start." + name, numbers("trajectory.start." + name).length);
      weights.put(name, param(name, start.reshape(shape(name))));
    }
  }

  Parameter weight(String name) {
    return Objects.requireNonNull(weights.get(name));
  }

  private static int[] shape(String name) {
    return Objects.requireNonNull(SHAPES.get(name));
  }

  static Tensor gradient(String name, int step) {
    double[] all = numbers("trajectory.gradients." + name);
    int count = all.length / STEPS;
    float[] elements = new float[count];
    for (int i = 0; i < count; i++) {
      elements[i] = (float) all[step * count + i];
    }
    return Tensor.wrap(elements, count).reshape(shape(name));
  }

  /// Σ w·g, whose gradients are the g of the step.
  Tensor loss(int step) {
    Tensor loss = Tensor.scalar(0);
    for (Map.Entry<String, Parameter> entry : weights.entrySet()) {
      loss = loss.add(entry.getValue().value().mul(gradient(entry.getKey(), step)).sum());
    }
    return loss;
  }

  void stepByBackward(Optimizer optimizer, int step) {
    optimizer.zeroGrad();
    loss(step).backward();
    optimizer.step();
  }

  void stepByGradients(Optimizer optimizer, int step) {
    Tensor none = Tensor.scalar(0);
    Grad.Step found = Grad.valueAndGrad(this, (m, x, y) -> m.loss(step)).apply(none, none);
    optimizer.update(this, found.gradients());
    Tensor.eval(this, optimizer);
  }

  /// The elements by name.
  static Map<String, List<Float>> elements(Map<String, Tensor> state) {
    Map<String, List<Float>> found = new LinkedHashMap<>();
    state.forEach((name, tensor) -> {
      float[] elements = tensor.toFloatArray();
      Float[] boxed = new Float[elements.length];
      Arrays.setAll(boxed, i -> elements[i]);
      found.put(name, List.of(boxed));
    });
    return found;
  }

  @Override
  protected Tensor forward(Tensor inputs) {
    throw new UnsupportedOperationException();
  }
}
