package dev.descent.optim;

import java.util.List;
import java.util.function.DoubleUnaryOperator;

/// How the learning rate changes in the course of training: a factor for every step, by which the
/// base learning rate is multiplied.
///
/// ```java
/// Schedule schedule = Schedule.warmup(500).times(Schedule.cosine(0.01, totalSteps));
/// optimizer.rateFactor(schedule.factor(optimizer.steps()));    // before each step
/// ```
///
/// A schedule is a function of the number of steps done, so a run that is resumed needs to know
/// nothing else. See [ReduceOnPlateau] for the one that depends on what training achieves.
@FunctionalInterface
public interface Schedule {
  /// The factor of a step.
  ///
  /// @param step the number of steps done before it, so 0 for the first
  double factor(long step);

  /// Always 1.
  static Schedule constant() {
    return step -> 1;
  }

  /// Multiplied by `factor` after every `every` steps.
  static Schedule stepDecay(long every, double factor) {
    Settings.requireSteps("number of steps between decays", every, 1);
    Settings.requireNotNegative("factor of a decay", factor);
    return step -> Math.pow(factor, (double) Math.floorDiv(step, every));
  }

  /// From 1 to `end` in equal ratios: endˢ, s the part of `steps` that is done.
  ///
  /// @param end above 0
  static Schedule exponential(double end, long steps) {
    Settings.requirePositive("last factor of the learning rate", end);
    return progress(steps, done -> Math.pow(end, done));
  }

  /// From 1 to `end` along (1 − s)^power, s the part of `steps` that is done; power 1 is a line.
  static Schedule polynomial(double power, double end, long steps) {
    Settings.requirePositive("power", power);
    Settings.requireNotNegative("last factor of the learning rate", end);
    return progress(steps, done -> end + (1 - end) * Math.pow(1 - done, power));
  }

  /// From 1 to `end` along half a wave of a cosine.
  ///
  /// - **Source** Loshchilov and Hutter 2017, "SGDR: stochastic gradient descent with warm
  ///   restarts"
  static Schedule cosine(double end, long steps) {
    Settings.requireNotNegative("last factor of the learning rate", end);
    return progress(steps, done -> between(1, end, done));
  }

  /// Up a line from 1/`steps` in the first step to 1, and then 1.
  ///
  /// - **Source** Goyal et al. 2017, "Accurate, large minibatch SGD", section 2.2
  static Schedule warmup(long steps) {
    Settings.requireSteps("number of steps of a warm-up", steps, 1);
    return step -> step >= steps ? 1 : (step + 1.0) / steps;
  }

  /// A warm-up, then a cosine down to `end` over the rest of `steps`.
  ///
  /// @param warmup fewer than `steps`
  static Schedule warmupCosine(long warmup, double end, long steps) {
    if (warmup >= steps) {
      throw new IllegalArgumentException(
          "a warm-up of %d steps leaves nothing of %d steps in all".formatted(warmup, steps));
    }
    Schedule rest = cosine(end, steps - warmup);
    return warmup == 0 ? rest : warmup(warmup).then(warmup, rest);
  }

  /// Up from `start` to 1, the base learning rate, and down to `end`, both along half a wave of a
  /// cosine, so that the last of `steps` has `end`. As in PyTorch.
  ///
  /// - **Source** Smith and Topin 2018, "Super-convergence"
  ///
  /// @param peak the part of the steps that the way up takes, in 0 … 1
  static Schedule oneCycle(double peak, double start, double end, long steps) {
    Settings.requireFraction("part of the steps on the way up", peak);
    Settings.requireNotNegative("first factor of the learning rate", start);
    Settings.requireNotNegative("last factor of the learning rate", end);
    Settings.requireSteps("number of steps", steps, 1);
    double top = Math.max(0, peak * steps - 1);
    double last = Math.max(top, steps - 1.0);
    return step ->
        step < top
            ? between(start, 1, step / top)
            : between(1, end, last == top ? 0 : Math.min(1, (step - top) / (last - top)));
  }

  /// One cycle with the way up in the first 30 % of the steps, from 1/25; the end is 1/250 000.
  static Schedule oneCycle(long steps) {
    return oneCycle(0.3, 1.0 / 25, 1.0 / 250_000, steps);
  }

  /// A cosine from 1 to `end` over `period` steps, then again from 1 over a period `growth` times
  /// as long, and so on.
  ///
  /// - **Source** Loshchilov and Hutter 2017, "SGDR: stochastic gradient descent with warm
  ///   restarts"
  ///
  /// @param growth at least 1
  static Schedule cosineRestarts(long period, double growth, double end) {
    Settings.requireSteps("number of steps of the first period", period, 1);
    Settings.requireNotNegative("last factor of the learning rate", end);
    if (!(growth >= 1 && growth < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "the growth of the periods must be at least 1, not " + growth);
    }
    return step -> {
      if (growth == 1) {
        return between(1, end, (double) Math.floorMod(step, period) / period);
      }
      double start = 0;
      double length = period;
      while (step >= start + length) {
        start += length;
        length *= growth;
      }
      return between(1, end, (step - start) / length);
    };
  }

  /// This schedule for so many steps, then another one, whose steps count from there.
  default Schedule then(long steps, Schedule next) {
    Settings.requireSteps("number of steps", steps, 1);
    return step -> step < steps ? factor(step) : next.factor(step - steps);
  }

  /// This schedule's factor times another's.
  default Schedule times(Schedule other) {
    return step -> factor(step) * other.factor(step);
  }

  /// The schedules that [#named] knows, each with the names of its numbers behind a colon, such as
  /// `step:every,factor`.
  static List<String> forms() {
    return NamedSchedules.FORMS;
  }

  /// The names of the schedules that [#named] knows.
  static List<String> names() {
    return TextForm.namesIn(NamedSchedules.FORMS);
  }

  /// Whether a schedule in words goes another way where the whole training has another number of
  /// steps.
  static boolean dependsOnTotal(String text) {
    return NamedSchedules.dependsOnTotal(text);
  }

  /// A schedule in words: `constant`, `step:every=1000,factor=0.5`, `exponential:end=0.01`,
  /// `polynomial:power=2`, `cosine:end=0.01`, `warmup:500`, `warmup-cosine:warmup=500`,
  /// `one-cycle`, `cosine-restarts:period=1000,growth=2`; several, joined by `*`, are multiplied.
  ///
  /// **Throws** [IllegalArgumentException] that says what there is
  ///
  /// @param totalSteps the number of steps of the whole training
  static Schedule named(String text, long totalSteps) {
    return NamedSchedules.parse(text, totalSteps);
  }

  private static Schedule progress(long steps, DoubleUnaryOperator curve) {
    Settings.requireSteps("number of steps", steps, 1);
    return step -> curve.applyAsDouble(Math.min(1, (double) step / steps));
  }

  private static double between(double from, double to, double done) {
    return to + (from - to) * (1 + Math.cos(Math.PI * done)) / 2;
  }
}
