package dev.descent.exec;

import dev.descent.tensor.Constant;
import dev.descent.tensor.DType;
import dev.descent.tensor.Graph;
import dev.descent.tensor.IdMap;
import dev.descent.tensor.Op;
import dev.descent.tensor.Shape;
import dev.descent.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A graph written down as a straight list: operations, shapes, types and wiring, with evaluated
/// tensors as numbered slots. Two steps of a training loop have equal tapes, and equal tapes run
/// the same plan.
///
/// Recording reuses the arrays of the tape before, and keeps its own stack: a graph may be as deep
/// as it likes. Values are numbered: slots as −1, −2 …, results of instructions as 0, 1 …
final class Tape {
  private final IdMap numbers = new IdMap();
  private Tensor[] stack = new Tensor[64];
  private int[] progress = new int[64];

  private @Nullable Tensor[] nodes = new Tensor[64];
  private Op[] ops = new Op[64];
  private Shape[] shapes = new Shape[64];
  private DType[] dtypes = new DType[64];
  private int[] wiringStart = new int[65];
  private int[] wiring = new int[128];
  private int instructions;

  private @Nullable Tensor[] leaves = new Tensor[16];
  private Shape[] leafShapes = new Shape[16];
  private DType[] leafTypes = new DType[16];
  private int slots;

  private @Nullable Tensor[] roots = new Tensor[16];
  private int[] results = new int[16];
  private int[] donors = new int[16];
  private int rootCount;

  /// Records what is missing of some tensors.
  void record(List<Tensor> wanted) {
    numbers.clear();
    instructions = 0;
    slots = 0;
    rootCount = 0;
    for (int i = 0; i < wanted.size(); i++) {
      Tensor root = wanted.get(i);
      if (!root.isEvaluated() && !isRoot(root)) {
        requireValue(root);
        walk(root);
        addRoot(root);
      }
    }
    for (int i = 0; i < rootCount; i++) {
      donors[i] = donor(root(i), i);
    }
  }

  private boolean isRoot(Tensor tensor) {
    for (int i = 0; i < rootCount; i++) {
      if (roots[i] == tensor) {
        return true;
      }
    }
    return false;
  }

  private void addRoot(Tensor root) {
    if (rootCount == roots.length) {
      roots = Arrays.copyOf(roots, 2 * rootCount);
      results = Arrays.copyOf(results, 2 * rootCount);
      donors = Arrays.copyOf(donors, 2 * rootCount);
    }
    results[rootCount] = numbers.get(Graph.id(root));
    roots[rootCount++] = root;
  }

  private int donor(Tensor root, int index) {
    Tensor predecessor = Graph.predecessor(root);
    if (predecessor == null
        || predecessor.dtype() != root.dtype()
        || !predecessor.shape().equals(root.shape())) {
      return 0;
    }
    int number = numbers.get(Graph.id(predecessor));
    if (number == IdMap.ABSENT) {
      number = addLeaf(predecessor);
    }
    for (int i = 0; i < index; i++) {
      if (donors[i] == number) {
        return 0;
      }
    }
    return number < 0 ? number : 0;
  }

  private void walk(Tensor root) {
    int depth = 0;
    if (numbers.get(Graph.id(root)) != IdMap.ABSENT) {
      return;
    }
    stack[0] = root;
    progress[0] = 0;
    while (depth >= 0) {
      Tensor node = stack[depth];
      Tensor[] inputs = Graph.inputs(node);
      if (progress[depth] < inputs.length) {
        Tensor input = inputs[progress[depth]++];
        if (numbers.get(Graph.id(input)) != IdMap.ABSENT) {
          continue;
        }
        requireValue(input);
        if (input.isEvaluated() && !(Graph.op(input) instanceof Constant)) {
          addLeaf(input);
          continue;
        }
        if (++depth == stack.length) {
          stack = Arrays.copyOf(stack, 2 * depth);
          progress = Arrays.copyOf(progress, 2 * depth);
        }
        stack[depth] = input;
        progress[depth] = 0;
      } else {
        addInstruction(node, inputs);
        depth--;
      }
    }
  }

  private static void requireValue(Tensor tensor) {
    if (Graph.isConsumed(tensor)) {
      throw new IllegalStateException(
          "[eval] a tensor depends on the value that a parameter or state had before it was updated, and the "
              + "update took that memory. Evaluate it before optimizer.step(), or together with it: eval(loss, ...)");
    }
  }

  private int addLeaf(Tensor leaf) {
    if (slots == leaves.length) {
      leaves = Arrays.copyOf(leaves, 2 * slots);
      leafShapes = Arrays.copyOf(leafShapes, 2 * slots);
      leafTypes = Arrays.copyOf(leafTypes, 2 * slots);
    }
    leaves[slots] = leaf;
    leafShapes[slots] = leaf.shape();
    leafTypes[slots] = leaf.dtype();
    int number = -1 - slots++;
    numbers.put(Graph.id(leaf), number);
    return number;
  }

  private void addInstruction(Tensor node, Tensor[] inputs) {
    Op op = Graph.op(node);
    if (op == null) {
      throw new AssertionError("a tensor without elements and without an operation");
    }
    if (instructions == ops.length) {
      int more = 2 * instructions;
      nodes = Arrays.copyOf(nodes, more);
      ops = Arrays.copyOf(ops, more);
      shapes = Arrays.copyOf(shapes, more);
      dtypes = Arrays.copyOf(dtypes, more);
      wiringStart = Arrays.copyOf(wiringStart, more + 1);
    }
    int start = wiringStart[instructions];
    if (start + inputs.length > wiring.length) {
      wiring = Arrays.copyOf(wiring, 2 * (start + inputs.length));
    }
    for (int i = 0; i < inputs.length; i++) {
      wiring[start + i] = numbers.get(Graph.id(inputs[i]));
    }
    nodes[instructions] = node;
    ops[instructions] = op;
    shapes[instructions] = node.shape();
    dtypes[instructions] = node.dtype();
    wiringStart[instructions + 1] = start + inputs.length;
    numbers.put(Graph.id(node), instructions++);
  }

  /// A copy of what defines the tape, without the tensors: a key that keeps nothing alive.
  Tape key() {
    Tape key = new Tape();
    key.stack = new Tensor[0];
    key.nodes = new Tensor[0];
    key.leaves = new Tensor[0];
    key.roots = new Tensor[0];
    key.instructions = instructions;
    key.ops = Arrays.copyOf(ops, instructions);
    key.shapes = Arrays.copyOf(shapes, instructions);
    key.dtypes = Arrays.copyOf(dtypes, instructions);
    key.wiringStart = Arrays.copyOf(wiringStart, instructions + 1);
    key.wiring = Arrays.copyOf(wiring, wiringStart[instructions]);
    key.slots = slots;
    key.leafShapes = Arrays.copyOf(leafShapes, slots);
    key.leafTypes = Arrays.copyOf(leafTypes, slots);
    key.rootCount = rootCount;
    key.results = Arrays.copyOf(results, rootCount);
    key.donors = Arrays.copyOf(donors, rootCount);
    return key;
  }

  /// Lets go of the tensors.
  void release() {
    Arrays.fill(nodes, 0, instructions, null);
    Arrays.fill(leaves, 0, slots, null);
    Arrays.fill(roots, 0, rootCount, null);
    Arrays.fill(stack, null);
  }

  int instructions() {
    return instructions;
  }

  Op op(int instruction) {
    return ops[instruction];
  }

  Shape shape(int number) {
    return number < 0 ? leafShapes[-1 - number] : shapes[number];
  }

  DType dtype(int number) {
    return number < 0 ? leafTypes[-1 - number] : dtypes[number];
  }

  /// The numbers of an instruction's operands.
  int[] operands(int instruction) {
    return Arrays.copyOfRange(wiring, wiringStart[instruction], wiringStart[instruction + 1]);
  }

  int slots() {
    return slots;
  }

  Tensor leaf(int slot) {
    return java.util.Objects.requireNonNull(leaves[slot]);
  }

  /// The leaves, one a slot; what is behind them means nothing.
  @Nullable Tensor[] leaves() {
    return leaves;
  }

  int roots() {
    return rootCount;
  }

  Tensor root(int index) {
    return java.util.Objects.requireNonNull(roots[index]);
  }

  /// The number of the value that a root is.
  int result(int root) {
    return results[root];
  }

  /// The slot whose memory a root may take; −1 if none.
  int donorSlot(int root) {
    return donors[root] == 0 ? -1 : -1 - donors[root];
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Tape tape
        && instructions == tape.instructions
        && slots == tape.slots
        && rootCount == tape.rootCount
        && firstDifference(tape) < 0
        && Arrays.equals(leafShapes, 0, slots, tape.leafShapes, 0, slots)
        && Arrays.equals(leafTypes, 0, slots, tape.leafTypes, 0, slots)
        && Arrays.equals(results, 0, rootCount, tape.results, 0, rootCount)
        && Arrays.equals(donors, 0, rootCount, tape.donors, 0, rootCount);
  }

  /// The first instruction in which two tapes differ; −1 if one is the other's beginning.
  int firstDifference(Tape tape) {
    int common = Math.min(instructions, tape.instructions);
    for (int i = 0; i < common; i++) {
      if (!ops[i].equals(tape.ops[i])
          || !shapes[i].equals(tape.shapes[i])
          || dtypes[i] != tape.dtypes[i]
          || !Arrays.equals(
              wiring,
              wiringStart[i],
              wiringStart[i + 1],
              tape.wiring,
              tape.wiringStart[i],
              tape.wiringStart[i + 1])) {
        return i;
      }
    }
    return -1;
  }

  @Override
  public int hashCode() {
    int h = instructions * 31 + slots;
    for (int i = 0; i < instructions; i++) {
      h = h * 31 + ops[i].hashCode();
      h = h * 31 + shapes[i].hashCode();
    }
    for (int i = 0; i < wiringStart[instructions]; i++) {
      h = h * 31 + wiring[i];
    }
    for (int i = 0; i < slots; i++) {
      h = h * 31 + leafShapes[i].hashCode();
    }
    for (int i = 0; i < rootCount; i++) {
      h = (h * 31 + results[i]) * 31 + donors[i];
    }
    return h;
  }

  @Override
  public String toString() {
    return instructions + " instructions, " + slots + " leaves, " + rootCount + " results";
  }

  /// One instruction, for people.
  String describe(int instruction) {
    return ops[instruction].label()
        + " "
        + shapes[instruction]
        + " of "
        + Arrays.toString(operands(instruction));
  }
}
