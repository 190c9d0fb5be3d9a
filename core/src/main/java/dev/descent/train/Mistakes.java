package dev.descent.train;

import dev.descent.data.Batch;
import dev.descent.data.DataLoader;
import dev.descent.data.Dataset;
import dev.descent.nn.Module;
import dev.descent.tensor.Tensor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/// The worst mistakes of a model: those of which it is the surest.
public final class Mistakes {
  private static final Comparator<Mistake> WORST_LAST =
      Comparator.comparingDouble(Mistake::probability)
          .thenComparing(Comparator.comparingInt(Mistake::index).reversed());

  private Mistakes() {}

  /// An example that is taken for what it is not.
  ///
  /// @param index its number in the dataset, from 0
  /// @param actual the class that it belongs to
  /// @param predicted the class that it is taken for
  /// @param probability what the model gives to that class
  public record Mistake(int index, int actual, int predicted, double probability) {}

  /// The worst mistakes on a dataset, the worst first, at most `limit`; of equal ones the lower
  /// index first. The model is measured in evaluation mode; its mode is put back afterwards.
  ///
  /// - **Throws** [IllegalArgumentException] if the dataset has no classes
  ///
  /// @param model whose outputs are logits, one a class, or one for two classes
  public static List<Mistake> worst(Module model, Dataset dataset, int limit) {
    if (dataset.classes() == 0) {
      throw new IllegalArgumentException(
          "mistakes are about classes, and the labels of this dataset are none");
    }
    return Evaluation.inEvaluationMode(model, () -> find(model, dataset, limit));
  }

  private static List<Mistake> find(Module model, Dataset dataset, int limit) {
    PriorityQueue<Mistake> worst = new PriorityQueue<>(WORST_LAST);
    int first = 0;
    for (Batch batch : new DataLoader(dataset, Evaluation.BATCH_SIZE)) {
      Tensor outputs = model.apply(batch.inputs()).stopGradient();
      Tensor.eval(outputs, batch.labels());
      ClassScores scores = ClassScores.of(outputs, batch.size(), dataset.classes());
      int[] labels = batch.labels().toIntArray();
      for (int i = 0; i < labels.length; i++) {
        double[] logits = scores.row(i);
        int predicted = ClassScores.best(logits);
        if (predicted != labels[i]) {
          double probability = ClassScores.probability(logits, predicted);
          worst.add(new Mistake(first + i, labels[i], predicted, probability));
          if (worst.size() > limit) {
            worst.remove();
          }
        }
      }
      first += labels.length;
    }
    List<Mistake> found = new ArrayList<>(worst);
    found.sort(WORST_LAST.reversed());
    return found;
  }
}
