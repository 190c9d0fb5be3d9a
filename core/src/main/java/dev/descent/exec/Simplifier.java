package dev.descent.exec;

import dev.descent.kernel.Scalars;
import dev.descent.tensor.Binary;
import dev.descent.tensor.Constant;
import dev.descent.tensor.DType;
import dev.descent.tensor.Movement;
import dev.descent.tensor.Op;
import dev.descent.tensor.Reduce;
import dev.descent.tensor.Shape;
import dev.descent.tensor.Unary;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Makes a graph of nodes from a tape: equal computations once, constants folded, detours removed.
/// None of this changes a bit of any result.
final class Simplifier {
  /// The largest number of nodes in one group: registers must stay in the first-level cache.
  static final int LONGEST_GROUP = 24;

  /// The shape too: operands are read without their broadcasts, so the other two do not tell it.
  private record Key(Op op, List<Node> inputs, Shape shape) {}

  private final Tape tape;
  private final Map<Key, Node> known = new HashMap<>();
  private final Node[] results;
  private final Node[] slots;
  private final List<Node> order = new ArrayList<>();

  Simplifier(Tape tape) {
    this.tape = tape;
    this.results = new Node[tape.instructions()];
    this.slots = new Node[tape.slots()];
    for (int slot = 0; slot < slots.length; slot++) {
      slots[slot] = new Node(null, List.of(), tape.shape(-1 - slot), tape.dtype(-1 - slot));
    }
    for (int i = 0; i < results.length; i++) {
      results[i] = simplify(i);
    }
    for (Node node : order) {
      if (!node.isConstant()) {
        node.inputs.stream().distinct().forEach(input -> input.users.add(node));
      }
    }
    for (int root = 0; root < tape.roots(); root++) {
      root(root).root = true;
    }
    dropUnused();
    absorb();
  }

  /// The nodes that compute something, operands before results.
  List<Node> order() {
    return order;
  }

  /// The node of a leaf.
  Node slot(int slot) {
    return slots[slot];
  }

  /// The node of a result.
  Node root(int root) {
    return node(tape.result(root));
  }

  private Node node(int number) {
    return number < 0 ? slots[-1 - number] : results[number];
  }

  private Node simplify(int instruction) {
    Op op = tape.op(instruction);
    Shape shape = tape.shape(instruction);
    DType dtype = tape.dtype(instruction);
    List<Node> inputs = new ArrayList<>();
    for (int number : tape.operands(instruction)) {
      inputs.add(op.isElementwise() ? withoutBroadcast(node(number)) : node(number));
    }
    Node shortcut = shortcut(op, inputs, shape);
    if (shortcut != null) {
      return shortcut;
    }
    Float constant = fold(op, inputs);
    if (constant != null) {
      return constant(constant, shape, dtype);
    }
    return known.computeIfAbsent(
        new Key(op, inputs, shape), key -> add(new Node(op, inputs, shape, dtype)));
  }

  private Node add(Node node) {
    order.add(node);
    return node;
  }

  private Node constant(Float value, Shape shape, DType dtype) {
    Node node = add(new Node(new Constant(value), List.of(), shape, dtype));
    node.constant = value;
    return node;
  }

  /// Elementwise operations broadcast by themselves, so a broadcast operand is read as it was
  /// before.
  private static Node withoutBroadcast(Node node) {
    Node source = node;
    while (source.op instanceof Movement.Broadcast && !source.isConstant()) {
      source = source.inputs.getFirst();
    }
    return source;
  }

  private static @Nullable Node shortcut(Op op, List<Node> inputs, Shape shape) {
    if (op == Unary.STOP_GRADIENT || op == Unary.IDENTITY) {
      return inputs.getFirst().shape.equals(shape) ? inputs.getFirst() : null;
    }
    if (op == Binary.MULTIPLY && isOne(inputs.get(0)) && inputs.get(1).shape.equals(shape)) {
      return inputs.get(1);
    }
    boolean neutral = op == Binary.MULTIPLY || op == Binary.DIVIDE;
    if (neutral && isOne(inputs.get(1)) && inputs.get(0).shape.equals(shape)) {
      return inputs.get(0);
    }
    return op instanceof Movement.View && inputs.getFirst().shape.equals(shape) && keepsOrder(op)
        ? inputs.getFirst()
        : null;
  }

  private static boolean keepsOrder(Op op) {
    return op instanceof Movement.Reshape || op instanceof Movement.Broadcast;
  }

  private static boolean isOne(Node node) {
    return node.constant != null && node.constant == 1f;
  }

  private static @Nullable Float fold(Op op, List<Node> inputs) {
    if (op instanceof Constant constant) {
      return constant.value();
    }
    for (Node input : inputs) {
      if (!input.isConstant()) {
        return null;
      }
    }
    if (inputs.isEmpty()) {
      return null;
    }
    float[] values = new float[inputs.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = java.util.Objects.requireNonNull(inputs.get(i).constant);
    }
    return op instanceof Movement.View ? Float.valueOf(values[0]) : Scalars.apply(op, values);
  }

  private void dropUnused() {
    for (Node node : order.reversed()) {
      if (node.users.isEmpty() && !node.root) {
        node.inputs.forEach(input -> input.users.remove(node));
      }
    }
    order.removeIf(node -> node.users.isEmpty() && !node.root);
  }

  /// Gives elementwise nodes that only one reduction needs to that reduction.
  private void absorb() {
    for (Node node : order.reversed()) {
      if (!node.isFusible() || node.dtype != DType.FLOAT32 || node.root || node.users.size() != 1) {
        continue;
      }
      Node user = node.users.getFirst();
      Node absorber =
          user.op instanceof Reduce ? user : user.shape.equals(node.shape) ? user.absorber : null;
      if (absorber != null && absorber.absorbed < LONGEST_GROUP) {
        node.absorber = absorber;
        absorber.absorbed++;
      }
    }
  }
}
