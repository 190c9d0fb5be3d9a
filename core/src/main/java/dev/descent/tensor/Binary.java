package dev.descent.tensor;

import java.util.function.DoubleBinaryOperator;
import org.jspecify.annotations.Nullable;

/// Elementwise operations on two operands, which are broadcast to each other: a row an operation,
/// with its reference and the derivative for each operand (`g` the gradient of the result, `a` and
/// `b` the operands, `y` the result). Comparisons yield 1 where they hold and 0 where not, as
/// float32, and have no derivative.
public enum Binary implements Op {
  /// a + b.
  ADD("add", Double::sum, (g, a, b, y) -> g, (g, a, b, y) -> g),
  /// a − b.
  SUBTRACT("sub", (a, b) -> a - b, (g, a, b, y) -> g, (g, a, b, y) -> g.neg()),
  /// a · b.
  MULTIPLY("mul", (a, b) -> a * b, (g, a, b, y) -> g.mul(b), (g, a, b, y) -> g.mul(a)),
  /// a / b.
  DIVIDE("div", (a, b) -> a / b, (g, a, b, y) -> g.div(b), (g, a, b, y) -> g.mul(y).div(b).neg()),
  /// aᵇ.
  POWER(
      "pow",
      Math::pow,
      (g, a, b, y) -> g.mul(b).mul(a.pow(lessOne(b, a))),
      (g, a, b, y) -> g.mul(Select.where(y.eq(Constant.of(0)), Constant.of(0), y.mul(a.log())))),
  /// The larger; equal operands share the gradient.
  MAXIMUM(
      "maximum",
      Math::max,
      (g, a, b, y) -> share(g, a, b, true),
      (g, a, b, y) -> share(g, b, a, true)),
  /// The smaller; equal operands share the gradient.
  MINIMUM(
      "minimum",
      Math::min,
      (g, a, b, y) -> share(g, a, b, false),
      (g, a, b, y) -> share(g, b, a, false)),
  /// a = b.
  EQUAL("eq", (a, b) -> a == b ? 1 : 0),
  /// a ≠ b.
  NOT_EQUAL("ne", (a, b) -> a != b ? 1 : 0),
  /// a < b.
  LESS("lt", (a, b) -> a < b ? 1 : 0),
  /// a ≤ b.
  LESS_EQUAL("le", (a, b) -> a <= b ? 1 : 0),
  /// a > b.
  GREATER("gt", (a, b) -> a > b ? 1 : 0),
  /// a ≥ b.
  GREATER_EQUAL("ge", (a, b) -> a >= b ? 1 : 0);

  private final String label;
  private final DoubleBinaryOperator reference;
  private final @Nullable Derivative first;
  private final @Nullable Derivative second;

  Binary(String label, DoubleBinaryOperator reference) {
    this(label, reference, null, null);
  }

  Binary(
      String label,
      DoubleBinaryOperator reference,
      @Nullable Derivative first,
      @Nullable Derivative second) {
    this.label = label;
    this.reference = reference;
    this.first = first;
    this.second = second;
  }

  private interface Derivative {
    Tensor of(Tensor g, Tensor a, Tensor b, Tensor y);
  }

  private static Tensor share(Tensor g, Tensor own, Tensor other, boolean larger) {
    Tensor wins = larger ? own.gt(other) : own.lt(other);
    return g.mul(wins.add(own.eq(other).mul(Constant.of(0.5))));
  }

  /// b − 1, but 1 where both are 0: the derivative of x⁰ is 0 at x = 0 too, not 0·∞.
  private static Tensor lessOne(Tensor b, Tensor a) {
    Tensor bothZero = a.eq(Constant.of(0)).mul(b.eq(Constant.of(0)));
    return Select.where(bothZero, Constant.of(1), b.sub(Constant.of(1)));
  }

  /// Whether this is a comparison, which yields 0 or 1 and has no derivative.
  public boolean isComparison() {
    return first == null;
  }

  /// The operation on two numbers, in double precision.
  public double applyAsDouble(double a, double b) {
    return reference.applyAsDouble(a, b);
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
    if (isComparison()) {
      Checks.requireSameType(this, inputs[0], inputs[1]);
    } else {
      Checks.requireFloat(this, inputs);
    }
    return Shape.broadcast(label, inputs[0].shape(), inputs[1].shape());
  }

  @Override
  public double[] reference(double[][] inputs, Shape[] shapes, Shape shape) {
    int[] a = Indexing.broadcast(shapes[0], shape);
    int[] b = Indexing.broadcast(shapes[1], shape);
    double[] y = new double[shape.count()];
    for (int i = 0; i < y.length; i++) {
      y[i] = reference.applyAsDouble(inputs[0][a[i]], inputs[1][b[i]]);
    }
    return y;
  }

  @Override
  public @Nullable Tensor derivative(int operand, Tensor gradient, Tensor[] inputs, Tensor output) {
    Derivative derivative = operand == 0 ? first : second;
    return derivative == null ? null : derivative.of(gradient, inputs[0], inputs[1], output);
  }
}
