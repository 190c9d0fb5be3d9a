package dev.descent;

import static dev.descent.nn.Losses.crossEntropy;

import dev.descent.autograd.Grad;
import dev.descent.data.Batch;
import dev.descent.data.DataLoader;
import dev.descent.data.TensorDataset;
import dev.descent.nn.Mlp;
import dev.descent.optim.Optimizer;
import dev.descent.optim.UpdateRule;
import dev.descent.tensor.Philox;
import dev.descent.tensor.Tensor;
import java.util.Iterator;

/// A small network on random pictures, trained in either style.
final class Training {
  final Mlp model;
  final Optimizer optimizer;
  private final DataLoader loader;
  private final Grad.LossAndGradients lossAndGradients;
  private Iterator<Batch> batches;

  Training(UpdateRule rule, int batchSize, int... sizes) {
    int examples = 4 * batchSize;
    byte[] pixels = new byte[examples * sizes[0]];
    float[] noise = new float[pixels.length];
    Philox.uniform(5, 1, 0, noise, 0, noise.length);
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (int) (255 * noise[i]);
    }
    int classes = sizes[sizes.length - 1];
    int[] labels = new int[examples];
    for (int i = 0; i < examples; i++) {
      labels[i] = i % classes;
    }
    Tensor inputs = Tensor.wrap(pixels, examples, sizes[0]);
    TensorDataset data = TensorDataset.ofClasses(inputs, Tensor.of(labels), classes);
    model = Mlp.of(3, sizes);
    optimizer = new Optimizer(model, rule);
    loader = new DataLoader(data, batchSize).shuffled(7);
    batches = loader.iterator();
    lossAndGradients = Grad.valueAndGrad(model, (m, x, y) -> crossEntropy(m.apply(x), y));
  }

  private Batch next() {
    if (!batches.hasNext()) {
      batches = loader.iterator();
    }
    return batches.next();
  }

  /// A step in the style of PyTorch.
  float stepByBackward() {
    Batch batch = next();
    optimizer.zeroGrad();
    Tensor loss = crossEntropy(model.apply(batch.inputs()), batch.labels());
    loss.backward();
    optimizer.step();
    return loss.item();
  }

  /// A step in the functional style.
  float stepByGradients() {
    Batch batch = next();
    Grad.Step step = lossAndGradients.apply(batch.inputs(), batch.labels());
    optimizer.update(model, step.gradients());
    Tensor.eval(step.loss(), model, optimizer);
    return step.loss().item();
  }

  /// All weights, in order.
  float[] weights() {
    return model.parameters().values().stream()
        .map(parameter -> parameter.value().toFloatArray())
        .reduce(new float[0], Training::join);
  }

  private static float[] join(float[] a, float[] b) {
    float[] both = java.util.Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, both, a.length, b.length);
    return both;
  }
}
