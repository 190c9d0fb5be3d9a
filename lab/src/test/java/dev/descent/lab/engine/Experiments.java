package dev.descent.lab.engine;

import dev.descent.io.Json;
import dev.descent.lab.state.ExperimentState;
import dev.descent.lab.state.Fields;
import dev.descent.nn.Parameter;
import java.util.ArrayList;
import java.util.List;

/// Experiments for tests.
final class Experiments {
  private Experiments() {}

  static ExperimentState state(String json) {
    return ExperimentState.from(new Fields("", Json.parse(json.replace('\'', '"'))));
  }

  static Player player(String json) {
    return new Player(state(json), (_, _) -> {});
  }

  static void advance(Player player, long until) {
    while (player.step() < until) {
      player.advance();
    }
  }

  /// All weights and biases, to the last bit.
  static List<Float> weights(Player player) {
    List<Float> all = new ArrayList<>();
    for (Parameter parameter : player.now().model().parameters().values()) {
      for (float value : parameter.value().toFloatArray()) {
        all.add(value);
      }
    }
    return all;
  }
}
