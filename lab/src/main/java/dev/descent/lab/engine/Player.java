package dev.descent.lab.engine;

import dev.descent.io.Json;
import dev.descent.lab.engine.Timeline.Change;
import dev.descent.lab.state.ExperimentState;
import dev.descent.lab.state.Limits;
import dev.descent.lab.state.StateException;
import dev.descent.train.DivergedException;
import dev.descent.train.TrainEvent;
import dev.descent.train.TrainingMoment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// An experiment with all its time: forward step by step, back to any step, changed on the way, and
/// branched where it is changed in the past. For one thread.
final class Player {
  private final List<Timeline> branches = new ArrayList<>();
  private final Hearer hearer;
  private Experiment now;
  private Timeline line;
  private int nextId = 1;
  private long dataVersion = 1;

  /// Hears of what happens.
  interface Hearer {
    /// Hears an event.
    ///
    /// @param again whether it is one of a step that was done before
    void on(TrainEvent event, boolean again);
  }

  Player(ExperimentState state, Hearer hearer) {
    this.hearer = hearer;
    this.now = Experiment.begin(state, Problem.of(state.data(), state.network()), this::hear);
    this.line = Timeline.begin(nextId++, state, now.session().moment());
    branches.add(line);
  }

  private void hear(TrainEvent event) {
    boolean again =
        switch (event) {
          case TrainEvent.StepDone step -> step.step() <= line.last();
          case TrainEvent.Measured measured -> measured.statistics().step() <= line.last();
          case TrainEvent.EpochEnded ended -> ended.result().steps() <= line.last();
          default -> false;
        };
    hearer.on(event, again);
  }

  Experiment now() {
    return now;
  }

  Timeline line() {
    return line;
  }

  long step() {
    return now.step();
  }

  long dataVersion() {
    return dataVersion;
  }

  /// Begins anew.
  ///
  /// **Throws** [StateException] if the state makes no sense; everything is as it was then
  void start(ExperimentState state) {
    boolean sameData =
        state.data().equals(now.state().data())
            && state.network().features().equals(now.state().network().features());
    Problem problem = sameData ? now.problem() : Problem.of(state.data(), state.network());
    now = Experiment.begin(state, problem, this::hear);
    line = Timeline.begin(nextId++, state, now.session().moment());
    branches.clear();
    branches.add(line);
    if (!sameData) {
      dataVersion++;
    }
  }

  /// Goes on with another state, or begins anew if that must be.
  ///
  /// **Throws** [StateException] if the state makes no sense; everything is as it was then
  ///
  /// @return whether it began anew
  boolean change(ExperimentState state) {
    if (!now.state().canGoOnAs(state)) {
      start(state);
      return true;
    }
    List<String> differences = now.state().differences(state);
    if (differences.isEmpty()) {
      return false;
    }
    line.requireRoom();
    Experiment changed = now.goOnAs(state);
    forkIfInThePast(differences);
    now = changed;
    line.change(state, null, now.session().moment());
    return false;
  }

  /// Sets one number of a parameter.
  ///
  /// **Throws** [StateException] if there is none; everything is as it was then
  void edit(Edit edit) {
    line.requireRoom();
    now.edit(edit);
    forkIfInThePast(List.of(edit.parameter()));
    line.change(now.state(), edit, now.session().moment());
  }

  private void forkIfInThePast(List<String> differences) {
    if (step() == line.last()) {
      return;
    }
    line = line.fork(nextId++, step(), differences);
    branches.add(line);
    if (branches.size() > Limits.BRANCHES) {
      branches.remove(1);
    }
    branches.stream().filter(branch -> branch != line).forEach(Timeline::thin);
  }

  /// Does one step, and what was changed after it when it was done first.
  ///
  /// **Throws** [DivergedException] if the training diverges; it is at the last good step then
  ///
  /// @return whether something was changed after it
  boolean advance() {
    try {
      now.session().step();
    } catch (DivergedException e) {
      long good = Math.max(0, e.step() - 1);
      line.cut(good);
      seek(good);
      throw e;
    }
    long step = step();
    boolean keep = line.wants(step);
    List<Change> changes = line.changesAt(step);
    line.reached(step);
    if (!changes.isEmpty()) {
      changes.forEach(this::apply);
    } else if (keep) {
      line.keep(now.session().moment());
    }
    return !changes.isEmpty();
  }

  private void apply(Change change) {
    Edit edit = change.edit();
    if (edit == null) {
      now = now.goOnAs(change.state());
    } else {
      now.edit(edit);
    }
  }

  /// Goes to the latest step at or before `target` that can be gone to at once; the rest of the way
  /// is for [#advance].
  void jump(long target) {
    Map.Entry<Long, TrainingMoment> moment = line.before(target);
    if (step() <= target && step() >= moment.getKey()) {
      return;
    }
    now = Experiment.begin(line.stateAt(moment.getKey()), now.problem(), this::hear);
    now.session().restore(moment.getValue());
  }

  /// Goes to a step all the way.
  void seek(long target) {
    Map.Entry<Long, TrainingMoment> moment = line.before(target);
    now = Experiment.begin(line.stateAt(moment.getKey()), now.problem(), this::hear);
    now.session().restore(moment.getValue());
    while (step() < target) {
      advance();
    }
  }

  /// Changes to another branch. Where it is then is its beginning: [#jump] and [#advance] lead on.
  ///
  /// **Throws** [StateException] if there is none
  void branch(int id) {
    Timeline found =
        branches.stream()
            .filter(branch -> branch.id() == id)
            .findFirst()
            .orElseThrow(() -> new StateException("id", "there is no branch " + id));
    line = found;
    line.curve().renew();
    Map.Entry<Long, TrainingMoment> moment = line.before(line.last());
    now = Experiment.begin(line.stateAt(moment.getKey()), now.problem(), this::hear);
    now.session().restore(moment.getValue());
  }

  /// The branches, as a page is told.
  List<Map<String, @Nullable Object>> describeBranches() {
    return branches.stream().map(Player::describe).toList();
  }

  /// A branch, as a page is told.
  static Map<String, @Nullable Object> describe(Timeline branch) {
    return Json.object(
        "id", branch.id(),
        "from", branch.from(),
        "step", branch.forkedAt(),
        "changed", branch.changed(),
        "last", branch.last());
  }
}
