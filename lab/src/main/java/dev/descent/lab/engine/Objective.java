package dev.descent.lab.engine;

import dev.descent.lab.state.LossName;
import dev.descent.lab.state.TrainingState;
import dev.descent.nn.Losses;
import dev.descent.nn.Module;
import dev.descent.nn.Parameter;
import dev.descent.tensor.Constant;
import dev.descent.tensor.DType;
import dev.descent.tensor.Tensor;
import java.util.List;

/// What training makes small, and what the network's outputs mean.
///
/// @param loss by name
/// @param classes of the labels; 0 for numbers
/// @param l1 the weight of Σ|w|
/// @param l2 the weight of ½Σw²
record Objective(LossName loss, int classes, double l1, double l2) {
  static Objective of(TrainingState training, int classes) {
    return new Objective(training.loss(), classes, training.l1(), training.l2());
  }

  /// The mean loss of a batch, without penalties.
  Tensor loss(Tensor outputs, Tensor labels) {
    return switch (loss) {
      case CROSS_ENTROPY ->
          classes == 2
              ? Losses.binaryCrossEntropyWithLogits(outputs, zeroOrOne(labels))
              : Losses.crossEntropy(outputs, labels);
      case MSE ->
          classes == 2 ? Losses.mse(outputs.tanh(), signs(labels)) : Losses.mse(outputs, labels);
      case HINGE -> Constant.of(1).sub(signs(labels).mul(outputs)).relu().mean();
      case MAE -> Losses.mae(outputs, labels);
      case HUBER -> Losses.huber(outputs, labels);
    };
  }

  private static Tensor zeroOrOne(Tensor labels) {
    return labels.cast(DType.FLOAT32).unsqueeze(1);
  }

  private static Tensor signs(Tensor labels) {
    return zeroOrOne(labels).mul(Constant.of(2)).sub(Constant.of(1));
  }

  /// The loss that is differentiated: with penalties on the weights, not on the biases.
  Tensor penalised(Module model, Tensor outputs, Tensor labels) {
    Tensor total = loss(outputs, labels);
    return l1 == 0 && l2 == 0 ? total : total.add(penalty(model));
  }

  /// What the weights cost; 0 without penalties.
  Tensor penalty(Module model) {
    Tensor total = Constant.of(0);
    List<Tensor> weights =
        model.parameters().values().stream()
            .map(Parameter::value)
            .filter(value -> value.shape().rank() >= 2)
            .toList();
    for (Tensor weight : weights) {
      if (l1 > 0) {
        total = total.add(weight.abs().sum().mul(Constant.of(l1)));
      }
      if (l2 > 0) {
        total = total.add(weight.square().sum().mul(Constant.of(l2 / 2)));
      }
    }
    return total;
  }

  /// What the map shows of an output, from −1 to 1: above 0 is class 1.
  double shown(float output) {
    if (classes == 0 || loss == LossName.HINGE) {
      return Math.clamp(output, -1f, 1f);
    }
    // 2·sigmoid(z) − 1 = tanh(z/2)
    return Math.tanh(loss == LossName.CROSS_ENTROPY ? 0.5 * output : output);
  }

  /// The same as a level from 0 to 255; what is no number is in the middle.
  byte level(float output) {
    return level(shown(output));
  }

  /// A number from −1 to 1 as a level from 0 to 255.
  static byte level(double shown) {
    return (byte) (Double.isNaN(shown) ? 128 : Math.round((shown + 1) * 127.5));
  }
}
