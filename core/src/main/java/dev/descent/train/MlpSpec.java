package dev.descent.train;

import dev.descent.io.Json;
import dev.descent.nn.Activation;
import dev.descent.nn.Mlp;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A multilayer perceptron in words, as `run.json` holds it.
///
/// @param sizes the numbers of inputs, of each hidden layer's units, and of outputs
/// @param activation what follows every layer but the last
public record MlpSpec(List<Integer> sizes, Activation activation) {
  private static final String KIND = "mlp";
  private static final int MAX_SIZE = 1 << 24;

  public MlpSpec {
    sizes = List.copyOf(sizes);
    if (sizes.size() < 2) {
      throw new IllegalArgumentException(
          "a perceptron needs at least the numbers of its inputs and outputs, not " + sizes);
    }
  }

  /// A new network; the same seed gives the same weights.
  public Mlp build(long seed) {
    return Mlp.of(seed, activation, sizes.stream().mapToInt(Integer::intValue).toArray());
  }

  Map<String, @Nullable Object> toJson() {
    return Json.object("kind", KIND, "sizes", sizes, "activation", activation.label());
  }

  static MlpSpec fromJson(Fields fields) {
    if (!fields.text("kind").equals(KIND)) {
      throw fields.wrong("kind", "\"" + KIND + "\"");
    }
    List<Integer> sizes = fields.sizes("sizes", 2, MAX_SIZE);
    String name = fields.text("activation");
    for (Activation activation : Activation.values()) {
      if (activation.label().equals(name)) {
        return new MlpSpec(sizes, activation);
      }
    }
    throw fields.wrong("activation", "the name of an activation");
  }
}
