package dev.descent.exec;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The plans of the tapes seen lately. Tapes are compared exactly, so a plan is never used for
/// another graph.
final class PlanCache {
  private static final int CAPACITY = 256;
  private static final int SUSPICIOUS_MISSES = 32;

  private final Map<Tape, Plan> plans = new LinkedHashMap<>(16, 0.75f, true);
  private @Nullable Tape lastMiss;
  private int missesInARow;
  private int growing;
  private long hits;
  private long misses;

  Plan plan(Tape tape) {
    Plan known = plans.get(tape);
    if (known != null) {
      hits++;
      missesInARow = 0;
      return known;
    }
    misses++;
    Tape key = tape.key();
    watch(key);
    Plan plan = Planner.plan(tape);
    plans.put(key, plan);
    if (plans.size() > CAPACITY) {
      plans.remove(plans.keySet().iterator().next());
    }
    return plan;
  }

  /// Reports once when every evaluation needs a new plan, and what keeps changing.
  private void watch(Tape key) {
    Tape before = lastMiss;
    lastMiss = key;
    missesInARow++;
    boolean longer = before != null && key.instructions() > before.instructions();
    growing = longer && missesInARow > 1 ? growing + 1 : 0;
    if (before == null || missesInARow != SUSPICIOUS_MISSES) {
      return;
    }
    if (growing >= SUSPICIOUS_MISSES / 2) {
      warn(
          "each of the last {0} evaluations computed a longer graph than the one before: some tensor is carried from "
              + "step to step without being evaluated. The latest ends in: {1}",
          growing, key.describe(key.instructions() - 1));
      return;
    }
    int difference = key.firstDifference(before);
    warn(
        "the last {0} evaluations were all different graphs, so each was planned anew. First difference: {1}",
        missesInARow,
        difference < 0
            ? "the number of instructions"
            : key.describe(difference) + " was " + before.describe(difference));
  }

  /// The JVM takes twenty milliseconds to find its first logger.
  private static void warn(String format, Object... parameters) {
    System.getLogger("dev.descent.exec").log(System.Logger.Level.WARNING, format, parameters);
  }

  long hits() {
    return hits;
  }

  long misses() {
    return misses;
  }

  void clear() {
    plans.clear();
    lastMiss = null;
    missesInARow = 0;
  }
}
