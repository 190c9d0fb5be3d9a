package dev.descent.train;

import dev.descent.data.Batch;
import dev.descent.data.DataLoader;
import dev.descent.data.Dataset;
import dev.descent.nn.Module;
import dev.descent.tensor.Tensor;
import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;

/// How a model does on a dataset.
///
/// @param size the number of examples
/// @param loss the average loss
/// @param confusion what was taken for what; null if the labels are no classes
public record Evaluation(int size, double loss, @Nullable ConfusionMatrix confusion) {
  private static final int BATCH_SIZE = 1000;

  /// Measures a model, in evaluation mode; its mode is put back afterwards.
  ///
  /// @param loss the mean loss, a scalar, of a batch's outputs and labels, in this order
  public static Evaluation of(Module model, BinaryOperator<Tensor> loss, Dataset dataset) {
    boolean training = model.isTraining();
    model.eval();
    try {
      return measure(model, loss, dataset);
    } finally {
      if (training) {
        model.train();
      }
    }
  }

  private static Evaluation measure(Module model, BinaryOperator<Tensor> loss, Dataset dataset) {
    ConfusionMatrix confusion =
        dataset.classes() > 0 ? new ConfusionMatrix(dataset.classes()) : null;
    double lossSum = 0;
    for (Batch batch : new DataLoader(dataset, BATCH_SIZE)) {
      Tensor outputs = model.apply(batch.inputs());
      Tensor batchLoss = loss.apply(outputs, batch.labels());
      if (confusion == null) {
        batchLoss.eval();
      } else {
        // Outputs beyond the classes can win as well; they count as mistakes only if they are kept
        // out here.
        Tensor predicted = outputs.slice(-1, 0, dataset.classes()).argMax(-1);
        Tensor.eval(batchLoss, predicted, batch.labels());
        count(confusion, batch.labels().toIntArray(), predicted.toIntArray());
      }
      lossSum += (double) batchLoss.item() * batch.size();
    }
    return new Evaluation(dataset.size(), lossSum / dataset.size(), confusion);
  }

  private static void count(ConfusionMatrix confusion, int[] labels, int[] predicted) {
    for (int i = 0; i < labels.length; i++) {
      confusion.add(labels[i], predicted[i]);
    }
  }

  /// The share of examples that is classified correctly; NaN if the labels are no classes.
  public double accuracy() {
    return confusion == null ? Double.NaN : confusion.accuracy();
  }
}
