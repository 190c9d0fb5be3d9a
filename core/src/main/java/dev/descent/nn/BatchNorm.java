package dev.descent.nn;

import dev.descent.tensor.Constant;
import dev.descent.tensor.Shape;
import dev.descent.tensor.ShapeException;
import dev.descent.tensor.Tensor;
import java.util.Arrays;

/// Brings each channel to mean 0 and variance 1 over the batch, then scales and shifts it: `y = (x
/// − mean) / √(variance + ε) · weight + bias`.
///
/// In training, mean and variance are the batch's (the variance divided by n), and the running ones
/// move towards them: `running ← (1 − momentum)·running + momentum·batch's`, with the batch's
/// variance divided by n − 1, as in PyTorch. In evaluation the running ones are used. The running
/// values are computed with the model's other state, by the optimizer's step or
/// `Tensor.eval(model)`.
///
/// - **Shapes** x `[n, channels]` or `[n, channels, ...]` → the same; all parameters and buffers
///   `[channels]`
/// - **Throws** [ShapeException] if axis 1 is not `channels`, or in training if there is just one
///   value a channel
/// - **Source** Ioffe and Szegedy 2015, "Batch normalization"
public final class BatchNorm extends Module {
  private static final double DEFAULT_MOMENTUM = 0.1;
  private static final double DEFAULT_EPSILON = 1e-5;

  private final double momentum;
  private final double epsilon;
  private final Parameter weight;
  private final Parameter bias;
  private final Buffer runningMean;
  private final Buffer runningVariance;

  /// A layer with momentum 0.1 and ε = 10⁻⁵.
  public BatchNorm(int channels) {
    this(channels, DEFAULT_MOMENTUM, DEFAULT_EPSILON);
  }

  /// A layer.
  ///
  /// @param channels the size of axis 1
  /// @param momentum the share of the batch in the running values, in [0, 1]
  /// @param epsilon what is added to the variance, above 0
  public BatchNorm(int channels, double momentum, double epsilon) {
    if (channels < 1 || !(momentum >= 0 && momentum <= 1) || !(epsilon > 0)) {
      throw new IllegalArgumentException(
          "batch normalisation needs at least 1 channel, a momentum from 0 to 1 and an epsilon"
              + " above 0, not "
              + channels
              + ", "
              + momentum
              + " and "
              + epsilon);
    }
    this.momentum = momentum;
    this.epsilon = epsilon;
    weight = param("weight", Tensor.ones(channels));
    bias = param("bias", Tensor.zeros(channels));
    runningMean = buffer("running_mean", Tensor.zeros(channels));
    runningVariance = buffer("running_var", Tensor.ones(channels));
  }

  @Override
  protected Tensor forward(Tensor inputs) {
    Shape shape = inputs.shape();
    if (shape.rank() < 2 || shape.size(1) != weight.shape().size(0)) {
      throw new ShapeException(
          "batchNorm", "inputs must be [n, " + weight.shape().size(0) + ", ...], not " + shape);
    }
    return isTraining() ? normalizeByBatch(inputs) : normalizeByRunning(inputs);
  }

  private Tensor normalizeByBatch(Tensor inputs) {
    int count = inputs.shape().count() / weight.shape().size(0);
    if (count < 2) {
      throw new ShapeException(
          "batchNorm",
          "training needs more than one value a channel, but the inputs are " + inputs.shape());
    }
    int[] axes = axesButChannels(inputs.shape().rank());
    Tensor mean = inputs.mean(true, axes);
    Tensor centred = inputs.sub(mean);
    Tensor variance = centred.square().mean(true, axes);
    move(runningMean, mean, 1);
    move(runningVariance, variance, count / (count - 1.0));
    return scale(centred, variance);
  }

  private Tensor normalizeByRunning(Tensor inputs) {
    Shape along = channelShape(inputs.shape().rank());
    Tensor centred = inputs.sub(runningMean.value().reshape(along));
    return scale(centred, runningVariance.value().reshape(along));
  }

  private Tensor scale(Tensor centred, Tensor variance) {
    Shape along = channelShape(centred.shape().rank());
    Tensor normal = centred.div(variance.add(Constant.of(epsilon)).sqrt());
    return normal.mul(weight.value().reshape(along)).add(bias.value().reshape(along));
  }

  private void move(Buffer running, Tensor batch, double correction) {
    Tensor old = running.value().mul(Constant.of(1 - momentum));
    Tensor added = batch.reshape(running.shape()).mul(Constant.of(momentum * correction));
    running.assign(old.add(added));
  }

  private static int[] axesButChannels(int rank) {
    int[] axes = new int[rank - 1];
    for (int i = 1; i < axes.length; i++) {
      axes[i] = i + 1;
    }
    return axes;
  }

  /// `[1, channels, 1, ...]`.
  private Shape channelShape(int rank) {
    int[] sizes = new int[rank];
    Arrays.fill(sizes, 1);
    sizes[1] = weight.shape().size(0);
    return Shape.of(sizes);
  }
}
