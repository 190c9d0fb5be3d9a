package dev.descent.train;

import dev.descent.data.Batch;
import dev.descent.data.DataLoader;
import dev.descent.nn.Module;
import dev.descent.tensor.Tensor;
import java.util.Iterator;
import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;

/// Finds out what was the first to be no finite number: goes back to the last state that is known
/// to be good and does the steps since then again, which yields the same numbers, with a look at
/// everything.
final class DivergenceSearch {
  private final Module model;
  private final BinaryOperator<Tensor> loss;
  private final Stepper stepper;
  private final DataLoader loader;
  private final Snapshot snapshot;
  private double rateScale = 1;

  DivergenceSearch(Module model, BinaryOperator<Tensor> loss, Stepper stepper, DataLoader loader) {
    this.model = model;
    this.loss = loss;
    this.stepper = stepper;
    this.loader = loader;
    this.snapshot = new Snapshot(model, stepper.optimizer());
  }

  /// Remembers the present state as a good one.
  void remember(DataLoader.Position position, double rateScale) {
    snapshot.take(position);
    this.rateScale = rateScale;
  }

  /// **Throws** [DivergedException] if a parameter is not finite
  void requireFinite() {
    if (NonFinite.find(model.states()) != null) {
      throw search(false);
    }
  }

  /// The exception for a loss that is not finite.
  DivergedException byLoss() {
    return search(true);
  }

  private DivergedException search(boolean byLoss) {
    long failed = stepper.optimizer().steps();
    String culprit = NonFinite.find(model.states());
    loader.seek(snapshot.restore());
    Iterator<Batch> batches = loader.iterator();
    while (batches.hasNext()) {
      if (byLoss && stepper.optimizer().steps() == failed - 1) {
        culprit = ofBatches(batches);
        break;
      }
      stepper.step(batches, rateScale);
      culprit = NonFinite.find(model.states());
      if (culprit != null || stepper.optimizer().steps() == failed) {
        break;
      }
    }
    long step = byLoss ? stepper.optimizer().steps() + 1 : stepper.optimizer().steps();
    return new DivergedException(
        step,
        culprit != null ? culprit : "the loss is not finite",
        stepper.optimizer().learningRate());
  }

  private @Nullable String ofBatches(Iterator<Batch> batches) {
    String culprit = null;
    for (int i = 0; i < stepper.batchesPerStep() && batches.hasNext() && culprit == null; i++) {
      culprit = NonFinite.find(model, loss, batches.next());
    }
    return culprit;
  }
}
