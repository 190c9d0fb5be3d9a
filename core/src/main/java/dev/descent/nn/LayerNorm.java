package dev.descent.nn;

import dev.descent.tensor.Constant;
import dev.descent.tensor.Shape;
import dev.descent.tensor.ShapeException;
import dev.descent.tensor.Tensor;
import java.util.Arrays;

/// Brings each sample to mean 0 and variance 1 over the last axes, then scales and shifts each
/// element: `y = (x − mean) / √(variance + ε) · weight + bias`.
///
/// The weight starts at 1, the bias at 0; ε is 10⁻⁵.
///
/// - **Shapes** x `[..., sizes]` → the same; weight and bias `[sizes]`
/// - **Throws** [ShapeException] if `x` does not end with the sizes
/// - **Source** Ba, Kiros and Hinton 2016, "Layer normalization"
public final class LayerNorm extends Module {
  private static final double EPSILON = 1e-5;

  private final Shape normalized;
  private final int[] axes;
  private final Parameter weight;
  private final Parameter bias;

  /// A layer for inputs that end with the given sizes.
  public LayerNorm(int... sizes) {
    normalized = Shape.of(sizes);
    if (sizes.length == 0 || normalized.count() == 0) {
      throw new IllegalArgumentException(
          "layer normalisation needs sizes of at least 1, not " + normalized);
    }
    axes = new int[sizes.length];
    Arrays.setAll(axes, i -> i - sizes.length);
    weight = param("weight", Tensor.ones(sizes));
    bias = param("bias", Tensor.zeros(sizes));
  }

  @Override
  protected Tensor forward(Tensor inputs) {
    requireFit(inputs.shape());
    Tensor centred = inputs.sub(inputs.mean(true, axes));
    Tensor variance = centred.square().mean(true, axes);
    Tensor deviation = variance.add(Constant.of(EPSILON)).sqrt();
    return centred.div(deviation).mul(weight.value()).add(bias.value());
  }

  private void requireFit(Shape shape) {
    boolean fits = shape.rank() >= axes.length;
    for (int i = 0; i < axes.length && fits; i++) {
      fits = shape.size(axes[i]) == normalized.size(i);
    }
    if (!fits) {
      throw new ShapeException(
          "layerNorm", "inputs must end with " + normalized + ", but are " + shape);
    }
  }
}
