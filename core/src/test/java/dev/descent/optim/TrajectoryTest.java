package dev.descent.optim;

import static dev.descent.torch.Expected.assertClose;
import static org.assertj.core.api.Assertions.assertThat;

import dev.descent.exec.Engine;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Twenty steps with fixed gradients and a learning rate that changes in every step, compared with
/// PyTorch's and with programs written from the papers.
class TrajectoryTest {
  private static final ParameterGroups GROUPS =
      ParameterGroups.matrices(new Sgd(0.05).momentum(0.9).weightDecay(0.1))
          .others(new Sgd(0.2).momentum(0.5));

  private static Optimizer optimizer(String label, Weights weights) {
    return switch (label) {
      case "globalNorm" -> new Optimizer(weights, GROUPS).clip(Clipping.byGlobalNorm(6));
      case "norm" -> new Optimizer(weights, GROUPS).clip(Clipping.byNorm(2));
      case "value" -> new Optimizer(weights, GROUPS).clip(Clipping.byValue(0.75));
      default -> new Optimizer(weights, rule(label));
    };
  }

  private static UpdateRule rule(String label) {
    return switch (label) {
      case "sgd" -> new Sgd(0.05).momentum(0.9).nesterov(true).weightDecay(0.02);
      case "adagrad" -> new AdaGrad(0.1, 0.05, 0.25, 1e-6, 0.05);
      case "adagradPlain" -> new AdaGrad(0.1);
      case "rmsprop" -> new RmsProp(0.01, 0.9, 1e-6, 0.8, true, 0.05);
      case "rmspropPlain" -> new RmsProp(0.01);
      case "adam" -> new Adam(0.02).betas(0.8, 0.99).epsilon(1e-6).weightDecay(0.05);
      case "adamw" -> new AdamW(0.02, 0.8, 0.99, 1e-6, 0.1, true);
      case "adamwMatrices" -> new AdamW(0.02).weightDecay(0.1);
      case "nadam" -> new NAdam(0.02, 0.8, 0.99, 1e-6, 0.01, 0.05);
      case "lion" -> new Lion(0.01, 0.8, 0.95, 0.5, true);
      case "lionMatrices" -> new Lion(0.01).weightDecay(0.5);
      case "muon" -> new Muon(0.05).momentum(0.9).weightDecay(0.5);
      case "muonPlain" -> new Muon(0.05).nesterov(false);
      default -> throw new AssertionError(label);
    };
  }

  private static List<String> parameters(String label) {
    return label.startsWith("muon") ? Weights.MATRICES : Weights.ALL;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sgd",
        "adagrad",
        "adagradPlain",
        "rmsprop",
        "rmspropPlain",
        "adam",
        "adamw",
        "adamwMatrices",
        "nadam",
        "lion",
        "lionMatrices",
        "muon",
        "muonPlain",
        "globalNorm",
        "norm",
        "value"
      })
  void twentyStepsAreThoseOfAnotherProgramInBothStyles(String label) {
    Weights imperative = new Weights(parameters(label));
    Weights functional = new Weights(parameters(label));
    Optimizer one = optimizer(label, imperative);
    Optimizer other = optimizer(label, functional);
    for (int step = 0; step < Weights.STEPS; step++) {
      one.rateFactor(Weights.FACTORS[step]);
      other.rateFactor(Weights.FACTORS[step]);
      imperative.stepByBackward(one, step);
      functional.stepByGradients(other, step);
    }
    for (String name : parameters(label)) {
      assertClose(imperative.weight(name).value(), "trajectory." + label + "." + name, 1e-6);
    }
    assertThat(Weights.elements(functional.state()))
        .isEqualTo(Weights.elements(imperative.state()));
    assertThat(Weights.elements(other.state())).isEqualTo(Weights.elements(one.state()));
  }

  @Test
  @ResourceLock("engine")
  void ratesThatChangeCostNoPlan() {
    for (String name : Rules.names()) {
      Weights weights = new Weights(Weights.ALL);
      UpdateRule rest = new AdamW(0.01);
      Optimizer optimizer =
          new Optimizer(weights, ParameterGroups.matrices(Rules.named(name)).others(rest))
              .clip(Clipping.byGlobalNorm(1))
              .average(WeightAverage.ema(weights, 0.9));
      Schedule schedule = Schedule.warmup(4).times(Schedule.cosine(0, Weights.STEPS - 1));
      long misses = 0;
      for (int step = 0; step < Weights.STEPS; step++) {
        // A first rate of 0 makes many scalars equal that differ later.
        optimizer.rateFactor(step == 1 || step == 10 ? 0 : schedule.factor(step));
        weights.stepByGradients(optimizer, step);
        if (step == 1) {
          misses = Engine.statistics().planMisses();
        }
      }
      assertThat(Engine.statistics().planMisses() - misses).as(name).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"sgd", "adagrad", "rmsprop", "adam", "adamw", "nadam", "lion", "muon", "norm"})
  void aGradientThatIsNoNumberIsNotHidden(String label) {
    Weights weights = new Weights(List.of("tall"));
    Optimizer optimizer =
        label.equals("norm")
            ? new Optimizer(weights, new Sgd(0.1)).clip(Clipping.byNorm(1))
            : new Optimizer(weights, rule(label));
    weights.weight("tall").value().mul(Float.NaN).sum().backward();
    optimizer.step();
    for (float element : Objects.requireNonNull(weights.state().get("tall")).toFloatArray()) {
      assertThat(element).isNaN();
    }
  }
}
