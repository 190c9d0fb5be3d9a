package dev.descent.tensor;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import dev.descent.kernel.Reference;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// The references, and what is computed, against numbers from NumPy (`numpy_values.py`, beside
/// them).
class NumPyValuesTest {
  private static final Map<String, Function<Tensor[], Tensor>> EXPRESSIONS =
      Map.ofEntries(
          unary("exp", Tensor::exp),
          unary("log", Tensor::log),
          unary("sqrt", Tensor::sqrt),
          unary("square", Tensor::square),
          unary("abs", Tensor::abs),
          unary("sign", Tensor::sign),
          unary("sin", Tensor::sin),
          unary("cos", Tensor::cos),
          unary("tanh", Tensor::tanh),
          unary("erf", Tensor::erf),
          unary("sigmoid", Tensor::sigmoid),
          unary("relu", Tensor::relu),
          unary("leakyRelu", x -> x.leakyRelu(0.125)),
          unary("softplus", Tensor::softplus),
          unary("gelu", Tensor::gelu),
          unary("silu", Tensor::silu),
          unary("clamp", x -> x.clamp(-1, 1.5)),
          unary("neg", Tensor::neg),
          entry("add", x -> x[0].add(x[1])),
          entry("sub", x -> x[0].sub(x[1])),
          entry("mul", x -> x[0].mul(x[1])),
          entry("div", x -> x[0].div(x[1])),
          entry("maximum", x -> x[0].maximum(x[1])),
          entry("minimum", x -> x[0].minimum(x[1])),
          entry("pow", x -> x[0].pow(x[1])),
          entry("eq", x -> x[0].eq(x[1])),
          entry("ne", x -> x[0].ne(x[1])),
          entry("lt", x -> x[0].lt(x[1])),
          entry("le", x -> x[0].le(x[1])),
          entry("gt", x -> x[0].gt(x[1])),
          entry("ge", x -> x[0].ge(x[1])),
          entry("where", x -> x[0].where(x[1], x[2])),
          unary("sumAll", Tensor::sum),
          unary("sumOuter", x -> x.sum(true, 0, 2)),
          unary("sumMiddle", x -> x.sum(false, 1)),
          unary("meanAll", Tensor::mean),
          unary("meanOuter", x -> x.mean(true, 0, -1)),
          unary("meanMiddle", x -> x.mean(false, -2)),
          unary("maxAll", Tensor::max),
          unary("maxOuter", x -> x.max(true, 2, 0)),
          unary("maxMiddle", x -> x.max(false, 1)),
          unary("minAll", Tensor::min),
          unary("minOuter", x -> x.min(true, 0, 2)),
          unary("minMiddle", x -> x.min(false, 1)),
          unary("varianceAll", Tensor::variance),
          unary("varianceOuter", x -> x.variance(true, 0, 2)),
          unary("varianceMiddle", x -> x.variance(false, 1)),
          unary("logSumExpAll", Tensor::logSumExp),
          unary("logSumExpOuter", x -> x.logSumExp(true, 0, 2)),
          unary("logSumExpMiddle", x -> x.logSumExp(false, 1)),
          unary("logSumExpBig", x -> x.logSumExp(false, 1)),
          unary("softmax", x -> x.softmax(1)),
          unary("argMaxRows", x -> x.argMax(1)),
          unary("argMaxColumns", x -> x.argMax(0)),
          unary("argMinRows", x -> x.argMin(-1)),
          unary("argMaxAll", Tensor::argMax),
          unary("argMaxNan", Tensor::argMax),
          unary("maxNan", Tensor::max),
          entry("matmul", x -> x[0].matmul(x[1])),
          entry("matmulBatch", x -> x[0].matmul(x[1])),
          entry("matmulTransposed", x -> x[0].matmul(x[1].transpose())),
          entry("dot", x -> x[0].matmul(x[1])),
          entry("vectorMatrix", x -> x[0].matmul(x[1])),
          entry("matrixVector", x -> x[0].matmul(x[1])),
          unary("transpose", x -> x.permute(2, 0, 1)),
          unary("slice", x -> x.slice(1, 1, 4, 2)),
          unary("sliceBack", x -> x.slice(2, -3, -1)),
          unary("pad", x -> x.pad(1, 2, 1, 7)),
          entry("concatenate", x -> Tensor.concatenate(1, x)),
          entry("stack", x -> Tensor.stack(1, x)),
          entry("take", x -> x[0].take(x[1], 1)),
          entry("gather", x -> x[0].gather(x[1])),
          unary("oneHot", x -> x.oneHot(5)),
          entry("linspace", x -> Tensor.linspace(-1, 2, 7)));

  private static Map.Entry<String, Function<Tensor[], Tensor>> unary(
      String name, Function<Tensor, Tensor> function) {
    return entry(name, x -> function.apply(x[0]));
  }

  private static Map<String, OpCase.Operand> load() throws IOException {
    Map<String, OpCase.Operand> arrays = new LinkedHashMap<>();
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(
                Objects.requireNonNull(
                    NumPyValuesTest.class.getResourceAsStream("numpy-values.txt")),
                StandardCharsets.UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        String[] words = line.split(" ");
        DType dtype = words[1].equals("int32") ? DType.INT32 : DType.FLOAT32;
        int[] sizes =
            words[2].equals("[]")
                ? new int[0]
                : Arrays.stream(words[2].replaceAll("[\\[\\]]", "").split(","))
                    .mapToInt(Integer::parseInt)
                    .toArray();
        double[] values =
            Arrays.stream(words)
                .skip(4)
                .mapToDouble(w -> w.equals("nan") ? Double.NaN : Double.parseDouble(w))
                .toArray();
        arrays.put(words[0], new OpCase.Operand(dtype, Shape.of(sizes), values));
      }
    }
    return arrays;
  }

  @TestFactory
  Stream<DynamicNode> equalsNumPy() throws IOException {
    Map<String, OpCase.Operand> arrays = load();
    return EXPRESSIONS.entrySet().stream()
        .map(e ->
            DynamicTest.dynamicTest(e.getKey(), () -> check(e.getKey(), e.getValue(), arrays)));
  }

  @Test
  void everyResultOfNumPyIsUsed() throws IOException {
    assertThat(load().keySet().stream().filter(name -> !name.contains(".")))
        .containsExactlyInAnyOrderElementsOf(EXPRESSIONS.keySet());
  }

  private static void check(
      String name, Function<Tensor[], Tensor> expression, Map<String, OpCase.Operand> arrays) {
    Tensor[] operands =
        Stream.iterate(0, i -> arrays.containsKey(name + "." + i), i -> i + 1)
            .map(i -> Objects.requireNonNull(arrays.get(name + "." + i)).leaf())
            .toArray(Tensor[]::new);
    OpCase.Operand expected = Objects.requireNonNull(arrays.get(name));
    Tensor result = expression.apply(operands);
    assertThat(result.shape()).isEqualTo(expected.shape());
    assertThat(result.dtype()).isEqualTo(expected.dtype());
    assertClose(name + ", reference", new Reference().evaluate(result), expected.values(), 2e-7);
    assertClose(name, Numbers.doubles(result.toFloatArray()), expected.values(), 2e-6);
  }

  /// The references hold numbers of the program, such as 1/√2, as floats: hence not to the last
  /// digit.
  private static void assertClose(
      String what, double[] actual, double[] expected, double relative) {
    assertThat(actual).hasSameSizeAs(expected);
    double size = Arrays.stream(expected).map(Math::abs).filter(v -> v < 100).max().orElse(0);
    for (int i = 0; i < actual.length; i++) {
      if (Double.isNaN(expected[i])) {
        assertThat(actual[i]).as("%s, element %d", what, i).isNaN();
      } else {
        assertThat(Math.abs(actual[i] - expected[i]))
            .as("%s, element %d: %s instead of %s", what, i, actual[i], expected[i])
            .isLessThanOrEqualTo(relative * Math.max(size, Math.abs(expected[i])));
      }
    }
  }
}
