package dev.descent.bench.kernels;

import dev.descent.exec.Engine;
import dev.descent.exec.Recording;
import dev.descent.nn.State;
import dev.descent.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// Work of the engine that is built once and then repeated, as `Trainer` repeats its compiled
/// steps: states are overwritten in place, other results are new arrays.
final class Repeated implements Runnable {
  /// So often the work has been done when its results are checked: the engine writes machine code
  /// for a plan that runs again.
  static final int CHECKED_AFTER = 3;

  private final List<State> states;
  private final Runnable prepare;
  private final Recording recording;
  private final List<float[]> results = new ArrayList<>();

  /// Builds the work.
  @FunctionalInterface
  interface Builder {
    /// Gives the states their next values.
    ///
    /// @param sources takes where a leaf of a repetition is found, if it is another each time
    /// @return what else is computed
    List<Tensor> build(Map<Tensor, Supplier<Tensor>> sources);
  }

  /// Builds the work and does it [#CHECKED_AFTER] times.
  ///
  /// @param states what the work changes
  /// @param prepare what is done ahead of a repetition
  Repeated(List<? extends State> states, Builder builder, Runnable prepare) {
    Engine.threads(1);
    this.states = List.copyOf(states);
    this.prepare = prepare;
    Tensor.eval(action -> states.forEach(state -> action.accept(state.value())));
    Map<Tensor, Supplier<Tensor>> sources = new HashMap<>();
    states.forEach(state -> sources.put(state.value(), state::value));
    List<Tensor> others = builder.build(sources);
    List<Tensor> roots = new ArrayList<>();
    states.forEach(state -> roots.add(state.value()));
    roots.addAll(others);
    this.recording = Engine.record(List.of(), sources, roots);
    others.forEach(other -> results.add(other.toFloatArray()));
    for (int done = 1; done < CHECKED_AFTER; done++) {
      run();
    }
  }

  @Override
  public void run() {
    if (!Engine.repeat(recording, List.of(), prepare, this::take)) {
      throw new IllegalStateException("the recording does not fit");
    }
  }

  private void take(int place, Object elements) {
    if (place < states.size()) {
      states.get(place).take(elements);
    } else {
      results.set(place - states.size(), (float[]) elements);
    }
  }

  /// What the latest run has computed beside the states.
  float[] result() {
    return results.getFirst();
  }
}
