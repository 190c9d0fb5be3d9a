package dev.descent.train;

import dev.descent.data.Dataset;
import dev.descent.io.Json;
import dev.descent.optim.Rules;
import dev.descent.optim.Schedule;
import dev.descent.optim.UpdateRule;
import dev.descent.optim.WeightAverage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/// What must not change between the parts of a run, as far as it can be told: a loss or a listener
/// is a function, of which nothing can be compared.
final class RunSettings {
  private static final String SCHEDULE = "schedule";
  private static final String TOTAL = "totalSteps";

  /// Where two schedules are compared, in parts of all steps.
  private static final int SAMPLES = 16;

  /// A cosine need not be the same to the last bit on another machine.
  private static final double SAME_RATE = 1e-9;

  private final Map<String, @Nullable Object> plain;
  private final List<Double> factors = new ArrayList<>();
  private final long totalSteps;

  /// @param schedule how the learning rate goes
  /// @param totalSteps the number of steps of the whole run
  RunSettings(
      Trainer options,
      Dataset train,
      @Nullable WeightAverage average,
      Schedule schedule,
      long totalSteps) {
    this.plain =
        Json.object(
            "examples",
            train.size(),
            "batchSize",
            options.batchSize,
            "accumulate",
            options.accumulate,
            "shuffle",
            options.shuffle,
            "seed",
            options.seed,
            "optimizer",
            inWords(options.groups.rules()),
            "clipping",
            options.clipping == null ? "none" : options.clipping.toString(),
            "average",
            average == null ? "none" : average.toString(),
            "augmentation",
            options.augmentation == null ? "none" : options.augmentation.toString());
    this.totalSteps = totalSteps;
    for (long step : samples(totalSteps)) {
      factors.add(schedule.factor(step));
    }
  }

  private static List<Long> samples(long totalSteps) {
    List<Long> steps = new ArrayList<>(List.of(0L, Math.min(1, totalSteps - 1)));
    for (int i = 1; i <= SAMPLES; i++) {
      steps.add((totalSteps - 1) * i / SAMPLES);
    }
    return steps;
  }

  /// Such as `sgd, learningRate 0.5, momentum 0.9, nesterov false`.
  private static String inWords(List<UpdateRule> rules) {
    StringJoiner all = new StringJoiner("; ");
    for (UpdateRule rule : rules) {
      StringJoiner words = new StringJoiner(", ");
      if (Rules.isNamed(rule)) {
        Rules.toMap(rule)
            .forEach(
                (name, value) -> words.add(name.equals("name") ? value + "" : name + " " + value));
      } else {
        words.add(rule.getClass().getName());
        words.add("learningRate " + rule.learningRate());
      }
      all.add(words.toString());
    }
    return all.toString();
  }

  Map<String, @Nullable Object> toJson() {
    Map<String, @Nullable Object> json = Json.object();
    json.putAll(plain);
    json.put(TOTAL, totalSteps);
    json.put(SCHEDULE, factors);
    return json;
  }

  /// Compares them with those of a checkpoint; what it does not say is taken to be the same.
  ///
  /// **Throws** [RunException] that names what is another
  ///
  /// @param checkpoint the folder, for messages
  void requireSame(Path checkpoint, Fields saved) {
    plain.forEach((name, own) -> {
      if (saved.has(name) && !String.valueOf(own).equals(String.valueOf(saved.value(name)))) {
        throw new RunException(
            "%s was made with %s %s, not %s; resume with what it was made with"
                .formatted(checkpoint, name, saved.value(name), own));
      }
    });
    // Many a schedule depends on the number of steps, which may be changed.
    boolean comparable =
        saved.has(SCHEDULE) && saved.integer(TOTAL, 0, Long.MAX_VALUE) == totalSteps;
    if (comparable && !isSame(saved.value(SCHEDULE))) {
      throw new RunException(
          "%s was made with another schedule of the learning rate; resume with what it was made with"
              .formatted(checkpoint));
    }
  }

  private boolean isSame(@Nullable Object saved) {
    if (!(saved instanceof List<?> others) || others.size() != factors.size()) {
      return false;
    }
    for (int i = 0; i < others.size(); i++) {
      double own = factors.get(i);
      if (!(Math.abs(Json.toDouble(others.get(i)) - own) <= SAME_RATE * Math.max(1, own))) {
        return false;
      }
    }
    return true;
  }
}
