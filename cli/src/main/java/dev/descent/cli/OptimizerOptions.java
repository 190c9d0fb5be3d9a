package dev.descent.cli;

import dev.descent.optim.Clipping;
import dev.descent.optim.ReduceOnPlateau;
import dev.descent.optim.Rules;
import dev.descent.optim.Schedule;
import dev.descent.optim.UpdateRule;
import dev.descent.train.TrainingSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// How a step is made.
final class OptimizerOptions {
  /// A number of steps with which any schedule makes sense.
  private static final long STEPS = 1_000_000_000;

  @Option(
      names = "--optimizer",
      paramLabel = "NAME",
      description =
          "sgd, adagrad, rmsprop, adam, adamw, nadam, lion or muon. Default: sgd for digits.")
  @Nullable String optimizer;

  @Option(
      names = {"-l", "--lr", "--learning-rate"},
      paramLabel = "X",
      description = "Learning rate. Default: the optimizer's usual one; 0.5 with sgd for digits.")
  @Nullable Double learningRate;

  @Option(
      names = "--momentum",
      paramLabel = "X",
      description = "Momentum of sgd or rmsprop, at least 0 and below 1. Default: 0.")
  @Nullable Double momentum;

  @Option(
      names = "--weight-decay",
      paramLabel = "X",
      description = "Weight decay. Default: the optimizer's usual one; mostly 0.")
  @Nullable Double weightDecay;

  @Option(
      names = "--set",
      paramLabel = "NAME=X",
      description = "Another number of the optimizer, such as --set beta2=0.95; repeatable.")
  Map<String, String> settings = new LinkedHashMap<>();

  @Option(
      names = "--schedule",
      paramLabel = "NAME[:KEY=X,...]",
      description =
          "How the learning rate goes: constant, step:every=N,factor=X, exponential, polynomial,"
              + " cosine, warmup:N, warmup-cosine, one-cycle, cosine-restarts:period=N, plateau;"
              + " several, joined by *, are multiplied. N are steps. Default: constant.")
  @Nullable String schedule;

  @Option(
      names = "--clip",
      paramLabel = "NAME:X",
      description = "Clip gradients: value:1, norm:1 or global-norm:1. Default: none.")
  @Nullable String clip;

  @Option(
      names = "--average",
      paramLabel = "NAME:X",
      description = "Average the weights: ema:0.999, or swa:first=1000,every=100. Default: none.")
  @Nullable String average;

  @Option(
      names = "--accumulate",
      paramLabel = "N",
      description = "Batches whose gradients are added up for one step. Default: 1.")
  @Nullable Integer accumulate;

  @Option(
      names = "--label-smoothing",
      paramLabel = "X",
      description = "Share of the label that all classes get alike. Default: 0.")
  @Nullable Double labelSmoothing;

  /// @param guess the recipe, where it is known already
  void check(Checks checks, Optional<Recipe> guess) {
    if (learningRate != null) {
      checks.require(
          learningRate > 0 && learningRate < Double.POSITIVE_INFINITY,
          "--lr",
          "a number above 0",
          learningRate);
    }
    checks.within("--momentum", momentum, 0, 1, "at least 0 and below 1");
    if (weightDecay != null) {
      checks.require(
          weightDecay >= 0 && weightDecay < Double.POSITIVE_INFINITY,
          "--weight-decay",
          "0 or a number above it",
          weightDecay);
    }
    checks.count("--accumulate", accumulate);
    if (labelSmoothing != null) {
      checks.require(
          labelSmoothing >= 0 && labelSmoothing < 1,
          "--label-smoothing",
          "at least 0 and below 1",
          labelSmoothing);
    }
    checks.meaning("--schedule", () -> schedule == null ? null : schedule(schedule));
    checks.meaning("--clip", () -> clip == null ? null : Clipping.named(clip));
    checks.meaning("--optimizer", () -> optimizer == null ? null : named(optimizer));
    guess.ifPresent(recipe -> rule(recipe.optimizer(), checks));
  }

  private static Object schedule(String text) {
    List<String> names = new ArrayList<>(Schedule.names());
    names.add(ReduceOnPlateau.NAME);
    for (String part : text.split("\\*", -1)) {
      String name = part.replaceFirst(":.*", "").strip();
      if (!names.contains(name)) {
        throw new IllegalArgumentException(Nearest.unknown("schedule", name, names));
      }
      if (name.equals(ReduceOnPlateau.NAME) && text.contains("*")) {
        throw new IllegalArgumentException(
            "%s stands alone: it cannot be multiplied".formatted(name));
      }
    }
    return ReduceOnPlateau.isNamed(text)
        ? ReduceOnPlateau.named(text)
        : Schedule.named(text, STEPS);
  }

  private static UpdateRule named(String name) {
    if (!Rules.names().contains(name)) {
      throw new IllegalArgumentException(Nearest.unknown("optimizer", name, Rules.names()));
    }
    return Rules.named(name);
  }

  /// The optimizer with all that was said of it.
  ///
  /// @param usual what a recipe takes
  UpdateRule rule(UpdateRule usual, Checks checks) {
    UpdateRule rule = usual;
    if (optimizer != null && !optimizer.equals(Rules.toMap(usual).get("name"))) {
      String name = optimizer;
      rule = checks.meaning("--optimizer", () -> named(name));
    }
    rule = with(rule, "--lr", "learningRate", learningRate, checks);
    rule = with(rule, "--momentum", "momentum", momentum, checks);
    rule = with(rule, "--weight-decay", "weightDecay", weightDecay, checks);
    for (Map.Entry<String, String> setting : settings.entrySet()) {
      rule = with(rule, "--set", setting.getKey(), value(setting.getValue()), checks);
    }
    return rule;
  }

  private static UpdateRule with(
      UpdateRule rule, String option, String setting, @Nullable Object value, Checks checks) {
    return value == null ? rule : checks.meaning(option, () -> Rules.with(rule, setting, value));
  }

  private static Object value(String text) {
    return switch (text) {
      case "true", "false" -> Boolean.valueOf(text);
      default -> Converters.number(text);
    };
  }

  TrainingSpec.Steps steps(TrainingSpec.Steps usual, @Nullable String augment) {
    return new TrainingSpec.Steps(
        or(schedule, usual.schedule()),
        or(clip, usual.clip()),
        or(average, usual.average()),
        or(augment, usual.augment()),
        or(accumulate, usual.accumulate()),
        or(labelSmoothing, usual.labelSmoothing()));
  }

  private static <T> T or(@Nullable T said, T usual) {
    return said != null ? said : usual;
  }
}
