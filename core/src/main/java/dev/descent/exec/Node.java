package dev.descent.exec;

import dev.descent.kernel.Value;
import dev.descent.tensor.Binary;
import dev.descent.tensor.Cast;
import dev.descent.tensor.DType;
import dev.descent.tensor.Iota;
import dev.descent.tensor.Movement;
import dev.descent.tensor.Op;
import dev.descent.tensor.Select;
import dev.descent.tensor.Shape;
import dev.descent.tensor.Take;
import dev.descent.tensor.Unary;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A value of the graph that is being planned, after simplification.
final class Node {
  final @Nullable Op op;
  final List<Node> inputs;
  final Shape shape;
  final DType dtype;
  final List<Node> users = new ArrayList<>();

  /// The number that every element is, if that is known when planning.
  @Nullable Float constant;

  boolean root;

  /// The reduction that alone uses the node and computes it on the way, if there is one.
  @Nullable Node absorber;

  /// For a reduction, the number of nodes that it has absorbed.
  int absorbed;

  /// The unit of work in which the node is computed.
  @Nullable Unit unit;

  /// Where the node's elements are, if they reach memory.
  @Nullable Value value;

  Node(@Nullable Op op, List<Node> inputs, Shape shape, DType dtype) {
    this.op = op;
    this.inputs = inputs;
    this.shape = shape;
    this.dtype = dtype;
  }

  boolean isConstant() {
    return constant != null;
  }

  boolean isAbsorbed() {
    return absorber != null;
  }

  boolean isView() {
    return op instanceof Movement.View;
  }

  /// Whether the node is computed element by element, in float registers.
  boolean isFusible() {
    if (isConstant()) {
      return false;
    }
    return op instanceof Unary
        || op instanceof Binary
        || op instanceof Select
        || (op instanceof Cast
            && (dtype == DType.FLOAT32 || inputs.getFirst().dtype == DType.FLOAT32));
  }

  /// Whether each user computes the node for itself: it costs no more than reading it.
  boolean isInline() {
    if (isConstant() || op instanceof Iota) {
      return true;
    }
    return op instanceof Take take
        && take.axis() == 0
        && !root
        && users.size() == 1
        && users.getFirst().isFusible()
        && users.getFirst().shape.equals(shape);
  }
}
