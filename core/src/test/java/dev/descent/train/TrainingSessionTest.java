package dev.descent.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.descent.data.Dataset;
import dev.descent.data.ToySets;
import dev.descent.nn.Activation;
import dev.descent.nn.Losses;
import dev.descent.nn.Mlp;
import dev.descent.nn.Module;
import dev.descent.optim.Adam;
import dev.descent.optim.Sgd;
import dev.descent.optim.UpdateRule;
import dev.descent.optim.WeightAverage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TrainingSessionTest {
  private static final Dataset DATA = ToySets.of(ToySets.Kind.MOONS, 45, 0.1, 1);

  private static Mlp model() {
    return Mlp.of(3, Activation.TANH, 0.2, 2, 6, 2);
  }

  private static Trainer trainer(Module model, UpdateRule rule, List<TrainEvent> events) {
    return Trainer.of(model, Losses::crossEntropy, rule)
        .epochs(4)
        .batchSize(10)
        .seed(5)
        .measureEvery(3)
        .listen(events::add);
  }

  private static Map<String, List<Float>> weights(Module model) {
    Map<String, List<Float>> weights = new LinkedHashMap<>();
    model
        .state()
        .forEach((name, tensor) -> {
          List<Float> values = new ArrayList<>();
          for (float value : tensor.toFloatArray()) {
            values.add(value);
          }
          weights.put(name, values);
        });
    return weights;
  }

  private static void step(TrainingSession session, long until) {
    while (session.steps() < until && session.step()) {}
  }

  @Test
  void stepByStepIsTheSameAsFit() {
    Mlp whole = model();
    List<TrainEvent> eventsOfWhole = new ArrayList<>();
    trainer(whole, new Adam(0.01), eventsOfWhole).clock(() -> 0).fit(DATA);
    Mlp model = model();
    List<TrainEvent> events = new ArrayList<>();
    TrainingSession session = trainer(model, new Adam(0.01), events).clock(() -> 0).session(DATA);

    int steps = 0;
    while (session.step()) {
      steps++;
    }

    assertThat(steps).isEqualTo(20);
    assertThat(session.step()).isFalse();
    assertThat(weights(model)).isEqualTo(weights(whole));
    eventsOfWhole.removeIf(event -> event instanceof TrainEvent.Stopped);
    assertThat(events.subList(1, events.size()))
        .isEqualTo(eventsOfWhole.subList(1, eventsOfWhole.size()));
  }

  @Test
  void aMomentComesAgainAsOftenAsOneLikes() {
    Mlp model = model();
    TrainingSession session = trainer(model, new Adam(0.01), new ArrayList<>()).session(DATA);
    step(session, 7);
    TrainingMoment moment = session.moment();
    step(session, 18);
    Map<String, List<Float>> later = weights(model);

    for (int i = 0; i < 2; i++) {
      session.restore(moment);
      assertThat(session.steps()).isEqualTo(7);
      assertThat(session.epochs()).isEqualTo(1.4);
      step(session, 18);
      assertThat(weights(model)).isEqualTo(later);
    }
  }

  @Test
  void anotherSessionGoesOnFromAMoment() {
    Mlp model = model();
    TrainingSession session = trainer(model, new Adam(0.01), new ArrayList<>()).session(DATA);
    step(session, 7);
    TrainingMoment moment = session.moment();
    step(session, 13);
    Mlp other = model();
    TrainingSession next = trainer(other, new Adam(0.01), new ArrayList<>()).session(DATA);

    next.restore(moment);
    step(next, 13);

    assertThat(weights(other)).isEqualTo(weights(model));
  }

  @Test
  void anotherBatchSizeGoesOnFromTheNextWholeBatch() {
    TrainingSession session = trainer(model(), new Sgd(0.1), new ArrayList<>()).session(DATA);
    step(session, 7); // 20 of the 45 examples of the second epoch
    Mlp other = model();
    TrainingSession next =
        trainer(other, new Sgd(0.1), new ArrayList<>()).batchSize(15).session(DATA);

    next.restore(session.moment());

    assertThat(next.stepsInEpoch()).isEqualTo(2);
    assertThat(next.stepsPerEpoch()).isEqualTo(3);
    assertThat(next.steps()).isEqualTo(7);
    next.step();
    assertThat(next.epochs()).isEqualTo(2);
  }

  @Test
  void anotherRuleNeedsAMomentWithoutOptimizerState() {
    TrainingSession session = trainer(model(), new Sgd(0.1), new ArrayList<>()).session(DATA);
    step(session, 7);
    TrainingSession next = trainer(model(), new Adam(0.01), new ArrayList<>()).session(DATA);

    assertThatThrownBy(() -> next.restore(session.moment()))
        .isInstanceOf(IllegalArgumentException.class);
    next.restore(session.moment().withoutOptimizerState());

    assertThat(next.steps()).isEqualTo(7);
    assertThat(next.optimizer().state().values())
        .allSatisfy(tensor -> assertThat(tensor.toFloatArray()).containsOnly(0));
  }

  @Test
  void aSessionThatDivergedGoesOnFromBefore() {
    Mlp model = model();
    TrainingSession session = trainer(model, new Sgd(0.1), new ArrayList<>()).session(DATA);
    step(session, 3);
    TrainingMoment good = session.moment();
    session.optimizer().learningRate(1e38);

    assertThatThrownBy(() -> step(session, 20)).isInstanceOf(DivergedException.class);
    session.optimizer().learningRate(0.1);
    session.restore(good);
    step(session, 10);

    Mlp whole = model();
    TrainingSession untroubled = trainer(whole, new Sgd(0.1), new ArrayList<>()).session(DATA);
    step(untroubled, 10);
    assertThat(weights(model)).isEqualTo(weights(whole));
  }

  @Test
  void averagingIsRefused() {
    Trainer averaging =
        trainer(model(), new Sgd(0.1), new ArrayList<>())
            .average(model -> WeightAverage.ema(model, 0.9));

    assertThatThrownBy(() -> averaging.session(DATA))
        .hasMessage("a run that is taken step by step cannot average weights; use fit()");
  }
}
