package dev.descent.train;

import dev.descent.data.DataLoader;
import dev.descent.nn.Module;
import dev.descent.optim.Optimizer;
import dev.descent.tensor.Graph;
import dev.descent.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/// A copy of all that a run's future depends on. It is taken often, so its arrays are used again.
final class Snapshot {
  private final Module model;
  private final Optimizer optimizer;
  private final Map<String, Object> modelState = new LinkedHashMap<>();
  private final Map<String, Object> optimizerState = new LinkedHashMap<>();
  private final Map<String, Long> counters = new LinkedHashMap<>();
  private DataLoader.Position position = DataLoader.Position.START;
  private long steps;

  /// A snapshot of the present state.
  Snapshot(Module model, Optimizer optimizer) {
    this.model = model;
    this.optimizer = optimizer;
    Tensor.eval(model, optimizer);
    take(DataLoader.Position.START);
  }

  /// Takes the snapshot anew.
  ///
  /// @param position where the loader stands
  void take(DataLoader.Position position) {
    copy(model.state(), modelState);
    copy(optimizer.state(), optimizerState);
    model.counters().forEach((name, counter) -> counters.put(name, counter.value()));
    this.position = position;
    this.steps = optimizer.steps();
  }

  /// Puts everything back. The snapshot is used up.
  ///
  /// @return where the loader stood
  DataLoader.Position restore() {
    model.load(tensors(model.state(), modelState));
    optimizer.load(tensors(optimizer.state(), optimizerState), steps);
    Tensor.eval(model, optimizer);
    model
        .counters()
        .forEach((name, counter) -> counter.value(Objects.requireNonNull(counters.get(name))));
    return position;
  }

  private static void copy(Map<String, Tensor> from, Map<String, Object> to) {
    from.forEach((name, tensor) -> {
      Object elements = Objects.requireNonNull(Graph.storage(tensor));
      int count = tensor.shape().count();
      Object copy = to.computeIfAbsent(name, _ -> Weights.array(tensor.dtype(), count));
      System.arraycopy(elements, 0, copy, 0, count);
    });
  }

  private static Map<String, Tensor> tensors(Map<String, Tensor> like, Map<String, Object> copies) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    like.forEach((name, tensor) ->
        tensors.put(
            name,
            Graph.leaf(tensor.shape(), tensor.dtype(), Objects.requireNonNull(copies.get(name)))));
    return tensors;
  }
}
