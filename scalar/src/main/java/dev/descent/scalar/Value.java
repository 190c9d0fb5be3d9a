package dev.descent.scalar;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// A number that remembers how it was computed, and so knows its gradient:
///
/// ```java
/// Value a = Value.of(2), b = Value.of(-3);
/// Value loss = a.mul(b).add(10).tanh();   // tanh(a·b + 10)
/// loss.backward();
/// a.data -= 0.1 * a.grad;                 // a small step downhill
/// ```
///
/// The words are those of Descent's tensors. Values that no operation made, such as weights and
/// inputs, are leaves: their gradients add up over all calls of [#backward] until [#zeroGrad].
///
/// Threads may work on graphs that share nothing.
///
/// - **Source** after Karpathy 2020, "micrograd"
public final class Value {
  private static final AtomicLong WALKS = new AtomicLong();

  /// The number. Training changes that of leaves; what was computed from it stays as it is.
  public double data;

  /// How much what was differentiated grows when this number grows by 1: its derivative.
  public double grad;

  /// The operation that made this number; "" for a leaf.
  final String made;

  // What it was made from, and its derivatives by these.
  final @Nullable Value left;
  private final double byLeft;
  final @Nullable Value right;
  private final double byRight;

  // Instead of a set of visited nodes: 2·walk once a walk has reached this, 2·walk + 1 once it is
  // listed.
  private long mark;

  private Value(
      double data,
      String made,
      @Nullable Value left,
      double byLeft,
      @Nullable Value right,
      double byRight) {
    this.data = data;
    this.made = made;
    this.left = left;
    this.byLeft = byLeft;
    this.right = right;
    this.byRight = byRight;
  }

  /// A leaf.
  public static Value of(double data) {
    return new Value(data, "", null, 0, null, 0);
  }

  /// this + other.
  public Value add(Value other) {
    return new Value(data + other.data, "+", this, 1, other, 1);
  }

  /// this + other.
  public Value add(double other) {
    return add(of(other));
  }

  /// this − other.
  public Value sub(Value other) {
    return new Value(data - other.data, "−", this, 1, other, -1);
  }

  /// this − other.
  public Value sub(double other) {
    return sub(of(other));
  }

  /// this · other.
  public Value mul(Value other) {
    return new Value(data * other.data, "×", this, other.data, other, data);
  }

  /// this · other.
  public Value mul(double other) {
    return mul(of(other));
  }

  /// this / other.
  public Value div(Value other) {
    double ratio = data / other.data;
    return new Value(ratio, "÷", this, 1 / other.data, other, -ratio / other.data);
  }

  /// this / other.
  public Value div(double other) {
    return div(of(other));
  }

  /// −this.
  public Value neg() {
    return mul(-1);
  }

  /// this to a power that is a plain number, without a gradient of its own.
  public Value pow(double exponent) {
    double slope = exponent == 0 ? 0 : exponent * Math.pow(data, exponent - 1);
    return unary(Math.pow(data, exponent), "pow " + exponent, slope);
  }

  /// e to the power of this.
  public Value exp() {
    return unary(Math.exp(data), "exp", Math.exp(data));
  }

  /// The natural logarithm.
  public Value log() {
    return unary(Math.log(data), "log", 1 / data);
  }

  /// The hyperbolic tangent.
  public Value tanh() {
    double result = Math.tanh(data);
    return unary(result, "tanh", 1 - result * result);
  }

  /// max(this, 0); its derivative at 0 is 0.
  public Value relu() {
    // Not data > 0: what is no number shall not look like a unit that is off.
    return unary(Math.max(data, 0), "relu", data <= 0 ? 0 : 1);
  }

  /// 1 / (1 + e⁻ᵗʰⁱˢ).
  public Value sigmoid() {
    double result = 1 / (1 + Math.exp(-data));
    return unary(result, "sigmoid", result * (1 - result));
  }

  private Value unary(double result, String operation, double slope) {
    return new Value(result, operation, this, slope, null, 0);
  }

  /// Adds the derivatives of this value with respect to all leaves behind it to their gradients.
  /// The gradients of what lies between are those of this call alone.
  public void backward() {
    Value[] order = order();
    for (Value value : order) {
      value.grad = 0;
    }
    grad += 1;
    for (int i = order.length - 1; i >= 0; i--) {
      order[i].spread();
    }
  }

  /// Forgets the gradient.
  public void zeroGrad() {
    grad = 0;
  }

  /// The chain rule: this value's gradient, times how it grows with each operand.
  private void spread() {
    if (left != null) {
      left.grad += byLeft * grad;
    }
    if (right != null) {
      right.grad += byRight * grad;
    }
  }

  /// The operations behind this value, operands before results. The walk has a stack of its own: a
  /// long chain would overflow the thread's.
  Value[] order() {
    long reached = 2 * WALKS.incrementAndGet();
    Value[] order = new Value[256];
    Value[] stack = new Value[256];
    int count = 0;
    int depth = 0;
    stack[depth++] = this;
    while (depth > 0) {
      Value top = stack[depth - 1];
      if (top.mark < reached && top.left != null) {
        top.mark = reached;
        stack = depth + 2 > stack.length ? Arrays.copyOf(stack, 2 * depth) : stack;
        if (top.right != null) {
          stack[depth++] = top.right;
        }
        stack[depth++] = top.left;
        continue;
      }
      depth--;
      if (top.mark == reached) {
        top.mark++;
        order = count == order.length ? Arrays.copyOf(order, 2 * count) : order;
        order[count++] = top;
      }
    }
    return Arrays.copyOf(order, count);
  }

  /// The number and its gradient.
  @Override
  public String toString() {
    return "Value(data=" + data + ", grad=" + grad + ")";
  }
}
