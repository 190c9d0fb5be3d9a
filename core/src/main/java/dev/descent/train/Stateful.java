package dev.descent.train;

import java.util.Map;

/// A listener whose memory checkpoints keep, so that a resumed run goes on as if nothing had been.
public interface Stateful {
  /// The name under which the state is kept; one of its kind in a run.
  String stateName();

  /// The present state: maps, lists, strings, numbers and truth values only.
  Map<String, Object> state();

  /// Goes back to a state.
  ///
  /// @param state as [#state()] yields it, numbers possibly of other types
  void restore(Map<String, ?> state);
}
