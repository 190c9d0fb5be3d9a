package dev.descent.lab.engine;

import dev.descent.io.Json;
import dev.descent.lab.state.ExperimentState;
import dev.descent.lab.state.NetworkState;
import dev.descent.lab.state.NetworkState.LayerState;
import dev.descent.lab.state.TrainingState;
import dev.descent.nn.Activation;
import dev.descent.optim.Rules;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// What the coach suggests, as a state that a page can change to with one click.
final class Fixes {
  private static final Set<Activation> SATURATING = Set.of(Activation.TANH, Activation.SIGMOID);

  private Fixes() {}

  /// The fix for a rule of the coach; null if none can be made.
  static @Nullable Map<String, @Nullable Object> of(String rule, ExperimentState state) {
    return switch (rule) {
      case "diverged" -> rate(state, 0.1);
      case "learning-rate-high", "saturated-units" -> rate(state, 1 / 3.0);
      case "learning-rate-low" -> rate(state, 3);
      case "unshuffled" -> fix("shuffle", state.training(state.training().shuffle(true)), state);
      case "exploding-gradients" ->
          fix("clip gradients", state.training(state.training().clip("global-norm:1")), state);
      case "overfitting" -> {
        double l2 = Math.min(10, Math.max(0.003, 3 * state.training().l2()));
        yield fix("L2 " + l2, state.training(state.training().l2(l2)), state);
      }
      case "dead-relu" -> activation(state, kind -> kind == Activation.RELU, Activation.LEAKY_RELU);
      case "vanishing-gradients" -> activation(state, SATURATING::contains, Activation.RELU);
      default -> null;
    };
  }

  private static @Nullable Map<String, @Nullable Object> rate(
      ExperimentState state, double factor) {
    TrainingState training = state.training();
    double rate = roundedDown(training.rule().learningRate() * factor);
    return rate <= 0 || rate > 1000
        ? null
        : fix(
            "learning rate " + String.valueOf(rate).replaceFirst("\\.0$", ""),
            state.training(training.rule(Rules.with(training.rule(), "learningRate", rate))),
            state);
  }

  /// Two digits are enough for a person.
  private static double roundedDown(double value) {
    return value > 0 ? Double.parseDouble("%.1e".formatted(value).replace(',', '.')) : 0;
  }

  private static @Nullable Map<String, @Nullable Object> activation(
      ExperimentState state, Predicate<Activation> which, Activation to) {
    NetworkState network = state.network();
    List<LayerState> layers =
        network.layers().stream()
            .map(
                layer -> which.test(layer.activation()) ? new LayerState(layer.units(), to) : layer)
            .toList();
    NetworkState changed =
        new NetworkState(
            network.features(), layers, network.initializer(), network.dropout(), network.seed());
    return fix(to.label(), state.network(changed), state);
  }

  private static @Nullable Map<String, @Nullable Object> fix(
      String label, ExperimentState changed, ExperimentState state) {
    return changed.equals(state) ? null : Json.object("label", label, "state", changed.toMap());
  }
}
