package dev.descent.train;

import dev.descent.nn.Module;
import dev.descent.optim.Optimizer;
import dev.descent.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// All that the future of a run depends on, between two steps: a copy that never changes. The same
/// run goes on from it with the same bits, as often as one likes.
public final class TrainingMoment {
  private final Map<String, Tensor> model;
  private final @Nullable Map<String, Tensor> optimizer;
  private final Map<String, Long> counters;
  private final Progress progress;
  private final long steps;
  private final long freshSince;

  private TrainingMoment(
      Map<String, Tensor> model,
      @Nullable Map<String, Tensor> optimizer,
      Map<String, Long> counters,
      Progress progress,
      long steps,
      long freshSince) {
    this.model = model;
    this.optimizer = optimizer;
    this.counters = counters;
    this.progress = progress;
    this.steps = steps;
    this.freshSince = freshSince;
  }

  static TrainingMoment of(Module model, Optimizer optimizer, Progress now) {
    Tensor.eval(model, optimizer);
    Map<String, Long> counters = new LinkedHashMap<>();
    model.counters().forEach((name, counter) -> counters.put(name, counter.value()));
    Progress progress = new Progress();
    progress.set(now);
    return new TrainingMoment(
        Weights.copy(model.state()),
        Weights.copy(optimizer.state()),
        counters,
        progress,
        optimizer.steps(),
        optimizer.freshSince());
  }

  /// The same moment without what the optimizer has kept: for going on with another rule, which
  /// then starts afresh.
  public TrainingMoment withoutOptimizerState() {
    return new TrainingMoment(model, null, counters, progress, steps, steps);
  }

  /// The number of steps done.
  public long steps() {
    return steps;
  }

  /// The epoch under way, from 1.
  public int epoch() {
    return progress.epoch;
  }

  /// The weights by dotted name, as [Module#state] yields them. Not to be changed.
  public Map<String, Tensor> model() {
    return model;
  }

  /// What the optimizer has kept, as [Optimizer#state()] yields it; null if that was left out.
  public @Nullable Map<String, Tensor> optimizer() {
    return optimizer;
  }

  /// The memory that it takes, in bytes, roughly.
  public long bytes() {
    long bytes = 200;
    for (Tensor tensor : model.values()) {
      bytes += 100 + 4L * tensor.shape().count();
    }
    if (optimizer != null) {
      for (Tensor tensor : optimizer.values()) {
        bytes += 100 + 4L * tensor.shape().count();
      }
    }
    return bytes;
  }

  Progress progress() {
    return progress;
  }

  /// Puts model and optimizer back.
  void restore(Module into, Optimizer rule) {
    Map<String, Tensor> kept = optimizer == null ? fresh(rule) : optimizer;
    into.load(Weights.copy(model));
    rule.load(Weights.copy(kept), steps);
    rule.freshSince(freshSince);
    Tensor.eval(into, rule);
    into.counters()
        .forEach(
            (name, counter) -> counter.value(Objects.requireNonNullElse(counters.get(name), 0L)));
  }

  private static Map<String, Tensor> fresh(Optimizer rule) {
    Tensor.eval(rule);
    return rule.state();
  }
}
