package dev.descent.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.descent.tensor.Tensor;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RulesTest {
  @Test
  void everyRuleComesBackFromItsWords() {
    for (String name : Rules.names()) {
      UpdateRule rule = Rules.named(name);
      UpdateRule changed = Rules.with(rule, "weightDecay", 0.25);
      assertThat(changed).isNotEqualTo(rule);
      Map<String, Object> map = Rules.toMap(changed);
      assertThat(map).containsEntry("name", name).containsEntry("weightDecay", 0.25);
      assertThat(Rules.fromMap(map)).isEqualTo(changed);
      assertThat(Rules.name(changed)).isEqualTo(name);
    }
  }

  @Test
  void theOrderIsThatOfTheRecord() {
    assertThat(Rules.toMap(new Sgd(0.1).momentum(0.9)).keySet())
        .containsExactly(
            "name", "learningRate", "momentum", "dampening", "nesterov", "weightDecay");
    assertThat(Rules.settings(new Muon(0.1)))
        .containsExactly("learningRate", "momentum", "nesterov", "weightDecay");
  }

  @Test
  void wordsMayLackSettingsAndHaveWholeNumbers() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("nesterov", true); // before the momentum that it needs
    map.put("name", "sgd");
    map.put("learningRate", 1L);
    map.put("momentum", 0.5);
    assertThat(Rules.fromMap(map)).isEqualTo(new Sgd(1).momentum(0.5).nesterov(true));
    assertThat(Rules.fromMap(Map.of("name", "adam"))).isEqualTo(new Adam(0.001));
  }

  @Test
  void mistakesAreExplained() {
    assertThatThrownBy(() -> Rules.named("adm"))
        .hasMessage(
            "there is no optimizer \"adm\"; there are: sgd, adagrad, rmsprop, adam, adamw, nadam, lion, muon");
    assertThatThrownBy(() -> Rules.with(new Lion(1), "momentum", 1))
        .hasMessage(
            "lion has no \"momentum\"; it has: learningRate, beta1, beta2, weightDecay, decayVectors");
    assertThatThrownBy(() -> Rules.with(new Sgd(1), "momentum", true))
        .hasMessage("\"momentum\" of sgd must be a number, not true");
    assertThatThrownBy(() -> Rules.with(new Sgd(1), "nesterov", 1))
        .hasMessage("\"nesterov\" of sgd must be true or false, not 1");
    assertThatThrownBy(() -> Rules.with(new Sgd(1), "momentum", 2))
        .hasMessage("the momentum must be at least 0 and below 1, not 2.0");
    Map<String, Object> map = new HashMap<>();
    map.put("name", null);
    assertThatThrownBy(() -> Rules.fromMap(map)).hasMessageContaining("\"name\"");
    UpdateRule own =
        new UpdateRule() {
          @Override
          public double learningRate() {
            return 1;
          }

          @Override
          public Update apply(Tensor parameter, Tensor gradient, List<Tensor> state, Step step) {
            return new Update(parameter, List.of());
          }
        };
    assertThatThrownBy(() -> Rules.toMap(own)).hasMessageContaining("has no name; there are: sgd");
  }
}
