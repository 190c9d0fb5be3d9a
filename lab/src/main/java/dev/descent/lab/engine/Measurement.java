package dev.descent.lab.engine;

import dev.descent.train.ConfusionMatrix;
import dev.descent.train.Evaluation;
import org.jspecify.annotations.Nullable;

/// How an experiment does at a step.
///
/// @param confusion on the validation set; null for numbers
record Measurement(
    long step,
    double trainLoss,
    double validationLoss,
    double trainAccuracy,
    double validationAccuracy,
    @Nullable ConfusionMatrix confusion) {
  static Measurement of(Experiment experiment) {
    Evaluation train = experiment.onTraining();
    Evaluation validation = experiment.onValidation();
    return new Measurement(
        experiment.step(),
        train.loss(),
        validation.loss(),
        train.accuracy(),
        validation.accuracy(),
        validation.confusion());
  }

  Curve.Point point(double learningRate) {
    return new Curve.Point(
        step, trainLoss, validationLoss, trainAccuracy, validationAccuracy, learningRate);
  }
}
