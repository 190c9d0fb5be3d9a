package dev.descent.autograd;

import dev.descent.tensor.Constant;
import dev.descent.tensor.DType;
import dev.descent.tensor.Graph;
import dev.descent.tensor.IdMap;
import dev.descent.tensor.Op;
import dev.descent.tensor.Shape;
import dev.descent.tensor.ShapeException;
import dev.descent.tensor.Tensor;
import dev.descent.tensor.Unary;
import dev.descent.tensor.Variable;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The walk that differentiates: from the loss back to the variables, over those nodes alone that
/// lead to one that is wanted. Its tables are kept and reused, so that a step of training allocates
/// the derivative's nodes and nothing else.
final class GradientWalk {
  private static final ThreadLocal<GradientWalk> LOCAL = ThreadLocal.withInitial(GradientWalk::new);

  private static final Tensor[] NONE = {};

  private final IdMap numbers = new IdMap();
  private @Nullable Tensor[] nodes = new Tensor[64];
  private @Nullable Tensor[] gradients = new Tensor[64];
  private boolean[] needed = new boolean[64];
  private boolean[] entered = new boolean[64];
  private int[] order = new int[64];
  private int[] stack = new int[64];
  private int[] progress = new int[64];
  private int count;
  private int ordered;
  private boolean toOwned;
  private int wanted;

  /// The gradients with respect to some tensors; null for those on which the loss does not depend.
  static @Nullable Tensor[] gradients(Tensor loss, List<Tensor> wrt) {
    GradientWalk walk = LOCAL.get();
    try {
      walk.begin(loss, false);
      for (Tensor variable : wrt) {
        walk.number(variable);
      }
      walk.wanted = walk.count;
      walk.run(loss);
      @Nullable Tensor[] found = new Tensor[wrt.size()];
      for (int i = 0; i < found.length; i++) {
        found[i] = walk.gradients[walk.number(wrt.get(i))];
      }
      return found;
    } finally {
      walk.end();
    }
  }

  /// Adds the gradients to those of the variables that modules own.
  static void backward(Tensor loss) {
    GradientWalk walk = LOCAL.get();
    try {
      walk.begin(loss, true);
      walk.run(loss);
      for (int i = 0; i < walk.count; i++) {
        Variable variable = Graph.variable(walk.node(i));
        Tensor gradient = walk.gradients[i];
        if (variable != null && gradient != null) {
          variable.accumulate(gradient.stopGradient(), loss);
        }
      }
    } finally {
      walk.end();
    }
  }

  private void begin(Tensor loss, boolean owned) {
    if (loss.shape().count() != 1 || loss.dtype() != DType.FLOAT32) {
      throw new ShapeException(
          "backward",
          "only a float32 scalar can be differentiated, not "
              + loss.dtype()
              + " "
              + loss.shape()
              + "; reduce it with sum() or mean()");
    }
    numbers.clear();
    count = 0;
    ordered = 0;
    wanted = 0;
    toOwned = owned;
  }

  private void end() {
    Arrays.fill(nodes, 0, count, null);
    Arrays.fill(gradients, 0, count, null);
    Arrays.fill(needed, 0, count, false);
    Arrays.fill(entered, 0, count, false);
  }

  private void run(Tensor loss) {
    sort(loss);
    int first = numbers.get(Graph.id(loss));
    gradients[first] = Constant.of(1).broadcastTo(loss.shape());
    for (int i = ordered - 1; i >= 0; i--) {
      Tensor gradient = gradients[order[i]];
      if (gradient != null && needed[order[i]]) {
        spread(node(order[i]), gradient);
      }
    }
    Graph.markDifferentiated(loss);
  }

  /// Hands a node's gradient on to its operands.
  private void spread(Tensor node, Tensor gradient) {
    if (isEnd(node)) {
      return;
    }
    Op op = Objects.requireNonNull(Graph.op(node));
    Tensor[] inputs = Graph.inputs(node);
    for (int operand = 0; operand < inputs.length; operand++) {
      Tensor input = inputs[operand];
      if (!input.isDifferentiable() || !needed[number(input)]) {
        continue;
      }
      Tensor part = op.derivative(operand, gradient, inputs, node);
      if (part != null) {
        Tensor whole = undoBroadcast(part, input.shape());
        Tensor before = gradients[number(input)];
        gradients[number(input)] = before == null ? whole : before.add(whole);
      }
    }
  }

  /// Sums a gradient over the axes along which its operand was repeated: the one place where
  /// broadcasting is undone.
  private static Tensor undoBroadcast(Tensor gradient, Shape shape) {
    if (gradient.shape().equals(shape)) {
      return gradient;
    }
    int shift = gradient.shape().rank() - shape.rank();
    if (gradient.shape().broadcastsTo(shape)) {
      return gradient.broadcastTo(shape);
    }
    int[] axes = new int[gradient.shape().rank()];
    int summed = 0;
    for (int axis = 0; axis < axes.length; axis++) {
      if (axis < shift || (shape.size(axis - shift) == 1 && gradient.shape().size(axis) != 1)) {
        axes[summed++] = axis;
      }
    }
    return gradient.sum(true, Arrays.copyOf(axes, summed)).reshape(shape);
  }

  /// Lists the nodes behind the loss, operands before results, and marks those that lead to a
  /// wanted one.
  private void sort(Tensor loss) {
    if (!loss.isDifferentiable()) {
      number(loss);
      return;
    }
    int depth = push(number(loss), 0);
    while (depth > 0) {
      int at = stack[depth - 1];
      Tensor node = node(at);
      Tensor[] inputs = isEnd(node) ? NONE : Graph.inputs(node);
      if (progress[depth - 1] == 0) {
        requireGraph(node);
        needed[at] = toOwned ? Graph.isOwned(node) : at < wanted;
      }
      if (progress[depth - 1] < inputs.length) {
        Tensor input = inputs[progress[depth - 1]++];
        if (input.isDifferentiable()) {
          int next = number(input);
          if (!entered[next]) {
            depth = push(next, depth);
          }
        }
      } else {
        for (Tensor input : inputs) {
          needed[at] |= input.isDifferentiable() && needed[number(input)];
        }
        order[ordered++] = at;
        depth--;
      }
    }
  }

  private int push(int at, int depth) {
    if (depth == stack.length) {
      stack = Arrays.copyOf(stack, 2 * depth);
      progress = Arrays.copyOf(progress, 2 * depth);
    }
    entered[at] = true;
    stack[depth] = at;
    progress[depth] = 0;
    return depth + 1;
  }

  private int number(Tensor tensor) {
    int known = numbers.get(Graph.id(tensor));
    if (known != IdMap.ABSENT) {
      return known;
    }
    if (count == nodes.length) {
      nodes = Arrays.copyOf(nodes, 2 * count);
      gradients = Arrays.copyOf(gradients, 2 * count);
      needed = Arrays.copyOf(needed, 2 * count);
      entered = Arrays.copyOf(entered, 2 * count);
      order = Arrays.copyOf(order, 2 * count);
    }
    nodes[count] = tensor;
    numbers.put(Graph.id(tensor), count);
    return count++;
  }

  private Tensor node(int number) {
    return Objects.requireNonNull(nodes[number]);
  }

  /// Whether the walk goes no further back than a node.
  private static boolean isEnd(Tensor node) {
    return Graph.isOwned(node)
        || Graph.op(node) == Unary.STOP_GRADIENT
        || Graph.inputs(node).length == 0;
  }

  private static void requireGraph(Tensor node) {
    if (Graph.isReleased(node) && Graph.dependsOnVariables(node) && !Graph.isOwned(node)) {
      throw new IllegalStateException(
          "[backward] the graph behind this tensor was released when it was evaluated after its first "
              + "differentiation; compute the loss anew, or ask for all gradients at once");
    }
  }
}
