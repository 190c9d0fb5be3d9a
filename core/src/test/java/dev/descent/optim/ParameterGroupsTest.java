package dev.descent.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.descent.nn.Embedding;
import dev.descent.nn.Flatten;
import dev.descent.nn.LayerNorm;
import dev.descent.nn.Linear;
import dev.descent.nn.Mlp;
import dev.descent.nn.Module;
import dev.descent.nn.Seed;
import dev.descent.nn.Sequential;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ParameterGroupsTest {
  private static final Module MLP = Mlp.of(1, 3, 4, 5, 2);

  private static Map<String, Integer> groups(ParameterGroups groups, Module model) {
    Map<String, Integer> found = new LinkedHashMap<>();
    groups.slots(model).forEach(slot -> found.put(slot.name(), slot.group()));
    return found;
  }

  @Test
  void theFirstGroupThatSelectsAParameterHasIt() {
    ParameterGroups groups =
        ParameterGroups.named("hidden2.*", new Sgd(0.1))
            .and(ParameterGroups.named("*.bias", new Sgd(0.2)))
            .others(new Adam(0.3));
    assertThat(groups(groups, MLP))
        .containsExactly(
            Map.entry("hidden1.weight", 2),
            Map.entry("hidden1.bias", 1),
            Map.entry("hidden2.weight", 0),
            Map.entry("hidden2.bias", 0),
            Map.entry("output.weight", 2),
            Map.entry("output.bias", 1));
    Optimizer optimizer = new Optimizer(MLP, groups);
    assertThat(optimizer.baseRates()).containsExactly(0.1, 0.2, 0.3);
    assertThat(optimizer.rules()).isEqualTo(groups.rules());
    optimizer.learningRate(0.05);
    assertThat(optimizer.baseRates()).containsExactly(0.05, 0.1, 0.15);
    optimizer.rateFactor(0.5);
    assertThat(optimizer.learningRate()).isEqualTo(0.025);
    assertThat(optimizer.state())
        .containsOnlyKeys(
            "hidden1.weight.mean",
            "hidden1.weight.square",
            "output.weight.mean",
            "output.weight.square");
  }

  @Test
  void muonTrainsHiddenMatricesOnly() {
    Module model =
        new Sequential(
            new Embedding(5, 4, Seed.of(1)),
            new Flatten(),
            new Linear(8, 6, Seed.of(2)),
            new LayerNorm(6),
            new Linear(6, 3, Seed.of(3)));
    Muon muon = new Muon(0.04).weightDecay(0.3);
    ParameterGroups groups = Rules.groupsFor(muon);
    assertThat(groups.rules()).containsExactly(muon, new AdamW(0.002).weightDecay(0.3));
    List<String> trained =
        groups.slots(model).stream().filter(slot -> slot.group() == 0).map(Slot::name).toList();
    assertThat(trained).containsExactly("2.weight");
    assertThat(groups(Rules.groupsFor(new Lion(0.1)), model).values()).containsOnly(0);
  }

  @Test
  void mistakesAreExplained() {
    assertThatThrownBy(() -> new Optimizer(MLP, ParameterGroups.matrices(new Muon(0.1))))
        .hasMessage(
            "no group has the parameter hidden1.bias [4]; add a group for the rest: others(rule)");
    assertThatThrownBy(() -> new Optimizer(MLP, new Muon(0.1)))
        .hasMessageContaining("[muon] a parameter of shape [4] is no matrix")
        .hasMessageContaining("Rules.groupsFor(rule)")
        .hasMessageContaining("hidden1.bias");
    assertThatThrownBy(() ->
            new Optimizer(MLP, ParameterGroups.named("hiden*", new Sgd(1)).others(new Sgd(0.1))))
        .hasMessageStartingWith(
            "none of the parameters left for group 1 is called \"hiden*\", so Sgd[")
        .hasMessageEndingWith(
            "the model has hidden1.weight, hidden1.bias, hidden2.weight, hidden2.bias, output.weight, output.bias");
    assertThatThrownBy(() -> new Optimizer(Mlp.of(1, 3, 2), Rules.groupsFor(new Muon(1))))
        .hasMessageStartingWith(
            "none of the parameters left for group 1 is a hidden matrix, so Muon[");
  }
}
