package dev.descent.tensor;

import static dev.descent.tensor.OpCase.between;
import static dev.descent.tensor.OpCase.floats;
import static dev.descent.tensor.OpCase.vector;
import static org.assertj.core.api.Assertions.assertThat;

import dev.descent.autograd.Gradients;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Every derivative, and the derivative of every derivative, against central differences.
class OpGradientTest {
  @TestFactory
  Stream<DynamicNode> operations() {
    return OpCases.differentiable().stream()
        .map(c -> DynamicTest.dynamicTest(c.toString(), () -> check(c)));
  }

  private static void check(OpCase c) {
    Tensor[] inputs = c.leaves();
    List<Tensor> variables = new ArrayList<>();
    List<double[]> points = new ArrayList<>();
    for (int operand : OpCases.operandsWithDerivative(c)) {
      inputs[operand] = inputs[operand].variable();
      variables.add(inputs[operand]);
      points.add(c.operands().get(operand).values());
    }
    Tensor output = Tensor.apply(c.op(), inputs);
    Differences.checkTwice(c.toString(), Differences.weighted(output, 3), variables, points);
  }

  @TestFactory
  Stream<DynamicNode> whatIsMadeOfThem() {
    return Stream.of(
        composite("gelu", x -> x[0].gelu(), floats(9)),
        composite("silu", x -> x[0].silu(), floats(9)),
        composite("leakyRelu", x -> x[0].leakyRelu(0.1), floats(9)),
        composite("clamp", x -> x[0].clamp(-1.05, 1.15), floats(33)),
        composite("mean", x -> x[0].mean(false, 0, 2), floats(2, 3, 4)),
        composite("variance", x -> x[0].variance(true, 1), floats(3, 7)),
        composite("variance of all", x -> x[0].variance(), floats(3, 3)),
        composite("softmax", x -> x[0].softmax(1), floats(3, 5)),
        composite("logSoftmax", x -> x[0].logSoftmax(0), floats(3, 5)),
        composite(
            "stack", x -> Tensor.stack(1, x[0], x[1], x[0]), floats(2, 3), between(-1, 1, 2, 3)),
        composite("gather", x -> x[0].gather(Tensor.of(new int[] {2, 0, 1})), floats(3, 4)),
        composite("matmul of vectors", x -> x[0].matmul(x[1]), floats(5), between(-1, 1, 5)),
        composite("matmul of matrix and vector", x -> x[0].matmul(x[1]), floats(3, 5), floats(5)),
        composite(
            "matmul with transposed",
            x -> x[0].transpose().matmul(x[1].transpose()),
            floats(3, 5),
            floats(4, 3)),
        composite("product with itself", x -> x[0].mul(x[0]), floats(9)),
        composite("matrix times itself", x -> x[0].matmul(x[0].transpose()), floats(3, 4)),
        composite(
            "quotient by itself plus", x -> x[0].div(x[0].square().add(x[0])), between(0.3, 2, 7)),
        composite(
            "layer norm", OpGradientTest::layerNorm, floats(3, 7), floats(7), between(-1, 1, 7)),
        composite(
            "two layers", OpGradientTest::twoLayers, floats(4, 5), floats(3, 5), floats(2, 3)));
  }

  private static Tensor layerNorm(Tensor[] x) {
    Tensor centred = x[0].sub(x[0].mean(true, -1));
    Tensor scale = centred.square().mean(true, -1).add(Constant.of(1e-3)).sqrt();
    return centred.div(scale).mul(x[1]).add(x[2]);
  }

  private static Tensor twoLayers(Tensor[] x) {
    return x[0].matmul(x[1].transpose()).tanh().matmul(x[2].transpose()).logSoftmax(-1);
  }

  private static DynamicNode composite(
      String name, Function<Tensor[], Tensor> function, OpCase.Operand... operands) {
    return DynamicTest.dynamicTest(name, () -> Differences.checkTwice(name, function, operands));
  }

  private static float[] gradientOfSum(Function<Tensor, Tensor> function, double... at) {
    Tensor x = vector(at).leaf().variable();
    return Gradients.of(function.apply(x).sum(), List.of(x)).get(x).toFloatArray();
  }

  @Test
  void kinksHaveTheDocumentedDerivatives() {
    assertThat(gradientOfSum(x -> x.relu(), -1, 0, 1)).containsExactly(0, 0, 1);
    assertThat(gradientOfSum(x -> x.abs(), -1, 0, 1)).containsExactly(-1, 0, 1);
    assertThat(gradientOfSum(x -> x.leakyRelu(0.5), -1, 0, 1)).containsExactly(0.5f, 0.5f, 1);
    assertThat(gradientOfSum(x -> x.max(), 3, 1, 3)).containsExactly(0.5f, 0, 0.5f);
    assertThat(gradientOfSum(x -> x.min(), 1, 1, 3)).containsExactly(0.5f, 0.5f, 0);
    assertThat(gradientOfSum(x -> x.maximum(1), 0, 1, 2)).containsExactly(0, 0.5f, 1);
    assertThat(gradientOfSum(x -> x.minimum(1), 0, 1, 2)).containsExactly(1, 0.5f, 0);
  }

  @Test
  void powersOfZeroHaveFiniteDerivatives() {
    assertThat(gradientOfSum(x -> x.pow(2), 0, -3)).containsExactly(0, -6);
    assertThat(gradientOfSum(x -> x.pow(1), 0, 2)).containsExactly(1, 1);
    assertThat(gradientOfSum(x -> x.pow(0), 0, 2)).containsExactly(0, 0);
    assertThat(gradientOfSum(x -> Tensor.scalar(0).pow(x), 2, 1)).containsExactly(0, 0);
  }

  @Test
  void noOverflowInTheTails() {
    assertThat(gradientOfSum(x -> x.softplus(), -200, 200)).containsExactly(0, 1);
    assertThat(gradientOfSum(x -> x.sigmoid(), -200, 200)).containsExactly(0, 0);
    assertThat(gradientOfSum(x -> x.tanh(), -200, 200)).containsExactly(0, 0);
    assertThat(gradientOfSum(x -> x.erf(), -200, 200)).containsExactly(0, 0);
    assertThat(gradientOfSum(x -> x.logSumExp(false), -1000, 1000)).containsExactly(0, 1);
  }

  @Test
  void aBroadcastOverNothingHasGradientZero() {
    Tensor x = Tensor.ones(1, 3).variable();
    Tensor y = x.add(Tensor.zeros(0, 3));
    assertThat(Gradients.of(y.sum(), List.of(x)).get(x).toFloatArray()).containsExactly(0, 0, 0);
  }
}
