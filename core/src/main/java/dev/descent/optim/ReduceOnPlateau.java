package dev.descent.optim;

import dev.descent.tensor.PlainNumber;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Lowers the learning rate when a metric has not improved for a while.
///
/// ```java
/// ReduceOnPlateau plateau = new ReduceOnPlateau(0.1, 10);
/// optimizer.rateFactor(plateau.report(validationLoss));    // after each epoch
/// ```
///
/// A metric is better than the best so far if it is smaller by at least the part `threshold` of
/// that one (larger, after [#larger]). After more than `patience` reports without a better metric
/// the factor is multiplied by `factor`; then `cooldown` reports do not count. A metric that is no
/// finite number counts as no better. As in PyTorch.
public final class ReduceOnPlateau {
  /// What [#named] calls it.
  public static final String NAME = "plateau";

  private static final String FORM = NAME + ":factor,patience,threshold,cooldown,least";

  private final double by;
  private final int patience;
  private double threshold = 1e-4;
  private int cooldown;
  private double least;
  private boolean larger;

  private double factor = 1;
  private double best = Double.NaN;
  private int waited;
  private int cooling;

  /// With a threshold of 10⁻⁴, no cooldown, and no least factor, for a metric that should be small.
  ///
  /// @param factor in (0, 1): what the learning rate is multiplied by
  /// @param patience the number of reports without improvement that is borne, at least 0
  public ReduceOnPlateau(double factor, int patience) {
    Settings.requirePositive("factor of a plateau", factor);
    Settings.requireBelowOne("factor of a plateau", factor);
    Settings.requireSteps("patience", patience, 0);
    this.by = factor;
    this.patience = patience;
  }

  /// In words, such as `plateau` or `plateau:factor=0.5,patience=3`: unless given, factor 0.1 and
  /// patience 10.
  ///
  /// **Throws** [IllegalArgumentException] that says what there is
  public static ReduceOnPlateau named(String text) {
    TextForm form = TextForm.parse("schedule", text, List.of(FORM));
    return new ReduceOnPlateau(
            form.number("factor", 0.1), Math.toIntExact(form.whole("patience", 10)))
        .threshold(form.number("threshold", 1e-4))
        .cooldown(Math.toIntExact(form.whole("cooldown", 0)))
        .least(form.number("least", 0));
  }

  /// Whether a text is one for [#named] rather than for [Schedule#named].
  public static boolean isNamed(String text) {
    return text.equals(NAME) || text.startsWith(NAME + ":");
  }

  /// Sets by which part of the best metric another must be better to count, at least 0.
  public ReduceOnPlateau threshold(double part) {
    Settings.requireNotNegative("threshold", part);
    threshold = part;
    return this;
  }

  /// Sets the number of reports after a reduction that do not count, at least 0.
  public ReduceOnPlateau cooldown(int reports) {
    Settings.requireSteps("cooldown", reports, 0);
    cooldown = reports;
    return this;
  }

  /// Sets the factor that is not gone below, in 0 … 1.
  public ReduceOnPlateau least(double lowest) {
    Settings.requireFraction("least factor", lowest);
    least = lowest;
    return this;
  }

  /// Takes larger metrics, such as an accuracy, for better.
  public ReduceOnPlateau larger() {
    larger = true;
    return this;
  }

  /// Takes note of a metric.
  ///
  /// @return the factor of the base learning rate from now on
  public double report(double metric) {
    if (isBetter(metric)) {
      best = metric;
      waited = 0;
    } else {
      waited++;
    }
    if (cooling > 0) {
      cooling--;
      waited = 0;
    }
    if (waited > patience) {
      factor = Math.max(factor * by, least);
      cooling = cooldown;
      waited = 0;
    }
    return factor;
  }

  private boolean isBetter(double metric) {
    if (!Double.isFinite(metric) || Double.isNaN(best)) {
      return Double.isFinite(metric);
    }
    return larger ? metric > best * (1 + threshold) : metric < best * (1 - threshold);
  }

  /// The present factor of the base learning rate.
  public double factor() {
    return factor;
  }

  private Map<String, Double> settings() {
    Map<String, Double> settings = new LinkedHashMap<>();
    settings.put("by", by);
    settings.put("patience", (double) patience);
    settings.put("threshold", threshold);
    settings.put("cooldown", (double) cooldown);
    settings.put("least", least);
    return settings;
  }

  /// All that the future depends on, in numbers by name; "best" is missing before there is one.
  public Map<String, Object> state() {
    Map<String, Object> state = new LinkedHashMap<>(settings());
    state.put("factor", factor);
    if (!Double.isNaN(best)) {
      state.put("best", best);
    }
    state.put("waited", waited);
    state.put("cooling", cooling);
    return state;
  }

  /// Goes back to a saved state.
  ///
  /// **Throws** [IllegalArgumentException] if a number is missing, or it is of a plateau with other
  /// settings
  ///
  /// @param state as [#state()] yields it; any kind of number will do
  public void restore(Map<String, ?> state) {
    settings()
        .forEach((name, own) -> {
          if (state.containsKey(name) && number(state, name) != own) {
            throw new IllegalArgumentException(
                "its plateau has %s %s, not %s"
                    .formatted(name, PlainNumber.of(number(state, name)), PlainNumber.of(own)));
          }
        });
    double savedFactor = number(state, "factor");
    double savedBest = state.containsKey("best") ? number(state, "best") : Double.NaN;
    int savedWaited = (int) number(state, "waited");
    int savedCooling = (int) number(state, "cooling");
    factor = savedFactor;
    best = savedBest;
    waited = savedWaited;
    cooling = savedCooling;
  }

  private static double number(Map<String, ?> state, String name) {
    if (state.get(name) instanceof Number number) {
      return number.doubleValue();
    }
    throw new IllegalArgumentException(
        "the state of a plateau needs a number for \"" + name + "\", not " + state.get(name));
  }
}
