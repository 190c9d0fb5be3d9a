package dev.descent.train;

import java.util.LinkedHashMap;
import java.util.SequencedMap;

/// How well classes are told apart, over examples that come one after the other.
public final class ClassificationMetrics {
  private static final int TOP = 5;

  private final ConfusionMatrix confusion;
  private final TopAccuracy top = new TopAccuracy(TOP);
  private final Calibration calibration = new Calibration();

  /// Metrics without examples so far.
  public ClassificationMetrics(int classes) {
    this.confusion = new ConfusionMatrix(classes);
  }

  /// Counts one example.
  ///
  /// @param logits one number a class, whose softmax is the probability
  public void add(double[] logits, int label) {
    int predicted = ClassScores.best(logits);
    confusion.add(label, predicted);
    top.add(logits, label);
    calibration.add(ClassScores.probability(logits, predicted), predicted == label);
  }

  /// What was taken for what.
  public ConfusionMatrix confusion() {
    return confusion;
  }

  /// `accuracy`; `top5`, if there are more than 5 classes; `precision`, `recall` and `f1`, the
  /// means over the classes; `ece`, the calibration error. Empty without examples.
  public SequencedMap<String, Double> values() {
    SequencedMap<String, Double> values = new LinkedHashMap<>();
    if (Double.isNaN(confusion.accuracy())) {
      return values;
    }
    values.put("accuracy", confusion.accuracy());
    if (confusion.classes() > TOP) {
      values.put("top5", top.value());
    }
    values.put("precision", confusion.precision());
    values.put("recall", confusion.recall());
    values.put("f1", confusion.f1());
    values.put("ece", calibration.error());
    return values;
  }
}
