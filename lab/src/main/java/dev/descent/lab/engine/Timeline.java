package dev.descent.lab.engine;

import dev.descent.io.Json;
import dev.descent.lab.state.ExperimentState;
import dev.descent.lab.state.Limits;
import dev.descent.lab.state.StateException;
import dev.descent.train.TrainingMoment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The steps of an experiment, all of which can be gone back to: since training is a pure function
/// of its state, a few moments and the changes that were made are enough to come to any step again,
/// with the same bits.
final class Timeline {
  private static final int MOST_KEYFRAMES = 256;
  private static final int FEWEST_KEYFRAMES = 6;
  private static final long BYTES = 24L << 20;

  private final int id;
  private final int from;
  private final long forkedAt;
  private final List<String> changed;
  private final List<Change> changes = new ArrayList<>();
  private final NavigableMap<Long, TrainingMoment> keyframes = new TreeMap<>();
  private final Curve curve;
  private long interval = 100;
  private long last;

  /// What was changed after so many steps.
  ///
  /// @param state the state from there on
  /// @param edit a number that was set by hand; null if the state was changed
  record Change(long step, ExperimentState state, @Nullable Edit edit) {}

  private Timeline(int id, int from, long forkedAt, List<String> changed, Curve curve) {
    this.id = id;
    this.from = from;
    this.forkedAt = forkedAt;
    this.changed = List.copyOf(changed);
    this.curve = curve;
  }

  /// A timeline that begins with a state.
  static Timeline begin(int id, ExperimentState state, TrainingMoment start) {
    Timeline line = new Timeline(id, 0, 0, List.of(), new Curve());
    line.changes.add(new Change(0, state, null));
    line.keyframes.put(0L, start);
    return line;
  }

  /// A branch that shares this timeline's beginning.
  Timeline fork(int newId, long step, List<String> differences) {
    Timeline branch = new Timeline(newId, id, step, differences, curve.until(step));
    changes.stream().filter(change -> change.step <= step).forEach(branch.changes::add);
    branch.keyframes.putAll(keyframes.headMap(step, true));
    branch.interval = interval;
    branch.last = step;
    return branch;
  }

  int id() {
    return id;
  }

  int from() {
    return from;
  }

  long forkedAt() {
    return forkedAt;
  }

  List<String> changed() {
    return changed;
  }

  Curve curve() {
    return curve;
  }

  /// The furthest step so far.
  long last() {
    return last;
  }

  List<Change> changes() {
    return changes;
  }

  /// What was changed until a step, as a page is told; first the state at the beginning. The data,
  /// which may be large, are told once: they cannot change on a timeline.
  List<Map<String, @Nullable Object>> journal(long until) {
    return changes.stream()
        .filter(change -> change.step <= until)
        .map(change -> {
          Edit edit = change.edit;
          if (edit != null) {
            return Json.object("step", change.step, "edit", edit.toMap());
          }
          Map<String, @Nullable Object> state = change.state.toMap();
          if (change != changes.getFirst()) {
            state.remove("data");
          }
          return Json.object("step", change.step, "state", state);
        })
        .toList();
  }

  /// The state at a step.
  ExperimentState stateAt(long step) {
    ExperimentState found = changes.getFirst().state;
    for (Change change : changes) {
      if (change.step <= step) {
        found = change.state;
      }
    }
    return found;
  }

  /// The changes that were made at a step, in order; the beginning is none.
  List<Change> changesAt(long step) {
    Change latest = changes.getLast();
    if (latest.step < step) {
      return List.of();
    }
    return changes.stream().skip(1).filter(change -> change.step == step).toList();
  }

  /// Notes a change at the last step.
  ///
  /// **Throws** [StateException] if there are too many
  void change(ExperimentState state, @Nullable Edit edit, TrainingMoment after) {
    requireRoom();
    changes.add(new Change(last, state, edit));
    keyframes.tailMap(last, true).clear();
    keyframes.put(last, after);
  }

  /// **Throws** [StateException] if there can be no further change
  void requireRoom() {
    if (changes.size() >= Limits.CHANGES) {
      throw new StateException(null, "too many changes on one timeline; reset, or start anew");
    }
  }

  /// Whether a moment should be kept when the last step is this one.
  boolean wants(long step) {
    return step > last && step % interval == 0;
  }

  /// Notes that a step was done.
  void reached(long step) {
    last = Math.max(last, step);
  }

  void keep(TrainingMoment moment) {
    keyframes.put(moment.steps(), moment);
    long most = Math.clamp(BYTES / moment.bytes(), FEWEST_KEYFRAMES, MOST_KEYFRAMES);
    if (keyframes.size() > most) {
      interval *= 2;
      keyframes.keySet().removeIf(step -> step % interval != 0 && step != last);
    }
  }

  /// Keeps the ends only, to save memory; everything in between can be trained again.
  void thin() {
    long latest = keyframes.lastKey();
    keyframes.keySet().removeIf(step -> step != 0 && step != latest);
  }

  /// The latest moment at or before a step.
  Map.Entry<Long, TrainingMoment> before(long step) {
    return keyframes.floorEntry(step);
  }

  /// Forgets everything after a step.
  void cut(long step) {
    last = Math.min(last, step);
    changes.removeIf(change -> change.step > step);
    keyframes.tailMap(step, false).clear();
    curve.cut(step);
  }
}
