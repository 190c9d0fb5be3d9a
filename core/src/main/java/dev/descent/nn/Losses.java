package dev.descent.nn;

import dev.descent.tensor.Constant;
import dev.descent.tensor.DType;
import dev.descent.tensor.Tensor;

/// Losses: scalars, means over all samples, that training makes small.
///
/// All methods **throw** [dev.descent.tensor.ShapeException] if shapes or types do not fit.
public final class Losses {
  private Losses() {}

  /// The mean of −log p, p the softmax of the logits at the label: classification.
  ///
  /// - **Shapes** logits `[..., classes]`, labels int32 or uint8 `[...]` → `[]`
  /// - **Throws** [dev.descent.tensor.ShapeException] also if a label is not in 0 … classes − 1;
  ///   labels that are not computed yet are computed for this check
  /// - **Source** Goodfellow et al. 2016, ch. 6.2.2
  public static Tensor crossEntropy(Tensor logits, Tensor labels) {
    return logits.logSumExp(false, -1).sub(atLabels("crossEntropy", logits, labels)).mean();
  }

  /// The cross entropy with smoothed labels: 1 − s is what the label's class keeps, and s is shared
  /// by all classes.
  ///
  /// - **Shapes** as [#crossEntropy(Tensor, Tensor)]
  /// - **Source** Szegedy et al. 2016, "Rethinking the Inception architecture", section 7
  ///
  /// @param smoothing s, in [0, 1]
  public static Tensor crossEntropy(Tensor logits, Tensor labels, double smoothing) {
    if (!(smoothing >= 0 && smoothing <= 1)) {
      throw new IllegalArgumentException("label smoothing must be from 0 to 1, not " + smoothing);
    }
    Tensor right = atLabels("crossEntropy", logits, labels).mul(Constant.of(1 - smoothing));
    Tensor all = logits.mean(false, -1).mul(Constant.of(smoothing));
    return logits.logSumExp(false, -1).sub(right).sub(all).mean();
  }

  private static Tensor atLabels(String loss, Tensor logits, Tensor labels) {
    Targets.requireClasses(loss, logits, labels);
    return logits.gather(labels.cast(DType.INT32));
  }

  /// The mean of −t·log p − (1 − t)·log(1 − p), where p = sigmoid(logit), without overflow: yes or
  /// no.
  ///
  /// - **Shapes** logits and targets, float32 in [0, 1], of one shape → `[]`
  public static Tensor binaryCrossEntropyWithLogits(Tensor logits, Tensor targets) {
    Targets.requireSameShape("binaryCrossEntropyWithLogits", logits, targets);
    return logits.softplus().sub(logits.mul(targets)).mean();
  }

  /// The mean squared difference: regression.
  ///
  /// - **Shapes** predictions and targets of one shape → `[]`
  public static Tensor mse(Tensor predictions, Tensor targets) {
    Targets.requireSameShape("mse", predictions, targets);
    return predictions.sub(targets).square().mean();
  }

  /// The mean absolute difference: regression with outliers.
  ///
  /// - **Shapes** predictions and targets of one shape → `[]`
  public static Tensor mae(Tensor predictions, Tensor targets) {
    Targets.requireSameShape("mae", predictions, targets);
    return predictions.sub(targets).abs().mean();
  }

  /// The mean of ½·d² where |d| ≤ δ and δ·(|d| − ½·δ) elsewhere, d the difference: quadratic near
  /// 0, then linear.
  ///
  /// - **Shapes** predictions and targets of one shape → `[]`
  /// - **Source** Huber 1964, "Robust estimation of a location parameter"
  ///
  /// @param delta δ, above 0
  public static Tensor huber(Tensor predictions, Tensor targets, double delta) {
    if (!(delta > 0)) {
      throw new IllegalArgumentException(
          "the delta of the Huber loss must be above 0, not " + delta);
    }
    Targets.requireSameShape("huber", predictions, targets);
    Tensor distance = predictions.sub(targets).abs();
    Tensor near = distance.minimum(Constant.of(delta));
    return near.mul(distance.sub(near.mul(Constant.of(0.5)))).mean();
  }

  /// The Huber loss with δ = 1.
  public static Tensor huber(Tensor predictions, Tensor targets) {
    return huber(predictions, targets, 1);
  }

  /// The mean of max(0, 1 − t·score): yes or no with a margin, as in support vector machines.
  ///
  /// - **Shapes** scores and targets of one shape → `[]`
  /// - **Throws** [dev.descent.tensor.ShapeException] also if a target is neither −1 nor 1; targets
  ///   that are not computed yet are computed for this check
  /// - **Source** Cortes and Vapnik 1995, "Support-vector networks"
  public static Tensor hinge(Tensor scores, Tensor targets) {
    Targets.requireSigns("hinge", scores, targets);
    return Constant.of(1).sub(targets.mul(scores)).relu().mean();
  }
}
