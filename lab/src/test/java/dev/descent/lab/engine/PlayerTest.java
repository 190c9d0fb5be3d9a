package dev.descent.lab.engine;

import static dev.descent.lab.engine.Experiments.advance;
import static dev.descent.lab.engine.Experiments.player;
import static dev.descent.lab.engine.Experiments.state;
import static dev.descent.lab.engine.Experiments.weights;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.descent.data.PlaneFeature;
import dev.descent.data.Split;
import dev.descent.data.ToySets;
import dev.descent.lab.state.StateException;
import dev.descent.nn.Activation;
import dev.descent.nn.Losses;
import dev.descent.nn.Mlp;
import dev.descent.optim.Sgd;
import dev.descent.tensor.DType;
import dev.descent.train.DivergedException;
import dev.descent.train.Trainer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@NullUnmarked // trees of JSON: what is missing fails a test anyway
class PlayerTest {
  private static final String MOMENTUM =
      "{'training':{'optimizer':{'name':'sgd','learningRate':0.03,'momentum':0.9}}}";

  @Test
  void stepsAreThoseOfTheTrainerOfTheLibrary() {
    Player player = player("{'network':{'layers':[{'units':4,'activation':'tanh'}]}}");
    advance(player, 75);

    Split split = Split.trainValidation(ToySets.of(ToySets.Kind.CIRCLE, 500, 0, 1), 0.5, 1);
    Mlp model = Mlp.of(1, Activation.TANH, 2, 4, 1);
    // "hidden" is "hidden1" in the lab: the seeds differ by the name, so the weights are copied.
    Map<String, dev.descent.tensor.Tensor> first = new HashMap<>();
    player("{'network':{'layers':[{'units':4,'activation':'tanh'}]}}")
        .now()
        .model()
        .state()
        .forEach((name, value) -> first.put(name.replace("hidden1", "hidden"), value));
    model.load(first);
    Trainer.of(
            model,
            (outputs, labels) ->
                Losses.binaryCrossEntropyWithLogits(
                    outputs, labels.cast(DType.FLOAT32).unsqueeze(1)),
            new Sgd(0.03))
        .epochs(3)
        .batchSize(10)
        .seed(1)
        .fit(PlaneFeature.of(split.train(), List.of(PlaneFeature.X1, PlaneFeature.X2)));

    assertThat(player.now().session().stepsPerEpoch()).isEqualTo(25);
    assertThat(player.now().model().state().get("hidden1.weight").toFloatArray())
        .isEqualTo(model.state().get("hidden.weight").toFloatArray());
    assertThat(player.now().model().state().get("output.bias").toFloatArray())
        .isEqualTo(model.state().get("output.bias").toFloatArray());
  }

  @Test
  void aResetHasTheSameFirstWeightsAndTheSameFuture() {
    Player player = player(MOMENTUM);
    List<Float> first = weights(player);
    advance(player, 60);
    List<Float> later = weights(player);

    player.start(player.now().state());

    assertThat(player.step()).isZero();
    assertThat(weights(player)).isEqualTo(first);
    advance(player, 60);
    assertThat(weights(player)).isEqualTo(later);
  }

  @Test
  void anotherSeedHasOtherWeights() {
    assertThat(weights(player("{'network':{'seed':2}}"))).isNotEqualTo(weights(player("{}")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        MOMENTUM,
        "{'training':{'optimizer':{'name':'adam'},'schedule':'cosine','horizon':20}}",
        "{'network':{'dropout':0.3},'data':{'set':'spiral','noise':0.1}}",
        "{'training':{'optimizer':{'name':'muon'},'shuffle':false,'batchSize':1}}",
        "{'data':{'set':'gauss'},'training':{'loss':'huber','l1':0.001,'clip':'norm:1'}}"
      })
  void anyEarlierStepComesAgainBitByBit(String json) {
    Player player = player(json);
    long[] marks = {0, 1, 37, 100, 199, 250, 333};
    Map<Long, List<Float>> seen = new HashMap<>();
    for (long mark : marks) {
      advance(player, mark);
      seen.put(mark, weights(player));
    }

    for (long mark : new long[] {199, 0, 333, 37, 250, 1, 100}) {
      player.jump(mark);
      advance(player, mark);
      assertThat(weights(player)).as("step %d", mark).isEqualTo(seen.get(mark));
    }
  }

  @Test
  void changesAndEditsComeAgainOnTheWay() {
    Player player = player(MOMENTUM);
    advance(player, 40);
    player.change(state("{'training':{'optimizer':{'name':'adam'},'batchSize':7}}"));
    player.change(state(MOMENTUM.replace("0.03", "0.01")));
    advance(player, 90);
    player.edit(new Edit("hidden1.bias", 2, 0.75f));
    player.edit(new Edit("output.weight", 0, -1));
    advance(player, 150);
    player.change(
        state(
            "{'network':{'dropout':0.2,'layers':[{'units':4,'activation':'relu'},"
                + "{'units':2,'activation':'gelu'}]}}"));
    advance(player, 240);
    List<Float> last = weights(player);

    for (long from : new long[] {0, 39, 40, 89, 90, 149, 150, 200}) {
      player.jump(from);
      advance(player, from);
      advance(player, 240);
      assertThat(weights(player)).as("from step %d", from).isEqualTo(last);
    }
  }

  @Test
  void aChangeInThePastMakesABranchThatSharesTheBeginning() {
    Player player = player(MOMENTUM);
    advance(player, 130);
    List<Float> end = weights(player);
    player.jump(70);
    advance(player, 70);
    List<Float> fork = weights(player);
    int before = player.line().id();

    player.change(state(MOMENTUM.replace("0.03", "0.3")));
    advance(player, 130);

    assertThat(player.line().from()).isEqualTo(before);
    assertThat(player.line().forkedAt()).isEqualTo(70);
    assertThat(player.line().changed()).containsExactly("training.optimizer.learningRate");
    assertThat(weights(player)).isNotEqualTo(end);

    player.jump(70);
    advance(player, 70);
    assertThat(weights(player)).isEqualTo(fork);
    player.branch(before);
    advance(player, 130);
    assertThat(weights(player)).isEqualTo(end);
  }

  @Test
  void aChangeThatNeedsAnotherNetworkBeginsAnew() {
    Player player = player("{}");
    advance(player, 10);

    boolean anew = player.change(state("{'network':{'layers':[{'units':8}]}}"));

    assertThat(anew).isTrue();
    assertThat(player.step()).isZero();
  }

  @Test
  void whatIsRefusedChangesNothing() {
    Player player = player("{}");
    advance(player, 30);
    List<Float> before = weights(player);

    assertThatThrownBy(() -> player.change(state("{'training':{'loss':'mae'}}")))
        .isInstanceOf(StateException.class)
        .hasMessage("the loss mae is not for 2 classes; take one of [cross-entropy, mse, hinge]");
    assertThatThrownBy(() -> player.edit(new Edit("hidden9.bias", 0, 0)))
        .isInstanceOf(StateException.class);
    assertThatThrownBy(() -> player.edit(new Edit("hidden1.bias", 4, 0)))
        .isInstanceOf(StateException.class);
    assertThatThrownBy(
            () -> player.start(state("{'data':{'set':'points','own':[[0,0,0],[1,1,0]]}}")))
        .isInstanceOf(StateException.class);
    assertThatThrownBy(() -> player.start(state("{'data':{'set':'plane','sorted':true}}")))
        .isInstanceOf(StateException.class)
        .hasMessage("plane has no classes, so it cannot be sorted by them");

    assertThat(weights(player)).isEqualTo(before);
    assertThat(player.line().changes()).hasSize(1);
    assertThat(player.step()).isEqualTo(30);
  }

  @Test
  void aRunThatDivergesStaysAtItsLastGoodStep() {
    Player player =
        player(
            "{'data':{'set':'plane'},'training':{'loss':'mse',"
                + "'optimizer':{'name':'sgd','learningRate':900}}}");

    assertThatThrownBy(() -> advance(player, 100_000)).isInstanceOf(DivergedException.class);

    assertThat(weights(player)).allMatch(weight -> Float.isFinite(weight));
    assertThat(player.line().last()).isEqualTo(player.step());
    long good = player.step();
    player.change(state("{'data':{'set':'plane'},'training':{'loss':'mse'}}"));
    assertThat(player.step()).isEqualTo(good);
  }

  @Test
  void whatDivergesIsSoughtWithTheEditsOfTheEpoch() {
    Player player = player("{'data':{'set':'plane'},'training':{'loss':'mse'}}");
    advance(player, 5);
    player.edit(new Edit("output.weight", 0, 1e30f));
    float edited = weights(player).stream().max(Float::compare).orElseThrow();

    assertThatThrownBy(() -> advance(player, 6))
        .isInstanceOf(DivergedException.class)
        .hasMessageStartingWith("training diverged at step 6: the loss is Infinity;");

    assertThat(player.step()).isEqualTo(5);
    assertThat(weights(player)).as("the edit is kept").contains(edited);
  }

  @Test
  void memoryIsBoundedHoweverLongItGoes() {
    Player player = player("{'data':{'points':10},'training':{'batchSize':5}}");
    advance(player, 60_000);

    int kept = 0;
    for (long step = 0; step <= 60_000; step++) {
      kept += player.line().before(step).getKey() == step ? 1 : 0;
    }
    assertThat(kept).isBetween(100, 257);
  }
}
