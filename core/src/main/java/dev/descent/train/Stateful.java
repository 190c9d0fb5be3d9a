package dev.descent.train;

import dev.descent.tensor.Tensor;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A listener with a memory, which checkpoints keep, so that a resumed run goes on as if it had
/// never stopped.
///
/// The state is asked for when all listeners have heard of the same events.
public interface Stateful {
  /// The name under which a checkpoint keeps the state: no two listeners of a run have the same.
  String stateName();

  /// The present state, of values that JSON has (see [dev.descent.io.Json]).
  Map<String, ? extends @Nullable Object> state();

  /// The tensors that belong to the state, by name: none unless a listener keeps weights.
  default Map<String, Tensor> tensors() {
    return Map.of();
  }

  /// Goes back to a state.
  ///
  /// **Throws** [IllegalArgumentException] if it makes no sense
  ///
  /// @param state as [#state] gave it, with numbers as [Long] and [Double]
  void restore(Map<String, ? extends @Nullable Object> state);

  /// Goes back to the tensors of the state; called after [#restore].
  ///
  /// @param tensors as [#tensors] gave them
  default void restoreTensors(Map<String, Tensor> tensors) {}
}
