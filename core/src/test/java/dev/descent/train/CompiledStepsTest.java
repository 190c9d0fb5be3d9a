package dev.descent.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.descent.data.Dataset;
import dev.descent.nn.Activation;
import dev.descent.nn.BatchNorm;
import dev.descent.nn.Counter;
import dev.descent.nn.Dropout;
import dev.descent.nn.Linear;
import dev.descent.nn.Losses;
import dev.descent.nn.Mlp;
import dev.descent.nn.Module;
import dev.descent.nn.Seed;
import dev.descent.nn.Sequential;
import dev.descent.optim.AdaGrad;
import dev.descent.optim.Adam;
import dev.descent.optim.AdamW;
import dev.descent.optim.Clipping;
import dev.descent.optim.Lion;
import dev.descent.optim.Muon;
import dev.descent.optim.NAdam;
import dev.descent.optim.RmsProp;
import dev.descent.optim.Schedule;
import dev.descent.optim.Sgd;
import dev.descent.optim.UpdateRule;
import dev.descent.optim.WeightAverage;
import dev.descent.tensor.Constant;
import dev.descent.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// A step that is done again without being built gives what it gives when it is built.
class CompiledStepsTest {
  // Of 7 batches an epoch, the last is smaller.
  private static final Dataset DATA = Problems.blobs(100, 1);

  private static Module plain() {
    return Mlp.of(3, Activation.TANH, 2, 8, 3);
  }

  private static Module withDropout() {
    return Mlp.of(3, Activation.RELU, 0.3, 2, 8, 8, 3);
  }

  private static Module withRunningStatistics() {
    return Sequential.of(
        Seed.of(5),
        seed -> new Linear(2, 8, seed),
        _ -> new BatchNorm(8),
        Activation.GELU,
        seed -> new Dropout(0.3, seed),
        seed -> new Linear(8, 3, seed));
  }

  private static Trainer trainer(Module model, UpdateRule rule) {
    return Trainer.of(model, Losses::crossEntropy, rule).epochs(6).batchSize(16).seed(4);
  }

  private static Arguments of(
      String name, Supplier<Module> model, Function<Module, Trainer> trainer) {
    return Arguments.of(name, model, trainer);
  }

  private static Arguments of(UpdateRule rule) {
    return of(rule.toString(), CompiledStepsTest::plain, model -> trainer(model, rule));
  }

  static Stream<Arguments> runs() {
    return Stream.of(
        of(new Sgd(0.1)),
        of(new Sgd(0.1).momentum(0.9).dampening(0.5).weightDecay(0.01)),
        of(new Sgd(0.1).momentum(0.9).nesterov(true)),
        of(new Adam(0.01).weightDecay(0.01)),
        of(new AdamW(0.01)),
        of(new NAdam(0.01)),
        of(new RmsProp(0.01).centered(true).momentum(0.5)),
        of(new AdaGrad(0.1).rateDecay(0.1)),
        of(new Lion(0.001)),
        of("dropout", CompiledStepsTest::withDropout, model -> trainer(model, new Sgd(0.1))),
        of(
            "batch norm, dropout, one cycle, closer looks",
            CompiledStepsTest::withRunningStatistics,
            model -> trainer(model, new Adam(0.01)).schedule(Schedule::oneCycle).measureEvery(5)),
        of(
            "clipping by norm",
            CompiledStepsTest::plain,
            model -> trainer(model, new Sgd(1)).clip(Clipping.byGlobalNorm(0.1))),
        of(
            "clipping by value",
            CompiledStepsTest::plain,
            model -> trainer(model, new Sgd(1)).clip(Clipping.byValue(0.01))),
        of(
            "exponential average",
            CompiledStepsTest::withRunningStatistics,
            model -> trainer(model, new Sgd(0.1)).average(each -> WeightAverage.ema(each, 0.9))),
        of(
            "average of every third step",
            CompiledStepsTest::plain,
            model -> trainer(model, new Sgd(0.1)).average(each -> WeightAverage.swa(each, 4, 3))),
        of(
            "two groups",
            CompiledStepsTest::plain,
            model -> trainer(model, new Muon(0.02)).accumulate(1)),
        of(
            "accumulation",
            CompiledStepsTest::withDropout,
            model -> trainer(model, new Sgd(0.1)).accumulate(3)));
  }

  private record Outcome(List<Float> losses, Map<String, float[]> state, List<Long> counts) {}

  private static Outcome train(Module model, Trainer trainer) {
    List<Float> losses = new ArrayList<>();
    trainer.listen(event -> {
      if (event instanceof TrainEvent.StepDone done) {
        losses.add(done.loss());
      }
    });
    trainer.fit(DATA);
    return new Outcome(
        losses, numbers(model), model.counters().values().stream().map(Counter::value).toList());
  }

  private static Map<String, float[]> numbers(Module model) {
    Map<String, float[]> state = new LinkedHashMap<>();
    model.state().forEach((name, tensor) -> state.put(name, tensor.toFloatArray()));
    return state;
  }

  private static void requireEqual(Outcome compiled, Outcome built) {
    assertThat(compiled.losses()).isEqualTo(built.losses());
    assertThat(compiled.counts()).isEqualTo(built.counts());
    requireEqual(compiled.state(), built.state());
  }

  private static void requireEqual(Map<String, float[]> actual, Map<String, float[]> expected) {
    assertThat(actual.keySet()).isEqualTo(expected.keySet());
    expected.forEach(
        (name, numbers) -> assertThat(actual.get(name)).as(name).containsExactly(numbers));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("runs")
  void comesToTheSameBits(String name, Supplier<Module> model, Function<Module, Trainer> trainer) {
    Module built = model.get();
    Own counting = new Own(x -> x);
    Module compiled = new Sequential(model.get(), counting);
    Outcome outcome = train(compiled, trainer.apply(compiled).compile(true));
    Module other = new Sequential(built, new Own(x -> x));
    requireEqual(outcome, train(other, trainer.apply(other)));
    if (!name.equals("accumulation")) {
      assertThat(counting.calls).as("steps that were built").isLessThan(6 * 7 / 2);
    }
  }

  /// A layer of the user's own.
  private static final class Own extends Module {
    private final UnaryOperator<Tensor> function;
    private int calls;

    Own(UnaryOperator<Tensor> function) {
      this.function = function;
    }

    @Override
    protected Tensor forward(Tensor inputs) {
      calls++;
      return function.apply(inputs);
    }
  }

  private static Module with(Own own) {
    return new Sequential(plain(), own);
  }

  @Test
  void aPureLayerIsAskedThreeTimesForEachSizeOfBatch() {
    Own own = new Own(x -> x.tanh());
    Module model = with(own);
    Outcome compiled = train(model, trainer(model, new Sgd(0.1)).compile(true));
    // Once when it is checked, twice for batches of 16 and for the last of 4.
    assertThat(own.calls).isEqualTo(5);
    Module other = with(new Own(x -> x.tanh()));
    requireEqual(compiled, train(other, trainer(other, new Sgd(0.1))));
  }

  @Test
  void whatIsMadeAnewInEachStepIsNeverTakenForAConstant() {
    int[] steps = {0};
    Own growing = new Own(x -> x.mul(Tensor.scalar(1 + 0.01 * steps[0]++)));
    Module model = with(growing);
    Outcome compiled = train(model, trainer(model, new Sgd(0.1)).compile(true));
    steps[0] = 0;
    Module other = with(new Own(growing.function));
    requireEqual(compiled, train(other, trainer(other, new Sgd(0.1))));
    assertThat(growing.calls).isEqualTo(1 + 6 * 7);
  }

  @Test
  void aModelThatComputesSomethingElseInEachStepIsBuiltInEach() {
    int[] steps = {0};
    Own growing = new Own(x -> x.mul(Constant.of(1 + 0.01 * steps[0]++)));
    Module model = with(growing);
    Outcome compiled = train(model, trainer(model, new Sgd(0.1)).compile(true));
    steps[0] = 0;
    Module other = with(new Own(growing.function));
    requireEqual(compiled, train(other, trainer(other, new Sgd(0.1))));
    assertThat(growing.calls).isEqualTo(1 + 6 * 7);
  }

  /// A layer that counts without drawing anything.
  private static final class Counting extends Module {
    private final Counter calls = counter("calls");

    @Override
    protected Tensor forward(Tensor inputs) {
      return calls.next() < 0 ? inputs.neg() : inputs;
    }
  }

  @Test
  void aLayerThatCountsByItselfCountsOn() {
    Module model = new Sequential(plain(), new Counting());
    Outcome compiled = train(model, trainer(model, new Sgd(0.1)).compile(true));
    assertThat(compiled.counts()).containsExactly(1L + 6 * 7);
  }

  private static Map<String, float[]> thereBackAndAgain(boolean compile) {
    Module model = withDropout();
    TrainingSession session =
        trainer(model, new Adam(0.01)).epochs(100).compile(compile).session(DATA);
    run(session);
    TrainingMoment moment = session.moment();
    run(session);
    Map<String, float[]> first = numbers(model);
    session.restore(moment);
    run(session);
    requireEqual(numbers(model), first);
    return first;
  }

  private static void run(TrainingSession session) {
    for (int i = 0; i < 20; i++) {
      session.step();
    }
  }

  @Test
  void aRunThatIsMovedGoesOnFromThere() {
    requireEqual(thereBackAndAgain(true), thereBackAndAgain(false));
  }
}
