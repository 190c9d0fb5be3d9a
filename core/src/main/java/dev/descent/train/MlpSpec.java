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
/// @param dropout the probability with which the output of each hidden unit is dropped in training
public record MlpSpec(List<Integer> sizes, Activation activation, double dropout) {
  private static final String KIND = "mlp";
  private static final int MAX_SIZE = 1 << 24;

  public MlpSpec {
    sizes = List.copyOf(sizes);
    if (sizes.size() < 2) {
      throw new IllegalArgumentException(
          "a perceptron needs at least the numbers of its inputs and outputs, not " + sizes);
    }
  }

  /// A perceptron without dropout.
  public MlpSpec(List<Integer> sizes, Activation activation) {
    this(sizes, activation, 0);
  }

  /// A new network; the same seed gives the same weights.
  public Mlp build(long seed) {
    return Mlp.of(seed, activation, dropout, sizes.stream().mapToInt(Integer::intValue).toArray());
  }

  /// The numbers of the hidden layers' units.
  public List<Integer> hidden() {
    return sizes.subList(1, sizes.size() - 1);
  }

  Map<String, @Nullable Object> toJson() {
    return Json.object(
        "kind", KIND, "sizes", sizes, "activation", activation.label(), "dropout", dropout);
  }

  static MlpSpec fromJson(Fields fields) {
    if (!fields.text("kind").equals(KIND)) {
      throw fields.wrong("kind", "\"" + KIND + "\"");
    }
    List<Integer> sizes = fields.sizes("sizes", 2, MAX_SIZE);
    String name = fields.text("activation");
    for (Activation activation : Activation.values()) {
      if (activation.label().equals(name)) {
        return new MlpSpec(sizes, activation, fields.number("dropout"));
      }
    }
    throw fields.wrong("activation", "the name of an activation");
  }
}
