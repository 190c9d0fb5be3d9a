package dev.descent.train.coach;

import dev.descent.io.Json;
import dev.descent.nn.Module;
import dev.descent.nn.Parameter;
import dev.descent.train.Stateful;
import dev.descent.train.TrainEvent;
import dev.descent.train.TrainListener;
import dev.descent.train.TrainingRun;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Watches a run and says what it sees: what goes wrong, by which figures, and what to change.
///
/// The coach is a set of rules, each a pure function of what has happened lately. As a listener it
/// gives each piece of advice once, as a notice of the run, and again only if the matter comes back
/// after all was well. What it sees inside the network it has from the run's closer looks, the
/// [TrainEvent.Measured] events; without these, only the rules about losses speak.
///
/// ```java
/// Trainer.of(model, Losses::crossEntropy, new Sgd(0.5)).measureEvery(50).listen(new Coach()) ...
/// ```
///
/// A loop written by hand asks with [#review(Module)], and with [#review(List)] about events that
/// it makes.
public final class Coach implements TrainListener, Stateful {
  private static final int KEPT_STEPS = 3;
  private static final int QUIET_STEPS = 200;
  private static final int QUIET_EPOCHS = 3;

  private static final List<Rule> RULES =
      Stream.of(DataRules.ALL, LossRules.ALL, NetworkRules.ALL, EpochRules.ALL)
          .flatMap(List::stream)
          .toList();

  private final Observations seen = new Observations();
  private final Map<String, Long> lastFound = new LinkedHashMap<>();
  private final Map<String, Optional<Advice>> standing = new HashMap<>();
  private @Nullable TrainingRun run;

  /// A coach who has seen nothing so far.
  public Coach() {}

  @Override
  public void on(TrainEvent event) {
    if (event instanceof TrainEvent.Started started) {
      run = started.run();
    }
    for (Advice advice : hear(event)) {
      if (run != null) {
        run.notice(advice.rule(), advice.sentence(), advice.suggestion());
      }
    }
  }

  /// All advice on a run, in the order in which it would have been given.
  ///
  /// @param events those of a run, from its first on, or of a loop written by hand: what is not
  ///   there is not judged
  public static List<Advice> review(List<? extends TrainEvent> events) {
    Coach coach = new Coach();
    List<Advice> given = new ArrayList<>();
    events.forEach(event -> given.addAll(coach.hear(event)));
    return given;
  }

  /// Advice on a loop written by hand, to be asked for after `optimizer.step()`: whether gradients
  /// were forgotten to be set to zero. Several `backward()` before one step are no mistake, but
  /// gradients that serve several steps seldom are meant.
  public static Optional<Advice> review(Module model) {
    int steps = 0;
    for (Parameter parameter : model.parameters().values()) {
      steps = Math.max(steps, parameter.stepsTaken());
    }
    return steps < KEPT_STEPS
        ? Optional.empty()
        : Optional.of(
            new Advice(
                "gradients-kept",
                steps + " steps since gradients were last set to zero",
                "Gradients add up from step to step, so each step follows those of all batches before"
                    + " it as well",
                "call optimizer.zeroGrad() before each loss.backward(), or after the step if"
                    + " gradients are meant to be collected over several batches"));
  }

  private List<Advice> hear(TrainEvent event) {
    if (!seen.add(event)) {
      return List.of();
    }
    if (seen.hasNewLook()) {
      standing.clear();
    }
    List<Advice> given = new ArrayList<>();
    for (Rule rule : RULES) {
      if (rule.scope() == Rule.Scope.RUN && lastFound.containsKey(rule.name())) {
        continue; // it has spoken and has nothing more to say
      }
      look(rule)
          .ifPresent(advice -> {
            Long before = lastFound.put(rule.name(), seen.step());
            if (before == null || seen.step() - before > quietSteps(rule.scope())) {
              given.add(advice);
            }
          });
    }
    return given;
  }

  /// What a rule says, which for most is what it said before unless there was a closer look since.
  private Optional<Advice> look(Rule rule) {
    return rule.basis() == Rule.Basis.LOSSES
        ? rule.advice(seen)
        : standing.computeIfAbsent(rule.name(), _ -> rule.advice(seen));
  }

  private long quietSteps(Rule.Scope scope) {
    return switch (scope) {
      case RUN -> Long.MAX_VALUE;
      case STEPS -> QUIET_STEPS;
      case EPOCHS -> (long) QUIET_EPOCHS * seen.batches();
    };
  }

  @Override
  public String stateName() {
    return "coach";
  }

  @Override
  public Map<String, Object> state() {
    Map<String, Object> state = new LinkedHashMap<>();
    state.put("observations", seen.state());
    state.put("found", new LinkedHashMap<>(lastFound));
    return state;
  }

  @Override
  public void restore(Map<String, ? extends @Nullable Object> state) {
    seen.restore(Observations.object(state, "observations"));
    lastFound.clear();
    standing.clear();
    Observations.object(state, "found")
        .forEach((rule, step) -> lastFound.put(rule, (long) Json.toDouble(step)));
  }
}
