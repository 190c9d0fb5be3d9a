package dev.descent.optim;

import java.util.Arrays;
import java.util.List;

/// Schedules by name.
final class NamedSchedules {
  static final List<String> FORMS =
      List.of(
          "constant",
          "step:every,factor",
          "exponential:end",
          "polynomial:power,end",
          "cosine:end",
          "warmup:steps",
          "warmup-cosine:warmup,end",
          "one-cycle:peak,start,end",
          "cosine-restarts:period,growth,end");

  private static final List<String> OVER_ALL_STEPS =
      List.of("exponential", "polynomial", "cosine", "warmup-cosine", "one-cycle");

  private NamedSchedules() {}

  static boolean dependsOnTotal(String text) {
    return Arrays.stream(text.split("\\*", -1))
        .map(part -> part.replaceFirst(":.*", "").strip())
        .anyMatch(OVER_ALL_STEPS::contains);
  }

  static Schedule parse(String text, long totalSteps) {
    Schedule product = Schedule.constant();
    for (String part : text.split("\\*", -1)) {
      product = product.times(single(part.strip(), totalSteps));
    }
    return product;
  }

  private static Schedule single(String text, long totalSteps) {
    TextForm form = TextForm.parse("schedule", text, FORMS);
    return switch (form.name()) {
      case "step" -> Schedule.stepDecay(form.whole("every"), form.number("factor", 0.1));
      case "exponential" -> Schedule.exponential(form.number("end", 0.01), totalSteps);
      case "polynomial" ->
          Schedule.polynomial(form.number("power", 1), form.number("end", 0), totalSteps);
      case "cosine" -> Schedule.cosine(form.number("end", 0), totalSteps);
      case "warmup" -> Schedule.warmup(form.whole("steps"));
      case "warmup-cosine" ->
          Schedule.warmupCosine(
              form.whole("warmup", totalSteps / 20), form.number("end", 0), totalSteps);
      case "one-cycle" ->
          Schedule.oneCycle(
              form.number("peak", 0.3),
              form.number("start", 1.0 / 25),
              form.number("end", 1.0 / 250_000),
              totalSteps);
      case "cosine-restarts" ->
          Schedule.cosineRestarts(
              form.whole("period"), form.number("growth", 1), form.number("end", 0));
      default -> Schedule.constant();
    };
  }
}
