package dev.descent.train;

import dev.descent.data.Batch;
import dev.descent.data.DataLoader;
import dev.descent.data.Dataset;
import dev.descent.nn.Module;
import dev.descent.tensor.Tensor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.function.BinaryOperator;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// How a model does on a dataset.
///
/// @param size the number of examples
/// @param loss the average loss
/// @param confusion what was taken for what; null if the labels are no classes
/// @param metrics by name, in a fixed order, what [ClassificationMetrics#values] or, if the labels
///   are no classes, [RegressionMetrics#values] says; what is not defined is left out
public record Evaluation(
    int size,
    double loss,
    @Nullable ConfusionMatrix confusion,
    SequencedMap<String, Double> metrics) {
  static final int BATCH_SIZE = 1000;

  /// Makes the metrics unmodifiable.
  public Evaluation {
    metrics = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(metrics));
  }

  /// An evaluation without further metrics.
  public Evaluation(int size, double loss, @Nullable ConfusionMatrix confusion) {
    this(size, loss, confusion, new LinkedHashMap<>());
  }

  /// Measures a model, in evaluation mode; its mode is put back afterwards.
  ///
  /// @param model if the labels are classes, its outputs are logits: one a class, or for two
  ///   classes the one of class 1
  /// @param loss the mean loss, a scalar, of a batch's outputs and labels, in this order
  public static Evaluation of(Module model, BinaryOperator<Tensor> loss, Dataset dataset) {
    return inEvaluationMode(model, () -> measure(model, loss, dataset));
  }

  /// Does something with a model in evaluation mode, and puts its mode back.
  static <T> T inEvaluationMode(Module model, Supplier<T> action) {
    boolean training = model.isTraining();
    model.eval();
    try {
      return action.get();
    } finally {
      if (training) {
        model.train();
      }
    }
  }

  private static Evaluation measure(Module model, BinaryOperator<Tensor> loss, Dataset dataset) {
    int classes = dataset.classes();
    ClassificationMetrics classification = new ClassificationMetrics(classes);
    RegressionMetrics regression = null;
    double lossSum = 0;
    for (Batch batch : new DataLoader(dataset, BATCH_SIZE)) {
      Tensor outputs = model.apply(batch.inputs()).stopGradient();
      Tensor batchLoss = loss.apply(outputs, batch.labels());
      Tensor.eval(batchLoss, outputs, batch.labels());
      lossSum += (double) batchLoss.item() * batch.size();
      if (classes > 0) {
        count(classification, outputs, batch);
      } else if (outputs.shape().count() == batch.labels().shape().count()) {
        regression =
            regression == null
                ? new RegressionMetrics(outputs.shape().count() / batch.size())
                : regression;
        regression.add(outputs.toFloatArray(), batch.labels().toFloatArray());
      }
    }
    return new Evaluation(
        dataset.size(),
        lossSum / dataset.size(),
        classes > 0 ? classification.confusion() : null,
        regression == null ? classification.values() : regression.values());
  }

  private static void count(ClassificationMetrics metrics, Tensor outputs, Batch batch) {
    ClassScores scores = ClassScores.of(outputs, batch.size(), metrics.confusion().classes());
    int[] labels = batch.labels().toIntArray();
    for (int i = 0; i < labels.length; i++) {
      metrics.add(scores.row(i), labels[i]);
    }
  }

  /// The share of examples that is classified correctly; NaN if the labels are no classes.
  public double accuracy() {
    return confusion == null ? Double.NaN : confusion.accuracy();
  }
}
