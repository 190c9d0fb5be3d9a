package dev.descent.lab.engine;

import static dev.descent.lab.engine.Experiments.advance;
import static dev.descent.lab.engine.Experiments.player;
import static dev.descent.lab.engine.Experiments.weights;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.descent.io.Json;
import dev.descent.lab.state.Fields;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@NullUnmarked // trees of JSON: what is missing fails a test anyway
class MicroscopeTest {
  private static Map<String, ?> look(Player player, long index) {
    return new Microscope(player.now(), new Fields("", Json.object("of", "train", "index", index)))
        .look();
  }

  private static List<?> list(Object value) {
    return (List<?>) value;
  }

  /// With batches of one in the order of the data, a step of the run is the step that was looked
  /// at.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'name':'sgd','learningRate':0.1,'momentum':0.9}",
        "{'name':'adam','learningRate':0.01}",
        "{'name':'rmsprop'}"
      })
  void itSeesWhatTheRunThenDoes(String optimizer) {
    Player player =
        player(
            "{'training':{'batchSize':1,'shuffle':false,'l2':0.01,'schedule':'warmup:100',"
                + "'optimizer':"
                + optimizer
                + "}}");
    advance(player, 17);
    List<Float> before = weights(player);

    Map<String, ?> seen = look(player, 17);

    assertThat(weights(player)).as("the run does not notice").isEqualTo(before);
    advance(player, 18);
    List<Object> after = new ArrayList<>();
    for (Object parameter : list(seen.get("parameters"))) {
      after.addAll(list(((Map<?, ?>) parameter).get("after")));
    }
    assertThat(after).hasSize(before.size());
    List<Float> real = weights(player);
    for (int i = 0; i < after.size(); i++) {
      assertThat((Float) after.get(i)).isCloseTo(real.get(i), within(1e-6f));
    }
  }

  /// The chain rule by hand for 2-1-1: dL/dz = p − t, and so on.
  @Test
  void gradientsAreThoseOfTheChainRule() {
    Player player = player("{'network':{'layers':[{'units':1,'activation':'tanh'}]}}");
    Map<String, ?> seen = look(player, 3);

    double target = ((Number) seen.get("target")).doubleValue();
    double z = ((Number) seen.get("output")).doubleValue();
    double p = 1 / (1 + Math.exp(-z));
    assertThat(((Number) seen.get("loss")).doubleValue())
        .isCloseTo(-Math.log(target > 0 ? p : 1 - p), within(1e-6));
    assertThat(((Number) seen.get("lossGradient")).doubleValue())
        .isCloseTo(p - target, within(1e-6));
    Map<?, ?> hidden = (Map<?, ?>) list(seen.get("layers")).get(0);
    Map<?, ?> output = (Map<?, ?>) list(seen.get("layers")).get(1);
    double a = number(hidden.get("outputs"));
    double w = number(list(output.get("weight")).get(0));
    double sums = number(((Map<?, ?>) hidden.get("gradients")).get("sums"));
    assertThat(sums).isCloseTo((p - target) * w * (1 - a * a), within(1e-6));
    assertThat(number(((Map<?, ?>) hidden.get("gradients")).get("bias")))
        .isCloseTo(sums, within(1e-6));
    double x1 = ((Number) list(seen.get("point")).get(0)).doubleValue();
    assertThat(number(list(((Map<?, ?>) hidden.get("gradients")).get("weight")).get(0)))
        .isCloseTo(sums * x1, within(1e-5));
  }

  private static double number(Object list) {
    return ((Number) list(list).get(0)).doubleValue();
  }
}
