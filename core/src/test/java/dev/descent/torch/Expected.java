package dev.descent.torch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.descent.tensor.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// What PyTorch and NumPy compute, as the programs `expected.py` and `trajectories.py` wrote it
/// down in the text files beside them.
public final class Expected {
  private static final Map<String, double[]> NUMBERS = read();

  private Expected() {}

  private static Map<String, double[]> read() {
    Map<String, double[]> numbers = new HashMap<>();
    for (String file : List.of("expected.txt", "trajectories.txt")) {
      try (InputStream in = Expected.class.getResourceAsStream(file)) {
        String text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        text.lines()
            .forEach(line -> {
              String[] words = line.split(" ", -1);
              double[] elements = new double[words.length - 1];
              Arrays.setAll(elements, i -> Double.parseDouble(words[i + 1]));
              numbers.put(words[0], elements);
            });
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return numbers;
  }

  /// The elements of a name.
  public static double[] numbers(String name) {
    return Objects.requireNonNull(NUMBERS.get(name), name);
  }

  /// The elements of a name as a tensor.
  public static Tensor tensor(String name, int... sizes) {
    double[] numbers = numbers(name);
    float[] elements = new float[numbers.length];
    for (int i = 0; i < elements.length; i++) {
      elements[i] = (float) numbers[i];
    }
    return Tensor.wrap(elements, sizes);
  }

  /// Requires a tensor's elements to be those of a name, up to `tolerance` times the largest one
  /// (at least 1).
  public static void assertClose(Tensor actual, String name, double tolerance) {
    double[] expected = numbers(name);
    float[] elements = actual.toFloatArray();
    assertThat(elements).as(name).hasSize(expected.length);
    double scale = Math.max(1, Arrays.stream(expected).map(Math::abs).max().orElse(0));
    for (int i = 0; i < elements.length; i++) {
      assertThat(Math.abs(elements[i] - expected[i]))
          .as("%s[%d]: %s instead of %s", name, i, elements[i], expected[i])
          .isLessThanOrEqualTo(tolerance * scale);
    }
  }
}
