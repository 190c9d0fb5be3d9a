package dev.descent.train;

import dev.descent.io.Json;
import dev.descent.tensor.Tensor;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Ends a run once a figure of the test has not become better for some epochs; see
/// [EarlyStopping#on].
///
/// - **Source** Goodfellow et al. 2016, ch. 7.8
public final class Patience implements TrainListener, Stateful {
  private final String metric;
  private int patience = 5;
  private double minimumChange;
  private boolean restoreBest;
  private @Nullable TrainingRun run;
  private double best = Double.NaN;
  private int bestEpoch;
  private int waited;
  private Map<String, Tensor> bestWeights = Map.of();

  Patience(String metric) {
    this.metric = metric;
  }

  /// Sets how many epochs in a row may bring nothing better; at least 1.
  public Patience patience(int epochs) {
    if (epochs < 1) {
      throw new IllegalArgumentException("the patience must be at least 1 epoch, not " + epochs);
    }
    patience = epochs;
    return this;
  }

  /// Sets by how much a figure must be better to count; 0 to begin with.
  public Patience minimumChange(double change) {
    if (!(change >= 0 && change < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "the minimum change must be a finite number of at least 0, not " + change);
    }
    minimumChange = change;
    return this;
  }

  /// Gives the model the weights of the best epoch when the run is over, however it ends.
  public Patience restoreBest() {
    restoreBest = true;
    return this;
  }

  @Override
  public void on(TrainEvent event) {
    switch (event) {
      case TrainEvent.Started started -> {
        run = started.run();
        keepBest();
      }
      case TrainEvent.Evaluated evaluated -> evaluated(evaluated);
      default -> {}
    }
  }

  private void evaluated(TrainEvent.Evaluated event) {
    TrainingRun current = run;
    if (current == null) {
      return;
    }
    double value = Metric.value(metric, event.evaluation());
    double gain = Metric.isHigherBetter(metric) ? value - best : best - value;
    if (gain > minimumChange || (Double.isNaN(best) && !Double.isNaN(value))) {
      best = value;
      bestEpoch = event.epoch();
      waited = 0;
      if (restoreBest) {
        bestWeights = Weights.copy(current.model().state());
        keepBest();
      }
    } else if (++waited >= patience) {
      current.requestStop(
          StopReason.EARLY,
          String.format(
              Locale.ROOT,
              "the test's %s has not become better for %d epochs; its best was %.4f after epoch %d",
              metric,
              patience,
              best,
              bestEpoch));
    }
  }

  private void keepBest() {
    if (run != null && !bestWeights.isEmpty()) {
      run.finalWeights(bestWeights);
    }
  }

  @Override
  public String stateName() {
    return "early-stopping-" + metric;
  }

  @Override
  public Map<String, ? extends @Nullable Object> state() {
    return Map.of("best", best, "bestEpoch", bestEpoch, "waited", waited);
  }

  @Override
  public Map<String, Tensor> tensors() {
    return bestWeights;
  }

  @Override
  public void restore(Map<String, ? extends @Nullable Object> state) {
    best = Json.toDouble(state.get("best"));
    bestEpoch = (int) Json.toDouble(state.get("bestEpoch"));
    waited = (int) Json.toDouble(state.get("waited"));
  }

  @Override
  public void restoreTensors(Map<String, Tensor> tensors) {
    bestWeights = tensors;
  }
}
