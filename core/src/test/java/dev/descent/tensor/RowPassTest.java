package dev.descent.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.descent.autograd.Grad;
import dev.descent.exec.Engine;
import dev.descent.nn.Activation;
import dev.descent.nn.Losses;
import dev.descent.nn.Mlp;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What is computed row by row as one kernel, against the same operation by operation, bit for bit,
/// with any number of threads.
class RowPassTest {
  private static final int GRAPHS = Integer.getInteger("descent.test.graphs", 150) / 2;

  @ParameterizedTest
  @CsvSource({"128, 10", "129, 10", "200, 3", "383, 17", "1024, 10", "2500, 20"})
  void theEndOfAClassifierIsOnePass(int rows, int classes) {
    Mlp model = Mlp.of(1, Activation.RELU, 20, 300, classes);
    Tensor inputs = Tensor.uniform(1, 1, rows, 20).eval();
    Tensor labels = labels(rows, classes);
    FusionTest.assertSameBits(rows + " rows", () -> lossAndGradients(model, inputs, labels));
    List<Tensor> step = lossAndGradients(model, inputs, labels);
    Tensor.eval(step.toArray(Tensor[]::new));
    String plan = step.getFirst().explain();
    assumeThat(Engine.describe()).contains("machine code");
    List<String> passes = plan.lines().filter(row -> row.contains("row pass")).toList();
    assertThat(passes).as(plan).hasSize(1);
    // From the first layer's outputs to their gradient.
    assertThat(passes.getFirst()).contains("[" + rows + ", " + classes + "] [" + rows + "]");
    assertThat(passes.getFirst().split("\\[" + rows + ", 300]", -1)).as(plan).hasSize(3);
    assertThat(plan).doesNotContain("logSumExp ");
  }

  /// One tile could not be shared by threads.
  @ParameterizedTest
  @ValueSource(ints = {1, 16, 100, 127})
  void fewRowsStayApart(int rows) {
    Mlp model = Mlp.of(1, Activation.RELU, 20, 300, 10);
    Tensor inputs = Tensor.uniform(1, 1, rows, 20).eval();
    List<Tensor> step = lossAndGradients(model, inputs, labels(rows, 10));
    Tensor.eval(step.toArray(Tensor[]::new));
    assertThat(step.getFirst().explain()).doesNotContain("row pass");
  }

  @Test
  void whatIsReadAcrossRowsStaysApart() {
    Tensor x = Tensor.uniform(1, 1, 256, 256).eval();
    Tensor weight = Tensor.uniform(2, 1, 256, 16).eval();
    Tensor other = Tensor.uniform(3, 1, 16, 32).eval();
    FusionTest.assertSameBits(
        "centred columns",
        () -> {
          Tensor hidden = x.matmul(weight).add(1);
          return List.of(hidden.sub(hidden.mean(true, 0)).matmul(other).relu());
        });
    FusionTest.assertSameBits(
        "the first row for all",
        () -> {
          Tensor hidden = x.matmul(weight).add(1);
          return List.of(hidden.add(hidden.slice(0, 0, 1)).matmul(other).relu());
        });
    FusionTest.assertSameBits(
        "rows in reverse",
        () -> {
          Tensor hidden = x.matmul(weight).add(1);
          return List.of(hidden.take(reverse(256), 0).matmul(other).relu().add(1));
        });
  }

  @Test
  void randomGraphsEqualOperationByOperation() {
    int passes = 0;
    for (long seed = 0; seed < GRAPHS; seed++) {
      long number = seed;
      FusionTest.assertSameBits("graph " + seed, () -> graph(number));
      List<Tensor> roots = graph(seed);
      Tensor.eval(roots.toArray(Tensor[]::new));
      passes += roots.getLast().explain().contains("row pass") ? 1 : 0;
    }
    assumeThat(Engine.describe()).contains("machine code");
    assertThat(passes).as("graphs with a pass over rows").isGreaterThan(GRAPHS / 2);
  }

  /// The rows of `[1, m, k]` are on its second axis.
  @Test
  void aViewWithAnAxisOfOneInFrontStaysApart() {
    Tensor weight = Tensor.uniform(2, 1, 256, 64).eval();
    Tensor other = Tensor.uniform(3, 1, 32, 48).eval();
    for (long seed = 0; seed < 5; seed++) {
      Tensor x = Tensor.uniform(seed, 4, 256, 256).eval();
      FusionTest.assertSameBits(
          "half of the rows, seed " + seed,
          () -> {
            Tensor hidden = x.matmul(weight).add(1);
            Tensor half = hidden.reshape(1, 512, 32).slice(1, 256, 512);
            return List.of(half.matmul(other).reshape(256, 48).relu());
          });
    }
  }

  private static Tensor reverse(int rows) {
    return Tensor.of(IntStream.range(0, rows).map(row -> rows - 1 - row).toArray());
  }

  private static Tensor labels(int rows, int classes) {
    return Tensor.of(new Random(2).ints(rows, 0, classes).toArray());
  }

  private static List<Tensor> lossAndGradients(Mlp model, Tensor inputs, Tensor labels) {
    var step =
        Grad.valueAndGrad(model, (m, x, y) -> Losses.crossEntropy(m.apply(x), y))
            .apply(inputs, labels);
    List<Tensor> roots = new ArrayList<>(List.of(step.loss()));
    roots.addAll(step.gradients().list());
    return roots;
  }

  /// Small products and what is done row by row, with now and then something across rows.
  private static List<Tensor> graph(long seed) {
    Random random = new Random(seed);
    int rows = 128 + random.nextInt(300);
    Tensor present = Tensor.uniform(seed, 1, rows, 600).eval();
    List<Tensor> roots = new ArrayList<>();
    int operations = 4 + random.nextInt(8);
    for (int i = 0; i < operations; i++) {
      int columns = present.size(1);
      Tensor before = present;
      present =
          switch (i == 0 ? 0 : random.nextInt(12)) {
            case 0, 1 -> {
              int next = List.of(10, 16, 33, 48).get(random.nextInt(4));
              Tensor weight = Tensor.uniform(seed, i + 2, columns, next).sub(0.5).eval();
              Tensor bias = Tensor.uniform(seed, i + 50, next).eval();
              Tensor sum = before.matmul(weight).add(bias);
              yield random.nextBoolean() ? sum.tanh() : sum;
            }
            case 2 -> before.softmax(1);
            case 3 -> before.sub(before.logSumExp(true, 1));
            case 4 -> before.mul(before.sum(true, 1)).div(columns);
            case 5 -> before.add(before.square()).relu();
            case 6 -> before.sub(before.max(true, 1));
            case 7 -> before.mul(before.mean(true, 0));
            case 8 -> before.add(before.take(reverse(rows), 0));
            case 9 -> before.add(before.slice(0, 1, 2));
            case 10 -> before.slice(1, 1, 1 + columns / 2);
            default -> before.matmul(before.transpose().matmul(before)).div(rows);
          };
      if (random.nextInt(4) == 0) {
        roots.add(present);
      }
    }
    roots.add(present);
    return roots;
  }
}
