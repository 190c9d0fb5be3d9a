package dev.descent.scalar;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;

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

  final Op op;
  // A unary operation has its operand twice, a leaf has itself: so there are no nulls to test.
  final Value left;
  final Value right;
  // Instead of a set of visited nodes: 2·walk once a walk has reached this, 2·walk + 1 once it is
  // listed.
  private long mark;

  enum Op {
    LEAF(""),
    ADD("+"),
    SUB("−"),
    MUL("×"),
    DIV("÷"),
    POW("pow"),
    EXP("exp"),
    LOG("log"),
    TANH("tanh"),
    RELU("relu"),
    SIGMOID("sigmoid");

    final String sign;

    Op(String sign) {
      this.sign = sign;
    }
  }

  private Value(double data) {
    this.data = data;
    op = Op.LEAF;
    left = this;
    right = this;
  }

  private Value(double data, Op op, Value left, Value right) {
    this.data = data;
    this.op = op;
    this.left = left;
    this.right = right;
  }

  /// A leaf.
  public static Value of(double data) {
    return new Value(data);
  }

  /// this + other.
  public Value add(Value other) {
    return new Value(data + other.data, Op.ADD, this, other);
  }

  /// this + other.
  public Value add(double other) {
    return add(of(other));
  }

  /// this − other.
  public Value sub(Value other) {
    return new Value(data - other.data, Op.SUB, this, other);
  }

  /// this − other.
  public Value sub(double other) {
    return sub(of(other));
  }

  /// this · other.
  public Value mul(Value other) {
    return new Value(data * other.data, Op.MUL, this, other);
  }

  /// this · other.
  public Value mul(double other) {
    return mul(of(other));
  }

  /// this / other.
  public Value div(Value other) {
    return new Value(data / other.data, Op.DIV, this, other);
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
    return new Value(Math.pow(data, exponent), Op.POW, this, of(exponent));
  }

  /// e to the power of this.
  public Value exp() {
    return unary(Op.EXP, Math.exp(data));
  }

  /// The natural logarithm.
  public Value log() {
    return unary(Op.LOG, Math.log(data));
  }

  /// The hyperbolic tangent.
  public Value tanh() {
    return unary(Op.TANH, Math.tanh(data));
  }

  /// max(this, 0); its derivative at 0 is 0.
  public Value relu() {
    return unary(Op.RELU, Math.max(data, 0));
  }

  /// 1 / (1 + e⁻ᵗʰⁱˢ).
  public Value sigmoid() {
    return unary(Op.SIGMOID, 1 / (1 + Math.exp(-data)));
  }

  private Value unary(Op made, double result) {
    return new Value(result, made, this, this);
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

  /// The chain rule: this value's gradient, times how the result grows with each operand.
  private void spread() {
    switch (op) {
      case LEAF -> {}
      case ADD -> give(grad, grad);
      case SUB -> give(grad, -grad);
      case MUL -> give(grad * right.data, grad * left.data);
      case DIV -> give(grad / right.data, -grad * data / right.data);
      case POW ->
          give(right.data == 0 ? 0 : grad * right.data * Math.pow(left.data, right.data - 1), 0);
      case EXP -> give(grad * data, 0);
      case LOG -> give(grad / left.data, 0);
      case TANH -> give(grad * (1 - data * data), 0);
      case RELU -> give(left.data > 0 ? grad : 0, 0);
      case SIGMOID -> give(grad * data * (1 - data), 0);
    }
  }

  private void give(double toLeft, double toRight) {
    left.grad += toLeft;
    right.grad += toRight;
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
      if (top.mark < reached && top.op != Op.LEAF) {
        top.mark = reached;
        stack = depth + 2 > stack.length ? Arrays.copyOf(stack, 2 * depth) : stack;
        stack[depth++] = top.right;
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
