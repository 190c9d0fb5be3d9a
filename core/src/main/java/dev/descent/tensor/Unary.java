package dev.descent.tensor;

import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;

/// Elementwise operations on one operand: a row an operation, with its reference and its derivative
/// (`g` the gradient of the result, `x` the operand, `y` the result).
public enum Unary implements Op {
  /// −x.
  NEGATE("neg", x -> -x, (g, x, y) -> g.neg()),
  /// eˣ.
  EXP("exp", Math::exp, (g, x, y) -> g.mul(y)),
  /// The natural logarithm.
  LOG("log", Math::log, (g, x, y) -> g.div(x)),
  /// √x.
  SQRT("sqrt", Math::sqrt, (g, x, y) -> g.div(y.mul(Constant.of(2)))),
  /// x².
  SQUARE("square", x -> x * x, (g, x, y) -> g.mul(x).mul(Constant.of(2))),
  /// |x|; the derivative at 0 is 0.
  ABS("abs", Math::abs, (g, x, y) -> g.mul(x.sign())),
  /// −1, 0 or 1.
  SIGN("sign", Math::signum, null),
  /// The sine of x in radians.
  SIN("sin", Math::sin, (g, x, y) -> g.mul(x.cos())),
  /// The cosine of x in radians.
  COS("cos", Math::cos, (g, x, y) -> g.mul(x.sin()).neg()),
  /// The hyperbolic tangent.
  TANH("tanh", Math::tanh, (g, x, y) -> g.mul(Constant.of(1).sub(y.square()))),
  /// 1 / (1 + e⁻ˣ).
  SIGMOID("sigmoid", Unary::sigmoid, (g, x, y) -> g.mul(y.mul(Constant.of(1).sub(y)))),
  /// max(x, 0); the derivative at 0 is 0.
  RELU(
      "relu",
      x -> x > 0 || Double.isNaN(x) ? x : 0,
      (g, x, y) -> Select.where(y.gt(Constant.of(0)), g, Constant.of(0))),
  /// log(1 + eˣ), without overflow.
  SOFTPLUS(
      "softplus",
      x -> Math.log1p(Math.exp(-Math.abs(x))) + Math.max(x, 0),
      (g, x, y) -> g.mul(x.sigmoid())),
  /// The error function.
  ERF(
      "erf",
      ErrorFunction::erf,
      (g, x, y) -> g.mul(x.square().neg().exp()).mul(Constant.of(2 / Math.sqrt(Math.PI)))),
  /// The operand itself, through which no gradient passes.
  STOP_GRADIENT("stopGradient", x -> x, null),
  /// The operand itself.
  IDENTITY("identity", x -> x, (g, x, y) -> g);

  private final String label;
  private final DoubleUnaryOperator reference;
  private final @Nullable Derivative derivative;

  Unary(String label, DoubleUnaryOperator reference, @Nullable Derivative derivative) {
    this.label = label;
    this.reference = reference;
    this.derivative = derivative;
  }

  private interface Derivative {
    Tensor of(Tensor g, Tensor x, Tensor y);
  }

  private static double sigmoid(double x) {
    return x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x));
  }

  /// The operation on one number, in double precision.
  public double applyAsDouble(double x) {
    return reference.applyAsDouble(x);
  }

  @Override
  public String label() {
    return label;
  }

  @Override
  public boolean isElementwise() {
    return true;
  }

  @Override
  public Shape shape(Tensor[] inputs) {
    if (this != STOP_GRADIENT && this != IDENTITY) {
      Checks.requireFloat(this, inputs);
    }
    return inputs[0].shape();
  }

  @Override
  public DType dtype(Tensor[] inputs) {
    return inputs[0].dtype();
  }

  @Override
  public double[] reference(double[][] inputs, Shape[] shapes, Shape shape) {
    double[] y = new double[shape.count()];
    for (int i = 0; i < y.length; i++) {
      y[i] = reference.applyAsDouble(inputs[0][i]);
    }
    return y;
  }

  @Override
  public @Nullable Tensor derivative(int operand, Tensor gradient, Tensor[] inputs, Tensor output) {
    return derivative == null ? null : derivative.of(gradient, inputs[0], output);
  }
}
