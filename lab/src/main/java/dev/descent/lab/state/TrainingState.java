package dev.descent.lab.state;

import dev.descent.io.Json;
import dev.descent.optim.Clipping;
import dev.descent.optim.Rules;
import dev.descent.optim.Schedule;
import dev.descent.optim.UpdateRule;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// How it is trained.
///
/// @param loss what is made small
/// @param rule the optimizer
/// @param schedule as [Schedule#named] takes it
/// @param horizon the epochs that the schedule is stretched over
/// @param batchSize points in a step
/// @param l1 the weight of Σ|w|
/// @param l2 the weight of ½Σw²
/// @param clip as [Clipping#named] takes it
/// @param shuffle whether each epoch has an order of its own
/// @param seed what the order comes from
public record TrainingState(
    LossName loss,
    UpdateRule rule,
    String schedule,
    int horizon,
    int batchSize,
    double l1,
    double l2,
    String clip,
    boolean shuffle,
    long seed) {
  private static final double FASTEST = 1000;
  private static final int LONGEST_HORIZON = 1_000_000;

  static TrainingState from(Fields fields, String usualLoss) {
    TrainingState state =
        new TrainingState(
            LossName.named(fields, "loss", usualLoss),
            rule(fields),
            fields.text("schedule", 200, "constant"),
            (int) fields.whole("horizon", 1, LONGEST_HORIZON, 1000),
            (int) fields.whole("batchSize", 1, 4096, 10),
            fields.number("l1", 0, 10, 0),
            fields.number("l2", 0, 10, 0),
            fields.text("clip", 100, "none"),
            fields.truth("shuffle", true),
            fields.whole("seed", 0, Limits.SEED, 1));
    understood(fields, "schedule", () -> Schedule.named(state.schedule, 1000));
    understood(fields, "clip", () -> Clipping.named(state.clip));
    fields.finish();
    return state;
  }

  private static UpdateRule rule(Fields fields) {
    Map<String, @Nullable Object> given = fields.map("optimizer");
    given.putIfAbsent("name", "sgd");
    if ("sgd".equals(given.get("name"))) {
      given.putIfAbsent("learningRate", 0.03);
    }
    Map<String, Object> settings = new LinkedHashMap<>();
    given.forEach((name, value) -> {
      if (!(value instanceof Number || value instanceof Boolean || value instanceof String)) {
        throw fields.error(
            "optimizer", "a setting of an optimizer is a number, true or false, not " + value);
      }
      settings.put(name, value);
    });
    UpdateRule rule = understood(fields, "optimizer", () -> Rules.fromMap(settings));
    if (rule.learningRate() > FASTEST) {
      throw fields.error(
          "optimizer.learningRate",
          "the learning rate must be from 0 to 1000, not " + rule.learningRate());
    }
    return rule;
  }

  private static <T> T understood(Fields fields, String name, Supplier<T> read) {
    try {
      return read.get();
    } catch (IllegalArgumentException e) {
      throw fields.error(name, String.valueOf(e.getMessage()));
    }
  }

  /// The schedule for an epoch of so many steps.
  public Schedule scheduleFor(int stepsPerEpoch) {
    return Schedule.named(schedule, (long) horizon * stepsPerEpoch);
  }

  /// The same with another optimizer.
  public TrainingState rule(UpdateRule changed) {
    return new TrainingState(
        loss, changed, schedule, horizon, batchSize, l1, l2, clip, shuffle, seed);
  }

  /// The same with another batch size.
  public TrainingState batchSize(int changed) {
    return new TrainingState(loss, rule, schedule, horizon, changed, l1, l2, clip, shuffle, seed);
  }

  /// The same with another clipping.
  public TrainingState clip(String changed) {
    return new TrainingState(
        loss, rule, schedule, horizon, batchSize, l1, l2, changed, shuffle, seed);
  }

  /// The same with another order.
  public TrainingState shuffle(boolean changed) {
    return new TrainingState(loss, rule, schedule, horizon, batchSize, l1, l2, clip, changed, seed);
  }

  /// The same with another weight of ½Σw².
  public TrainingState l2(double changed) {
    return new TrainingState(
        loss, rule, schedule, horizon, batchSize, l1, changed, clip, shuffle, seed);
  }

  Map<String, @Nullable Object> toMap() {
    return Json.object(
        "loss", loss.label(),
        "optimizer", Rules.toMap(rule),
        "schedule", schedule,
        "horizon", horizon,
        "batchSize", batchSize,
        "l1", l1,
        "l2", l2,
        "clip", clip,
        "shuffle", shuffle,
        "seed", seed);
  }
}
