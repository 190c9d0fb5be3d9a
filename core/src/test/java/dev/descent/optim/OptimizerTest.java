package dev.descent.optim;

import static dev.descent.autograd.Grad.valueAndGrad;
import static dev.descent.nn.Losses.crossEntropy;
import static dev.descent.torch.Expected.assertClose;
import static dev.descent.torch.Expected.tensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.descent.nn.Activation;
import dev.descent.nn.BatchNorm;
import dev.descent.nn.Dropout;
import dev.descent.nn.Embedding;
import dev.descent.nn.Linear;
import dev.descent.nn.Losses;
import dev.descent.nn.Mlp;
import dev.descent.nn.Module;
import dev.descent.nn.Parameter;
import dev.descent.nn.Seed;
import dev.descent.nn.Sequential;
import dev.descent.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OptimizerTest {
  private static final Tensor INPUTS = tensor("steps.inputs", 5, 3);
  private static final Tensor OUTPUTS = tensor("steps.outputs", 5, 2);

  private static UpdateRule rule(String name) {
    return switch (name) {
      case "sgd" -> new Sgd(0.1);
      case "momentum" -> new Sgd(0.05).momentum(0.9);
      case "nesterov" -> new Sgd(0.05).momentum(0.9).nesterov(true).weightDecay(0.01);
      case "dampening" -> new Sgd(0.1).momentum(0.8).dampening(0.5);
      case "decay" -> new Sgd(0.1).weightDecay(0.1);
      case "adam" -> new Adam(0.01);
      case "adamDecay" -> new Adam(0.02).betas(0.8, 0.99).epsilon(1e-6).weightDecay(0.05);
      default -> throw new AssertionError(name);
    };
  }

  private static Module start() {
    Module model = Mlp.of(1, Activation.TANH, 3, 4, 2);
    model
        .parameters()
        .forEach((name, parameter) ->
            parameter.assign(tensor("steps.start." + name, parameter.shape().toArray())));
    return model;
  }

  private static Tensor imperativeStep(Module model, Optimizer optimizer) {
    optimizer.zeroGrad();
    Tensor loss = Losses.mse(model.apply(INPUTS), OUTPUTS);
    loss.backward();
    optimizer.step();
    return loss;
  }

  private static Tensor functionalStep(Module model, Optimizer optimizer) {
    var step = valueAndGrad(model, (m, x, y) -> Losses.mse(m.apply(x), y)).apply(INPUTS, OUTPUTS);
    optimizer.update(model, step.gradients());
    Tensor.eval(model, optimizer);
    return step.loss();
  }

  private static Map<String, float[]> elements(Map<String, Tensor> state) {
    Map<String, float[]> elements = new LinkedHashMap<>();
    state.forEach((name, tensor) -> elements.put(name, tensor.toFloatArray()));
    return elements;
  }

  private static void assertSame(Map<String, Tensor> actual, Map<String, Tensor> expected) {
    assertThat(actual).hasSameSizeAs(expected);
    expected.forEach((name, tensor) ->
        assertThat(Objects.requireNonNull(actual.get(name)).toFloatArray())
            .as(name)
            .isEqualTo(tensor.toFloatArray()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"sgd", "momentum", "nesterov", "dampening", "decay", "adam", "adamDecay"})
  void twentyStepsArePyTorchsInBothStyles(String name) {
    Module imperative = start();
    Module functional = start();
    Optimizer one = new Optimizer(imperative, rule(name));
    Optimizer other = new Optimizer(functional, rule(name));
    float[] losses = new float[20];
    for (int step = 0; step < losses.length; step++) {
      if (step == losses.length / 2) {
        one.learningRate(one.learningRate() / 2);
        other.learningRate(other.learningRate() / 2);
      }
      losses[step] = imperativeStep(imperative, one).item();
      assertThat(functionalStep(functional, other).item()).isEqualTo(losses[step]);
    }
    assertClose(Tensor.of(losses), "steps." + name + ".losses", 1e-6);
    imperative
        .state()
        .forEach((key, value) -> assertClose(value, "steps." + name + "." + key, 1e-6));
    assertSame(functional.state(), imperative.state());
    assertSame(other.state(), one.state());
    assertThat(one.steps()).isEqualTo(20);
  }

  @Test
  void sixLinesLearnExclusiveOr() {
    Tensor inputs = Tensor.of(new float[] {0, 0, 0, 1, 1, 0, 1, 1}, 4, 2);
    Tensor labels = Tensor.of(new int[] {0, 1, 1, 0});
    Module model = Mlp.of(1, Activation.TANH, 2, 8, 2);
    Optimizer optimizer = new Optimizer(model, new Sgd(0.5));
    for (int step = 0; step < 300; step++) {
      optimizer.zeroGrad();
      Tensor loss = crossEntropy(model.apply(inputs), labels);
      loss.backward();
      optimizer.step();
    }
    assertThat(model.apply(inputs).argMax(-1).toIntArray()).containsExactly(0, 1, 1, 0);
    assertThat(crossEntropy(model.apply(inputs), labels).item()).isLessThan(0.05f);
  }

  @Test
  void aStepComputesEverythingAtOnce() {
    Module model =
        Sequential.of(
            Seed.of(1),
            seed -> new Linear(3, 4, seed),
            seed -> new BatchNorm(4),
            seed -> new Dropout(0.5, seed),
            seed -> new Linear(4, 2, seed));
    Optimizer optimizer = new Optimizer(model, new Sgd(0.1).momentum(0.9));
    Tensor loss = imperativeStep(model, optimizer);
    assertThat(loss.isEvaluated()).isTrue();
    model.forEachTensor(tensor -> assertThat(tensor.isEvaluated()).isTrue());
    optimizer.forEachTensor(tensor -> assertThat(tensor.isEvaluated()).isTrue());
    for (Parameter parameter : model.parameters().values()) {
      assertThat(Objects.requireNonNull(parameter.gradient()).isEvaluated()).isTrue();
    }
    optimizer.zeroGrad();
    model.parameters().values().forEach(parameter -> assertThat(parameter.gradient()).isNull());
  }

  @Test
  void gradientsOfSeveralLossesAddUp() {
    Module twice = start();
    Optimizer optimizer = new Optimizer(twice, new Sgd(0.1));
    Tensor first = Losses.mse(twice.apply(INPUTS), OUTPUTS);
    first.backward();
    Tensor second = Losses.mae(twice.apply(INPUTS), OUTPUTS);
    second.backward();
    optimizer.step();
    assertThat(first.isEvaluated() && second.isEvaluated()).isTrue();

    Module once = start();
    Optimizer other = new Optimizer(once, new Sgd(0.1));
    Losses.mse(once.apply(INPUTS), OUTPUTS).add(Losses.mae(once.apply(INPUTS), OUTPUTS)).backward();
    other.step();
    once.state()
        .forEach((name, tensor) ->
            assertThat(Objects.requireNonNull(twice.state().get(name)).toFloatArray())
                .as(name)
                .usingComparatorWithPrecision(1e-6f)
                .containsExactly(tensor.toFloatArray()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"dampening", "adam"})
  void aRunGoesOnFromItsState(String name) {
    Module model = start();
    Optimizer optimizer = new Optimizer(model, rule(name));
    imperativeStep(model, optimizer);
    imperativeStep(model, optimizer);
    Map<String, Tensor> weights = copies(model.state());
    Map<String, Tensor> kept = copies(optimizer.state());
    imperativeStep(model, optimizer);

    Module resumed = Mlp.of(2, Activation.TANH, 3, 4, 2);
    Optimizer next = new Optimizer(resumed, rule(name));
    resumed.load(weights);
    next.load(kept, 2);
    imperativeStep(resumed, next);
    assertSame(resumed.state(), model.state());
    assertSame(next.state(), optimizer.state());
    assertThat(next.steps()).isEqualTo(3);
  }

  private static Map<String, Tensor> copies(Map<String, Tensor> state) {
    Map<String, Tensor> copies = new LinkedHashMap<>();
    state.forEach((name, tensor) ->
        copies.put(name, Tensor.of(tensor.toFloatArray(), tensor.shape().toArray())));
    return copies;
  }

  @Test
  void stateIsNamedAfterTheParameters() {
    Optimizer optimizer = new Optimizer(start(), new Sgd(0.1).momentum(0.9));
    assertThat(optimizer.state())
        .containsOnlyKeys(
            "hidden.weight.momentum",
            "hidden.bias.momentum",
            "output.weight.momentum",
            "output.bias.momentum");
    assertThat(new Optimizer(start(), new Adam(0.1)).state())
        .containsKeys("hidden.weight.mean", "hidden.weight.square");
    assertThatThrownBy(() -> optimizer.load(new Optimizer(start(), new Sgd(0.1)).state(), 3))
        .hasMessageStartingWith(
            "the state does not fit this optimizer: missing hidden.weight.momentum,");
    assertThat(optimizer.steps()).isZero();
  }

  @Test
  void aParameterWithoutGradientStays() {
    Module model = start();
    Optimizer optimizer = new Optimizer(model, new Sgd(0.1).weightDecay(0.5));
    float[] before = Objects.requireNonNull(model.state().get("hidden.weight")).toFloatArray();
    Objects.requireNonNull(model.parameters().get("output.bias")).value().square().sum().backward();
    optimizer.step();
    assertThat(elements(model.state()).get("hidden.weight")).isEqualTo(before);
    assertClose(
        Objects.requireNonNull(model.state().get("hidden.weight")), "steps.start.hidden.weight", 0);
  }

  @Test
  void aModuleInTwoPlacesIsTrainedOnce() {
    Linear shared = Linear.withoutBias(1, 1, Seed.of(1));
    shared.weight().assign(Tensor.ones(1, 1));
    Module model = new Sequential(shared, shared);
    Optimizer optimizer = new Optimizer(model, new Sgd(0.1));
    model.apply(Tensor.ones(1, 1)).sum().backward();
    optimizer.step();
    assertThat(shared.weight().value().item()).isEqualTo(1 - 0.1f * 2); // y = w², so that y' = 2
  }

  @Test
  void aParameterThatTakesNoPartInTheLossIsLeftAloneInBothStyles() {
    for (boolean backward : new boolean[] {true, false}) {
      Linear used = new Linear(2, 1, Seed.of(1));
      Linear idle = new Linear(2, 1, Seed.of(2));
      Module model =
          new Module() {
            {
              child("used", used);
              child("idle", idle);
            }

            @Override
            protected Tensor forward(Tensor inputs) {
              return used.apply(inputs);
            }
          };
      float[] before = idle.weight().value().toFloatArray();
      Optimizer optimizer = new Optimizer(model, new Adam(0.1).weightDecay(0.1));
      if (backward) {
        model.apply(Tensor.ones(3, 2)).sum().backward();
        optimizer.step();
      } else {
        var step =
            valueAndGrad(model, (m, x, y) -> m.apply(x).sum())
                .apply(Tensor.ones(3, 2), Tensor.zeros(1));
        optimizer.update(model, step.gradients());
        Tensor.eval(model, optimizer);
      }
      assertThat(idle.weight().value().toFloatArray())
          .as("backward %s", backward)
          .isEqualTo(before);
    }
  }

  @Test
  void aStepThatFailsLeavesModelAndOptimizerAsTheyWere() {
    Embedding model = new Embedding(4, 2, Seed.of(1));
    Optimizer optimizer = new Optimizer(model, new Adam(0.1));
    for (int good = 0; good < 2; good++) {
      model.apply(Tensor.of(new int[] {9})).sum().backward();
      assertThatThrownBy(optimizer::step).isInstanceOf(IndexOutOfBoundsException.class);
      assertThat(optimizer.steps()).isEqualTo(good);
      optimizer.zeroGrad();
      model.apply(Tensor.of(new int[] {1})).sum().backward();
      optimizer.step();
      assertThat(optimizer.steps()).isEqualTo(good + 1);
    }
  }

  @Test
  void aSnapshotWhoseMemoryWasTakenIsRefused() {
    Linear model = new Linear(2, 1, Seed.of(1));
    Optimizer optimizer = new Optimizer(model, new Sgd(0.1));
    model.apply(Tensor.ones(3, 2)).sum().backward();
    optimizer.step();
    Map<String, Tensor> snapshot = model.state();
    optimizer.zeroGrad();
    model.apply(Tensor.ones(3, 2)).sum().backward();
    optimizer.step();
    float[] present = model.weight().value().toFloatArray();
    assertThatThrownBy(() -> model.load(snapshot)).hasMessageContaining("weight");
    assertThat(model.weight().value().toFloatArray()).isEqualTo(present);
  }

  @Test
  void accumulationIsTheLargeBatch() {
    Tensor inputs = Tensor.uniform(1, 1, 12, 3).eval();
    Tensor outputs = Tensor.uniform(1, 2, 12, 2).eval();
    Module whole = start();
    Module parts = start();
    Optimizer one = new Optimizer(whole, new Sgd(0.2).momentum(0.9)).clip(Clipping.byNorm(0.5));
    Optimizer other = new Optimizer(parts, new Sgd(0.2).momentum(0.9)).clip(Clipping.byNorm(0.5));
    for (int step = 0; step < 20; step++) {
      one.zeroGrad();
      Losses.mse(whole.apply(inputs), outputs).backward();
      one.step();
      other.zeroGrad();
      for (int from = 0; from < 12; from += 3) {
        Tensor part = parts.apply(inputs.slice(0, from, from + 3));
        Tensor loss = Losses.mse(part, outputs.slice(0, from, from + 3)).div(4);
        loss.backward();
        other.accumulate();
        assertThat(loss.isEvaluated()).isTrue();
      }
      other.step();
    }
    assertThat(other.steps()).isEqualTo(20);
    whole
        .state()
        .forEach((name, tensor) ->
            assertThat(Objects.requireNonNull(parts.state().get(name)).toFloatArray())
                .as(name)
                .usingComparatorWithPrecision(2e-6f)
                .containsExactly(tensor.toFloatArray()));
  }

  @Test
  void anAccumulationGoesOnFromItsGradients() {
    Module model = start();
    Optimizer optimizer = new Optimizer(model, new Sgd(0.1));
    Losses.mse(model.apply(INPUTS), OUTPUTS).backward();
    optimizer.accumulate();
    Map<String, Tensor> half = copies(optimizer.gradients());
    Module resumed = start();
    Optimizer next = new Optimizer(resumed, new Sgd(0.1));
    assertThat(next.gradients()).isEmpty();
    next.gradients(half);
    for (Module each : new Module[] {model, resumed}) {
      Losses.mae(each.apply(INPUTS), OUTPUTS).backward();
    }
    optimizer.step();
    next.step();
    assertSame(resumed.state(), model.state());
    assertThatThrownBy(() -> next.gradients(Map.of("weight", Tensor.zeros(1))))
        .hasMessage("the state does not fit this optimizer: unexpected weight");
    next.gradients(Map.of());
    assertThat(next.gradients()).isEmpty();
  }

  @Test
  void learningRatesOfGroupsAreSaved() {
    ParameterGroups groups =
        ParameterGroups.named("hidden.*", new Adam(0.1)).others(new Sgd(0.2).momentum(0.5));
    Module model = start();
    Optimizer optimizer = new Optimizer(model, groups);
    optimizer.learningRate(0.05);
    imperativeStep(model, optimizer);
    imperativeStep(model, optimizer);
    Module resumed = start();
    Optimizer next = new Optimizer(resumed, groups);
    resumed.load(copies(model.state()));
    next.load(copies(optimizer.state()), optimizer.steps(), optimizer.baseRates());
    assertThat(next.baseRates()).containsExactly(0.05, 0.1);
    imperativeStep(model, optimizer);
    functionalStep(resumed, next);
    assertSame(resumed.state(), model.state());
    assertThatThrownBy(() -> next.load(next.state(), 1, List.of(0.1)))
        .hasMessage("the state does not fit this optimizer: 1 learning rates instead of 2");
    assertThat(next.steps()).isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource({
    "sgd, 1",
    "momentum, 1",
    "adagrad, 1",
    "rmsprop, 1",
    "lion, 1",
    "adam, 1",
    "nadam, 1",
    "adamw, 1"
  })
  void anUpdateIsFewPassesOverTheParameter(String name, int passes) {
    UpdateRule rule = name.equals("momentum") ? rule(name) : Rules.named(name);
    Linear model = Linear.withoutBias(200, 300, Seed.of(1));
    Tensor gradient = Tensor.uniform(1, 2, 300, 200).eval();
    Optimizer optimizer = new Optimizer(model, rule);
    model.weight().value().mul(gradient).sum().backward();
    optimizer.step();
    String plan = model.weight().value().explain();
    long loops =
        plan.lines()
            .filter(line -> line.contains("[300, 200]") && !line.contains(" copy "))
            .count();
    assertThat(loops).as(plan).isBetween(1L, (long) passes);
  }

  @Test
  void misuseIsExplained() {
    Module model = start();
    Optimizer optimizer = new Optimizer(model, new Sgd(0.1));
    assertThatThrownBy(optimizer::step)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("no parameter has a gradient; call loss.backward() before step()");
    assertThat(optimizer.steps()).isZero();
    var step = valueAndGrad(model, (m, x, y) -> Losses.mse(m.apply(x), y)).apply(INPUTS, OUTPUTS);
    assertThatThrownBy(() -> optimizer.update(start(), step.gradients()))
        .hasMessage("this optimizer was made for another model");
    assertThatThrownBy(() -> new Optimizer(new Sequential(), new Sgd(0.1)))
        .hasMessage("there is nothing to train: the model has no parameters");
    assertThatThrownBy(() -> optimizer.learningRate(Double.NaN))
        .hasMessage("the learning rate must be a finite number of at least 0, not NaN");
    assertThatThrownBy(() -> new Sgd(-1)).hasMessageContaining("learning rate");
    assertThatThrownBy(() -> new Sgd(1).momentum(1)).hasMessageContaining("momentum");
    assertThatThrownBy(() -> new Sgd(1).nesterov(true)).hasMessageContaining("momentum above 0");
    assertThatThrownBy(() -> new Adam(1).betas(0.9, 1)).hasMessageContaining("beta2");
    assertThatThrownBy(() -> optimizer.load(Map.of(), -1)).hasMessageContaining("not -1");
  }

  @Test
  void aRuleThatIsFreshAfterManyStepsBeginsAsAtTheFirst() {
    List<float[]> moved = new ArrayList<>();
    for (long before : new long[] {0, 1000}) {
      Linear model = new Linear(3, 2, Seed.of(1));
      Optimizer optimizer = new Optimizer(model, new Adam(0.1));
      Tensor.eval(model, optimizer);
      optimizer.load(optimizer.state(), before);
      optimizer.freshSince(before);
      for (int step = 0; step < 3; step++) {
        optimizer.zeroGrad();
        model.apply(Tensor.ones(1, 3)).square().sum().backward();
        optimizer.step();
      }
      assertThat(optimizer.steps()).isEqualTo(before + 3);
      moved.add(model.weight().value().toFloatArray());
    }
    assertThat(moved.get(1)).containsExactly(moved.get(0));
    Optimizer optimizer = new Optimizer(new Linear(3, 2, Seed.of(1)), new Adam(0.1));
    assertThatThrownBy(() -> optimizer.freshSince(1)).hasMessageContaining("after 0 steps");
  }

  @Test
  void unchangedScalarsAreTheSameTensors() {
    Step step = new Step();
    step.begin(1, 0.1);
    Tensor rate = step.scalar(0.1);
    Tensor other = step.scalar(0.1);
    step.begin(2, 0.1);
    assertThat(step.scalar(0.1)).isSameAs(rate).isNotSameAs(other);
    assertThat(step.scalar(0.2)).isNotSameAs(other);
  }
}
