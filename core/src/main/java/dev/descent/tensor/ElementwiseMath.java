package dev.descent.tensor;

/// Elementwise arithmetic. Two operands are broadcast to each other by NumPy's rules; numbers given
/// as Java numbers count as scalars whose value may change from step to step without a new plan.
///
/// All methods **throw** [ShapeException] if shapes or types do not fit.
public sealed interface ElementwiseMath permits Tensor {
  /// This object as a tensor.
  Tensor tensor();

  /// this + other.
  default Tensor add(Tensor other) {
    return Tensor.apply(Binary.ADD, tensor(), other);
  }

  /// this + other.
  default Tensor add(double other) {
    return add(Tensor.scalar(other));
  }

  /// this − other.
  default Tensor sub(Tensor other) {
    return Tensor.apply(Binary.SUBTRACT, tensor(), other);
  }

  /// this − other.
  default Tensor sub(double other) {
    return sub(Tensor.scalar(other));
  }

  /// this · other, element by element.
  default Tensor mul(Tensor other) {
    return Tensor.apply(Binary.MULTIPLY, tensor(), other);
  }

  /// this · other.
  default Tensor mul(double other) {
    return mul(Tensor.scalar(other));
  }

  /// this / other.
  default Tensor div(Tensor other) {
    return Tensor.apply(Binary.DIVIDE, tensor(), other);
  }

  /// this / other.
  default Tensor div(double other) {
    return div(Tensor.scalar(other));
  }

  /// this to the power of other.
  default Tensor pow(Tensor other) {
    return Tensor.apply(Binary.POWER, tensor(), other);
  }

  /// this to the power of other.
  default Tensor pow(double other) {
    return pow(Tensor.scalar(other));
  }

  /// The larger of the two; NaN if one is.
  default Tensor maximum(Tensor other) {
    return Tensor.apply(Binary.MAXIMUM, tensor(), other);
  }

  /// The larger of the two; NaN if one is.
  default Tensor maximum(double other) {
    return maximum(Tensor.scalar(other));
  }

  /// The smaller of the two; NaN if one is.
  default Tensor minimum(Tensor other) {
    return Tensor.apply(Binary.MINIMUM, tensor(), other);
  }

  /// The smaller of the two; NaN if one is.
  default Tensor minimum(double other) {
    return minimum(Tensor.scalar(other));
  }

  /// 1 where this = other, 0 elsewhere. Integers are compared exactly up to 2²⁴.
  default Tensor eq(Tensor other) {
    return Tensor.apply(Binary.EQUAL, tensor(), other);
  }

  /// 1 where this ≠ other, 0 elsewhere. Integers are compared exactly up to 2²⁴.
  default Tensor ne(Tensor other) {
    return Tensor.apply(Binary.NOT_EQUAL, tensor(), other);
  }

  /// 1 where this < other, 0 elsewhere. Integers are compared exactly up to 2²⁴.
  default Tensor lt(Tensor other) {
    return Tensor.apply(Binary.LESS, tensor(), other);
  }

  /// 1 where this ≤ other, 0 elsewhere. Integers are compared exactly up to 2²⁴.
  default Tensor le(Tensor other) {
    return Tensor.apply(Binary.LESS_EQUAL, tensor(), other);
  }

  /// 1 where this > other, 0 elsewhere. Integers are compared exactly up to 2²⁴.
  default Tensor gt(Tensor other) {
    return Tensor.apply(Binary.GREATER, tensor(), other);
  }

  /// 1 where this ≥ other, 0 elsewhere. Integers are compared exactly up to 2²⁴.
  default Tensor ge(Tensor other) {
    return Tensor.apply(Binary.GREATER_EQUAL, tensor(), other);
  }

  /// `then` where this is not 0, `otherwise` elsewhere; all three broadcast.
  default Tensor where(Tensor then, Tensor otherwise) {
    return Select.where(tensor(), then, otherwise);
  }

  /// Limited to [low, high].
  default Tensor clamp(double low, double high) {
    if (!(low <= high)) {
      throw new ShapeException(
          "clamp", "the lower limit " + low + " is not below the upper " + high);
    }
    return maximum(low).minimum(high);
  }

  /// −this.
  default Tensor neg() {
    return Tensor.apply(Unary.NEGATE, tensor());
  }

  /// e to the power of this.
  default Tensor exp() {
    return Tensor.apply(Unary.EXP, tensor());
  }

  /// The natural logarithm.
  default Tensor log() {
    return Tensor.apply(Unary.LOG, tensor());
  }

  /// The square root.
  default Tensor sqrt() {
    return Tensor.apply(Unary.SQRT, tensor());
  }

  /// this².
  default Tensor square() {
    return Tensor.apply(Unary.SQUARE, tensor());
  }

  /// The absolute value; its derivative at 0 is 0.
  default Tensor abs() {
    return Tensor.apply(Unary.ABS, tensor());
  }

  /// −1, 0 or 1 by the sign.
  default Tensor sign() {
    return Tensor.apply(Unary.SIGN, tensor());
  }

  /// The sine, of radians.
  default Tensor sin() {
    return Tensor.apply(Unary.SIN, tensor());
  }

  /// The cosine, of radians.
  default Tensor cos() {
    return Tensor.apply(Unary.COS, tensor());
  }

  /// The hyperbolic tangent.
  default Tensor tanh() {
    return Tensor.apply(Unary.TANH, tensor());
  }

  /// The error function.
  default Tensor erf() {
    return Tensor.apply(Unary.ERF, tensor());
  }

  /// 1 / (1 + e⁻ˣ).
  default Tensor sigmoid() {
    return Tensor.apply(Unary.SIGMOID, tensor());
  }

  /// max(x, 0); its derivative at 0 is 0.
  default Tensor relu() {
    return Tensor.apply(Unary.RELU, tensor());
  }

  /// x where x > 0, slope·x elsewhere.
  default Tensor leakyRelu(double slope) {
    return gt(Constant.of(0)).where(tensor(), mul(slope));
  }

  /// x·Φ(x), Φ the distribution function of the standard normal distribution.
  ///
  /// - **Source** Hendrycks and Gimpel 2016, the exact form
  default Tensor gelu() {
    Tensor erf = mul(Constant.of(Math.sqrt(0.5))).erf();
    return mul(Constant.of(0.5)).mul(erf.add(Constant.of(1)));
  }

  /// x·sigmoid(x).
  default Tensor silu() {
    return mul(sigmoid());
  }

  /// log(1 + eˣ), without overflow.
  default Tensor softplus() {
    return Tensor.apply(Unary.SOFTPLUS, tensor());
  }

  /// The elements converted to another type; to integers, the fraction is cut off.
  default Tensor cast(DType to) {
    return tensor().dtype() == to ? tensor() : Tensor.apply(new Cast(to), tensor());
  }
}
