package dev.descent.nn;

import dev.descent.tensor.Tensor;

/// Turns a network's results into the units of a target: `y = x · deviation + mean`. Both are
/// buffers, and so part of the model's file.
///
/// - **Shapes** x `[..., 1]` → the same
public final class TableOutput extends Module {
  private final Buffer mean;
  private final Buffer scale;

  /// A module for a target.
  ///
  /// @param target a column of numbers
  public TableOutput(TableColumn target) {
    if (target.categories() > 0) {
      throw new IllegalArgumentException("a class has no units to turn results into");
    }
    mean = buffer("mean", Tensor.of(new float[] {(float) target.mean()}));
    scale = buffer("scale", Tensor.of(new float[] {(float) target.scale()}));
  }

  @Override
  protected Tensor forward(Tensor inputs) {
    return inputs.mul(scale.value()).add(mean.value());
  }

  /// The mean squared error as a share of the target's variance: it does not depend on the units,
  /// so that usual learning rates fit, and is 1 for a model that always says the mean (1 − R²).
  ///
  /// - **Shapes** predictions and targets, in the target's units, of one shape → `[]`
  public Tensor loss(Tensor predictions, Tensor targets) {
    Targets.requireSameShape("tableLoss", predictions, targets);
    return predictions.sub(targets).div(scale.value()).square().mean();
  }
}
