package dev.descent.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.descent.kernel.Reference;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Every operation as it is computed, against its reference in double precision.
class OpForwardTest {
  private static final Set<Op> CORRECTLY_ROUNDED =
      Set.of(
          Unary.NEGATE,
          Unary.SQRT,
          Unary.SQUARE,
          Unary.ABS,
          Unary.SIGN,
          Unary.RELU,
          Unary.STOP_GRADIENT,
          Unary.IDENTITY,
          Binary.ADD,
          Binary.SUBTRACT,
          Binary.MULTIPLY,
          Binary.DIVIDE,
          Binary.MAXIMUM,
          Binary.MINIMUM,
          Select.WHERE);

  @TestFactory
  List<DynamicNode> computesWhatTheReferenceSays() {
    return OpCases.all().stream()
        .<DynamicNode>map(
            c -> DynamicTest.dynamicTest(c.toString(), () -> Threads.each(() -> check(c))))
        .toList();
  }

  private static void check(OpCase c) {
    Tensor result = Tensor.apply(c.op(), c.leaves());
    double[] expected = new Reference().evaluate(result);
    double[] scale = scale(c, result, expected);
    result.eval();
    switch (result.dtype()) {
      case FLOAT32 -> {
        float[] actual = result.toFloatArray();
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < actual.length; i++) {
          assertClose(c, i, actual[i], expected[i], scale[i]);
        }
      }
      case INT32, UINT8 ->
          assertThat(Numbers.doubles(result.toIntArray())).as(c.toString()).isEqualTo(expected);
    }
  }

  private static void assertClose(
      OpCase c, int index, float actual, double expected, double scale) {
    float rounded = (float) expected;
    if (Float.isNaN(rounded) || Float.isInfinite(rounded) || isMovement(c.op())) {
      assertThat(Float.valueOf(actual))
          .as("%s, element %d", c, index)
          .isEqualTo(Float.valueOf(rounded));
      return;
    }
    double tolerance =
        CORRECTLY_ROUNDED.contains(c.op())
            ? 2 * Math.ulp(rounded)
            : 2e-6 * scale + Float.MIN_NORMAL;
    assertThat(Math.abs(actual - expected))
        .as("%s, element %d: %s instead of %s", c, index, actual, expected)
        .isLessThanOrEqualTo(tolerance);
  }

  private static boolean isMovement(Op op) {
    return op instanceof Movement
        || op instanceof Take
        || op instanceof Constant
        || op instanceof RandomUniform
        || op instanceof Cast
        || (op instanceof Binary binary && binary.isComparison());
  }

  /// What errors are measured by: for sums, the sum of the absolute terms; else the result.
  private static double[] scale(OpCase c, Tensor result, double[] expected) {
    boolean sums =
        c.op() instanceof MatMul || c.op() instanceof ScatterAdd || c.op() instanceof Reduce;
    if (!sums) {
      return java.util.Arrays.stream(expected).map(Math::abs).toArray();
    }
    Reference reference = new Reference();
    Tensor[] inputs = Graph.inputs(result);
    for (int i = 0; i < inputs.length; i++) {
      reference.with(
          inputs[i],
          java.util.Arrays.stream(c.operands().get(i).values()).map(Math::abs).toArray());
    }
    return java.util.Arrays.stream(reference.evaluate(result)).map(Math::abs).toArray();
  }
}
