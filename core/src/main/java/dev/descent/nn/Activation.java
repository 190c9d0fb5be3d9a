package dev.descent.nn;

import dev.descent.tensor.Constant;
import dev.descent.tensor.Tensor;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/// The elementwise functions between layers: a row a function, with the name by which users choose
/// it. Shapes stay as they are.
public enum Activation implements Sequential.Part {
  /// max(x, 0).
  RELU("Relu", Tensor::relu),
  /// x where x > 0, 0.01·x elsewhere.
  LEAKY_RELU("LeakyRelu", x -> x.gt(Constant.of(0)).where(x, x.mul(Constant.of(0.01)))),
  /// x·Φ(x), the exact form (Hendrycks and Gimpel 2016).
  GELU("Gelu", Tensor::gelu),
  /// x·sigmoid(x), also known as swish (Ramachandran et al. 2017).
  SILU("Silu", Tensor::silu),
  /// The hyperbolic tangent.
  TANH("Tanh", Tensor::tanh),
  /// 1 / (1 + e⁻ˣ).
  SIGMOID("Sigmoid", Tensor::sigmoid),
  /// log(1 + eˣ).
  SOFTPLUS("Softplus", Tensor::softplus),
  /// x itself.
  IDENTITY("Identity", x -> x);

  private final String type;
  private final UnaryOperator<Tensor> function;

  Activation(String type, UnaryOperator<Tensor> function) {
    this.type = type;
    this.function = function;
  }

  /// The function's value.
  public Tensor apply(Tensor x) {
    return function.apply(x);
  }

  /// The function as a module.
  public Module layer() {
    return new Layer(this);
  }

  @Override
  public Module create(Seed seed) {
    return layer();
  }

  /// The name of the function's layers in summaries: "Relu", "LeakyRelu".
  public String type() {
    return type;
  }

  /// The function that a module is, if it is one of those that [#layer()] makes.
  public static Optional<Activation> of(Module module) {
    return module instanceof Layer layer ? Optional.of(layer.activation) : Optional.empty();
  }

  /// The name by which users choose the function: "relu", "leaky-relu".
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /// The function of a name.
  ///
  /// **Throws** [IllegalArgumentException] listing the names if there is none
  public static Activation named(String label) {
    for (Activation activation : values()) {
      if (activation.label().equals(label)) {
        return activation;
      }
    }
    String known = Arrays.stream(values()).map(Activation::label).collect(Collectors.joining(", "));
    throw new IllegalArgumentException("unknown activation \"" + label + "\"; there are " + known);
  }

  private static final class Layer extends Module {
    private final Activation activation;

    Layer(Activation activation) {
      this.activation = activation;
    }

    @Override
    protected Tensor forward(Tensor inputs) {
      return activation.apply(inputs);
    }

    @Override
    protected String type() {
      return activation.type;
    }
  }
}
