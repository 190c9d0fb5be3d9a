package dev.descent.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The expectations were printed by NumPy itself, through `numpy_printed.py` beside them.
class TensorPrinterTest {
  record Printed(String name, Tensor tensor, String expected) {
    @Override
    public String toString() {
      return name;
    }
  }

  static List<Printed> printedByNumPy() throws IOException {
    List<Printed> cases = new ArrayList<>();
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(
                Objects.requireNonNull(
                    TensorPrinterTest.class.getResourceAsStream("numpy-printed.txt")),
                StandardCharsets.UTF_8))) {
      for (String header = in.readLine(); header != null; header = in.readLine()) {
        String[] words = header.split(" ");
        int[] sizes = Arrays.stream(words).skip(3).mapToInt(Integer::parseInt).toArray();
        Tensor tensor = parse(words[2], Shape.of(sizes), Objects.requireNonNull(in.readLine()));
        List<String> lines = new ArrayList<>();
        for (String line = in.readLine(); !"end".equals(line); line = in.readLine()) {
          lines.add(Objects.requireNonNull(line));
        }
        cases.add(new Printed(words[1], tensor, String.join("\n", lines)));
      }
    }
    return cases;
  }

  private static Tensor parse(String type, Shape shape, String line) {
    String[] words = line.isEmpty() ? new String[0] : line.split(" ");
    boolean ramp = line.startsWith("arange");
    double[] values = new double[shape.count()];
    for (int i = 0; i < values.length; i++) {
      values[i] = ramp ? i * (double) Float.parseFloat(words[1]) : number(words[i]);
    }
    return switch (type) {
      case "float32" -> Graph.leaf(shape, DType.FLOAT32, Numbers.floats(values));
      case "int32" -> Graph.leaf(shape, DType.INT32, Numbers.ints(values));
      case "uint8" -> Graph.leaf(shape, DType.UINT8, Numbers.bytes(values));
      default -> throw new AssertionError(type);
    };
  }

  private static double number(String word) {
    return switch (word) {
      case "nan" -> Double.NaN;
      case "inf" -> Double.POSITIVE_INFINITY;
      case "-inf" -> Double.NEGATIVE_INFINITY;
      default -> Double.parseDouble(word);
    };
  }

  @ParameterizedTest
  @MethodSource("printedByNumPy")
  void printsAsNumPyDoes(Printed printed) {
    assertThat(printed.tensor()).hasToString(printed.expected());
  }

  @Test
  void printingComputesWhatIsMissing() {
    assertThat(Tensor.ones(2).add(1)).hasToString("[2. 2.]");
    assertThat(Tensor.arange(3)).hasToString("[0 1 2]");
  }
}
