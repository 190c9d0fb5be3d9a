package dev.descent.exec;

import dev.descent.kernel.WorkerPool;
import dev.descent.tensor.DType;
import dev.descent.tensor.Shape;
import dev.descent.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A piece of work that was done once and can be done again with other leaves without building its
/// graph: its plan, and where each leaf of a repetition comes from.
///
/// A leaf that is neither an input's nor a source's is a constant: every repetition has the same.
public final class Recording {
  private final Plan plan;
  private final Tape inputsTape;
  private final List<Input> inputs;
  private final List<Supplier<Tensor>> sources;
  private final int[] places;
  private final List<Tensor> constants = new ArrayList<>();
  private final @Nullable Tensor[] leaves;
  private List<Tensor> inputLeaves = List.of();

  /// Takes what a repetition has computed.
  @FunctionalInterface
  public interface Results {
    /// Takes a result.
    ///
    /// @param place which of the roots it is
    /// @param elements a `float[]`, `int[]` or `byte[]` that belongs to nobody else
    void take(int place, Object elements);
  }

  private record Input(Shape shape, DType dtype, boolean evaluated) {
    static Input of(Tensor tensor) {
      return new Input(tensor.shape(), tensor.dtype(), tensor.isEvaluated());
    }

    boolean fits(Tensor tensor) {
      return dtype == tensor.dtype()
          && evaluated == tensor.isEvaluated()
          && shape.equals(tensor.shape());
    }
  }

  private Recording(Plan plan, Tape inputsTape, List<Tensor> inputs, int[] places, int slots) {
    this.plan = plan;
    this.inputsTape = inputsTape;
    this.inputs = inputs.stream().map(Input::of).toList();
    this.places = places;
    this.leaves = new Tensor[slots];
    this.sources = new ArrayList<>(slots);
  }

  /// What is needed to do again what a tape tells.
  static Recording of(
      Plan plan,
      List<Tensor> inputs,
      Tape inputsTape,
      Map<Tensor, Supplier<Tensor>> sources,
      List<Tensor> roots,
      Tape tape) {
    Map<Tensor, Integer> placeOf = new HashMap<>();
    for (int place = 0; place < roots.size(); place++) {
      placeOf.putIfAbsent(roots.get(place), place);
    }
    int[] places = new int[tape.roots()];
    for (int root = 0; root < places.length; root++) {
      places[root] = Objects.requireNonNull(placeOf.get(tape.root(root)));
    }
    Recording recording = new Recording(plan, inputsTape.key(), inputs, places, tape.slots());
    Map<Tensor, Supplier<Tensor>> known = new HashMap<>(sources);
    List<Tensor> ofInputs = leaves(inputs, inputsTape);
    for (int i = 0; i < ofInputs.size(); i++) {
      int number = i;
      known.put(ofInputs.get(i), () -> recording.inputLeaf(number));
    }
    for (int slot = 0; slot < tape.slots(); slot++) {
      recording.add(tape.leaf(slot), known.get(tape.leaf(slot)));
    }
    return recording;
  }

  private void add(Tensor leaf, @Nullable Supplier<Tensor> source) {
    if (source == null) {
      constants.add(leaf);
    }
    sources.add(source == null ? () -> leaf : source);
  }

  /// The inputs that are computed, then what the others are computed from.
  private static List<Tensor> leaves(List<Tensor> inputs, Tape tape) {
    List<Tensor> found = new ArrayList<>();
    for (Tensor input : inputs) {
      if (input.isEvaluated()) {
        found.add(input);
      }
    }
    for (int slot = 0; slot < tape.slots(); slot++) {
      found.add(tape.leaf(slot));
    }
    return found;
  }

  /// Whether another recording is of the same work, whatever its leaves are.
  public boolean hasPlanOf(Recording other) {
    return plan == other.plan;
  }

  /// The leaves that every repetition has in common. What is made anew for each piece of work, such
  /// as a number of the caller's, cannot be told from them by one recording, but by two.
  public List<Tensor> constants() {
    return List.copyOf(constants);
  }

  boolean fits(List<Tensor> others, Tape tape) {
    for (int i = 0; i < inputs.size(); i++) {
      if (!inputs.get(i).fits(others.get(i))) {
        return false;
      }
    }
    return inputsTape.equals(tape);
  }

  void run(
      List<Tensor> present, Tape tape, Arena arena, @Nullable WorkerPool pool, Results results) {
    inputLeaves = leaves(present, tape);
    try {
      for (int slot = 0; slot < leaves.length; slot++) {
        leaves[slot] = sources.get(slot).get();
      }
      Object[] made = plan.run(leaves, arena, pool);
      for (int root = 0; root < made.length; root++) {
        results.take(places[root], made[root]);
      }
    } finally {
      Arrays.fill(leaves, null);
      inputLeaves = List.of();
    }
  }

  private Tensor inputLeaf(int number) {
    return inputLeaves.get(number);
  }
}
