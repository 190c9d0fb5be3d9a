package dev.descent.scalar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ValueTest {
  /// PyTorch's result for this expression, as micrograd's own tests have it.
  @Test
  void agreesWithPyTorch() {
    Value a = Value.of(-4);
    Value b = Value.of(2);
    Value c = a.add(b);
    Value d = a.mul(b).add(b.pow(3));
    c = c.add(c.add(1));
    c = c.add(c.add(1).sub(a));
    d = d.add(d.mul(2).add(b.add(a).relu()));
    d = d.add(d.mul(3).add(b.sub(a).relu()));
    Value e = c.sub(d);
    Value f = e.pow(2);
    Value g = f.div(2);
    g = g.add(Value.of(10).div(f));
    g.backward();
    assertThat(g.data).isCloseTo(24.70408163265306, within(1e-12));
    assertThat(a.grad).isCloseTo(138.8338192419825, within(1e-11));
    assertThat(b.grad).isCloseTo(645.5772594752186, within(1e-11));
  }

  @Test
  void gradientsOfRandomExpressionsAreCentralDifferences() {
    double step = 1e-5;
    double largest = 0;
    for (int seed = 0; seed < 1000; seed++) {
      Random random = new Random(seed);
      double[] at = random.doubles(4, -2, 2).toArray();
      List<Value> leaves = RandomExpression.leaves(at);
      RandomExpression.of(seed, leaves).backward();
      for (int i = 0; i < at.length; i++) {
        double[] above = at.clone();
        double[] below = at.clone();
        above[i] += step;
        below[i] -= step;
        double difference =
            (RandomExpression.of(seed, RandomExpression.leaves(above)).data
                    - RandomExpression.of(seed, RandomExpression.leaves(below)).data)
                / (2 * step);
        double gradient = leaves.get(i).grad;
        assertThat(gradient)
            .as("expression %d, leaf %d", seed, i)
            .isCloseTo(difference, within(1e-6 * Math.max(1, Math.abs(difference))));
        largest = Math.max(largest, Math.abs(gradient));
      }
    }
    assertThat(largest).isGreaterThan(1);
  }

  @Test
  void gradientsOfLeavesAddUpUntilZeroed() {
    Value a = Value.of(3);
    Value square = a.mul(a);
    square.backward();
    assertThat(a.grad).isEqualTo(6);
    square.backward();
    assertThat(a.grad).isEqualTo(12);
    a.mul(5).backward();
    assertThat(a.grad).isEqualTo(17);
    a.zeroGrad();
    square.backward();
    assertThat(a.grad).isEqualTo(6);
  }

  /// What lies between does not add up, or a second walk would hand on what the first had left.
  @Test
  void lossesThatShareAPartAddTheirGradients() {
    Value a = Value.of(2);
    Value shared = a.pow(2);
    Value first = shared.mul(3);
    Value second = shared.exp();
    first.backward();
    second.backward();
    assertThat(a.grad).isCloseTo(12 + 4 * Math.exp(4), within(1e-12));
    assertThat(shared.grad).isCloseTo(Math.exp(4), within(1e-12));
  }

  @Test
  void aLeafIsItsOwnDerivative() {
    Value a = Value.of(7);
    a.backward();
    assertThat(a.grad).isEqualTo(1);
  }

  @Test
  void edgesOfFunctions() {
    assertThat(gradientOf(0, Value::relu)).isZero();
    assertThat(gradientOf(Double.NaN, Value::relu)).isEqualTo(1);
    assertThat(Value.of(Double.NaN).relu().data).isNaN();
    assertThat(Value.of(3).neg().data).isEqualTo(-3);
    assertThat(gradientOf(3, Value::neg)).isEqualTo(-1);
    assertThat(gradientOf(0, a -> a.pow(2))).isZero();
    assertThat(gradientOf(0, a -> a.pow(0))).isZero();
    assertThat(gradientOf(-1, a -> a.pow(3))).isEqualTo(3);
    assertThat(gradientOf(-1000, Value::sigmoid)).isZero();
    assertThat(gradientOf(1000, Value::sigmoid)).isZero();
    assertThat(gradientOf(0, Value::log)).isInfinite();
  }

  private static double gradientOf(double at, UnaryOperator<Value> function) {
    Value a = Value.of(at);
    function.apply(a).backward();
    return a.grad;
  }

  @Test
  void aChainOfAMillionDoesNotOverflowTheStack() {
    Value a = Value.of(1);
    Value chain = a;
    for (int i = 0; i < 1_000_000; i++) {
      chain = chain.mul(i % 2 == 0 ? 2 : 0.5).add(a);
    }
    chain.backward();
    // c ← 2·c + 1, c ← c/2 + 1: each pair of steps leaves c + 1.5.
    assertThat(chain.data).isEqualTo(750_001);
    assertThat(a.grad).isEqualTo(750_001);
  }

  @Test
  void manyPathsToOneValueAreWalkedOnce() {
    Value a = Value.of(1);
    Value sum = a.add(0);
    for (int i = 0; i < 1000; i++) {
      sum = sum.add(sum).mul(0.5);
    }
    sum.backward();
    assertThat(a.grad).isEqualTo(1);
  }

  @Test
  void threadsWithTheirOwnGraphsDoNotDisturbEachOther() throws Exception {
    Callable<Double> training =
        () -> {
          Mlp model = Mlp.of(5, 3, 4, 4, 1);
          double loss = 0;
          for (int step = 0; step < 300; step++) {
            Value error = model.apply(2, 3, -1).getFirst().sub(0.3).pow(2);
            model.zeroGrad();
            error.backward();
            model.step(0.01);
            loss = error.data;
          }
          return loss;
        };
    double alone = training.call();
    assertThat(alone).isPositive();
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      for (Future<Double> loss :
          threads.invokeAll(Stream.generate(() -> training).limit(8).toList())) {
        assertThat(loss.get()).isEqualTo(alone);
      }
    }
  }
}
