package dev.descent.train;

import dev.descent.data.Batch;
import dev.descent.exec.Engine;
import dev.descent.exec.Recording;
import dev.descent.nn.Counter;
import dev.descent.nn.Module;
import dev.descent.nn.State;
import dev.descent.optim.Optimizer;
import dev.descent.optim.WeightAverage;
import dev.descent.tensor.DType;
import dev.descent.tensor.Shape;
import dev.descent.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Steps that are built once for each shape of batch and then repeated.
///
/// A step is repeated only if two recordings have shown that it is the same work, and that all its
/// leaves are known: those of the batch, states, the optimizer's scalars, what counters draw, and
/// tensors that stay. What a model or a loss makes anew in each step cannot be repeated, and such a
/// step is built every time.
final class CompiledSteps {
  private static final int RECORDINGS = 3;

  private final Module model;
  private final Optimizer optimizer;
  private final @Nullable WeightAverage average;
  private final List<State> states;
  private final List<Counter> counters;
  private final List<Entry> known = new ArrayList<>();
  private float loss;

  /// Steps that can be alike: their batches are.
  private static final class Entry {
    private final Shape inputs;
    private final DType inputType;
    private final Shape labels;
    private final DType labelType;
    private final boolean counts;
    private @Nullable Recording recording;
    private int recordings;
    private boolean repeatable;
    private List<Counter> draws = List.of();

    Entry(Batch batch, boolean counts) {
      this.inputs = batch.inputs().shape();
      this.inputType = batch.inputs().dtype();
      this.labels = batch.labels().shape();
      this.labelType = batch.labels().dtype();
      this.counts = counts;
    }

    boolean isOf(Batch batch, boolean counts) {
      return this.counts == counts
          && inputType == batch.inputs().dtype()
          && labelType == batch.labels().dtype()
          && inputs.equals(batch.inputs().shape())
          && labels.equals(batch.labels().shape());
    }
  }

  CompiledSteps(Module model, Optimizer optimizer, @Nullable WeightAverage average) {
    this.model = model;
    this.optimizer = optimizer;
    this.average = average;
    this.states = new ArrayList<>(model.states().values());
    optimizer.forEachState(states::add);
    this.counters = List.copyOf(model.counters().values());
  }

  /// Does a step.
  ///
  /// @param build builds it, and nothing is computed; yields the loss
  /// @return the loss
  float step(Batch batch, Function<Batch, Tensor> build) {
    Entry entry = entry(batch);
    List<Tensor> inputs = List.of(batch.inputs(), batch.labels());
    return entry.repeatable && repeat(entry, inputs) ? loss : record(entry, inputs, batch, build);
  }

  private Entry entry(Batch batch) {
    boolean counts = average != null && average.counts(optimizer.steps() + 1);
    for (Entry entry : known) {
      if (entry.isOf(batch, counts)) {
        return entry;
      }
    }
    Entry made = new Entry(batch, counts);
    known.add(made);
    return made;
  }

  private boolean repeat(Entry entry, List<Tensor> inputs) {
    computeStates();
    return Engine.repeat(
        Objects.requireNonNull(entry.recording),
        inputs,
        () -> {
          optimizer.repeat();
          entry.draws.forEach(Counter::drawAgain);
        },
        this::take);
  }

  /// States that were loaded are computed with the step that follows.
  private void computeStates() {
    for (State state : states) {
      if (!state.value().isEvaluated()) {
        Tensor.eval(model, optimizer);
        return;
      }
    }
  }

  private void take(int place, Object elements) {
    if (place == 0) {
      loss = ((float[]) elements)[0];
    } else {
      states.get(place - 1).take(elements);
    }
  }

  private float record(
      Entry entry, List<Tensor> inputs, Batch batch, Function<Batch, Tensor> build) {
    computeStates();
    Map<Tensor, Supplier<Tensor>> sources = new HashMap<>();
    states.forEach(state -> sources.put(state.value(), state::value));
    long[] before = counters.stream().mapToLong(Counter::value).toArray();
    Tensor lossOfBatch = build.apply(batch);
    optimizer.forEachScalar(scalar -> sources.put(scalar.get(), scalar));
    counters.forEach(counter -> putDrawn(counter, sources));
    List<Tensor> roots = new ArrayList<>();
    roots.add(lossOfBatch);
    states.forEach(state -> roots.add(state.value()));
    if (entry.recordings > RECORDINGS) {
      Tensor.eval(action -> roots.forEach(action));
    } else {
      note(entry, Engine.record(inputs, sources, roots), before);
    }
    return lossOfBatch.item();
  }

  private static void putDrawn(Counter counter, Map<Tensor, Supplier<Tensor>> sources) {
    Tensor drawn = counter.drawn();
    if (drawn != null) {
      sources.put(drawn, () -> Objects.requireNonNull(counter.drawn()));
    }
  }

  private void note(Entry entry, Recording recording, long[] before) {
    Recording previous = entry.recording;
    entry.recording = recording;
    entry.recordings++;
    List<Counter> draws = draws(before);
    entry.draws = draws == null ? List.of() : draws;
    String obstacle = previous == null ? "" : obstacle(previous, recording, draws != null);
    entry.repeatable = previous != null && obstacle.isEmpty();
    if (!obstacle.isEmpty() && entry.recordings > RECORDINGS) {
      System.getLogger("dev.descent.train")
          .log(
              System.Logger.Level.WARNING,
              "training steps cannot be compiled and are built every time: {0}",
              obstacle);
    }
  }

  /// Why a step cannot be repeated; empty if it can.
  private static String obstacle(Recording previous, Recording recording, boolean draws) {
    if (!draws) {
      return "a layer counts otherwise than by one counter.draw(...) a step";
    }
    if (!recording.hasPlanOf(previous)) {
      return "the model or the loss computes something else in each of them";
    }
    return same(previous.constants(), recording.constants())
        ? ""
        : "the model or the loss makes a tensor %s anew in each of them; make it once, or a Constant if it is a number"
            .formatted(firstNew(previous.constants(), recording.constants()));
  }

  /// The counters that moved by one draw; null if one moved otherwise.
  private @Nullable List<Counter> draws(long[] before) {
    List<Counter> moved = new ArrayList<>();
    for (int i = 0; i < before.length; i++) {
      long by = counters.get(i).value() - before[i];
      if (by > 1 || (by == 1 && counters.get(i).drawn() == null)) {
        return null;
      }
      if (by == 1) {
        moved.add(counters.get(i));
      }
    }
    return moved;
  }

  private static boolean same(List<Tensor> some, List<Tensor> others) {
    boolean result = some.size() == others.size();
    for (int i = 0; result && i < some.size(); i++) {
      result = some.get(i) == others.get(i);
    }
    return result;
  }

  private static Shape firstNew(List<Tensor> some, List<Tensor> others) {
    for (int i = 0; i < others.size(); i++) {
      if (i >= some.size() || some.get(i) != others.get(i)) {
        return others.get(i).shape();
      }
    }
    return Shape.SCALAR;
  }
}
