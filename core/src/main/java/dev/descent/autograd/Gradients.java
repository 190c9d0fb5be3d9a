package dev.descent.autograd;

import dev.descent.tensor.Constant;
import dev.descent.tensor.DType;
import dev.descent.tensor.Graph;
import dev.descent.tensor.Op;
import dev.descent.tensor.Shape;
import dev.descent.tensor.ShapeException;
import dev.descent.tensor.Tensor;
import dev.descent.tensor.TensorTree;
import dev.descent.tensor.Variable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The gradients of a scalar with respect to some tensors.
///
/// Differentiating is graph building: one walk over the loss's graph, from the loss to the variables, adds for
/// every operation the operations of its derivative. Nothing is computed, and since a gradient is a graph like
/// any other, it can be differentiated again. The walk keeps its own stack, so that deep graphs are no danger.
///
/// - **Source** Goodfellow et al. 2016, ch. 6.5 (back-propagation)
public final class Gradients implements TensorTree {
  private final Tensor loss;
  private final List<Tensor> variables;
  private final List<Tensor> gradients;

  private Gradients(Tensor loss, List<Tensor> variables, List<Tensor> gradients) {
    this.loss = loss;
    this.variables = variables;
    this.gradients = gradients;
  }

  /// The gradients of a loss. A tensor that the loss does not depend on has gradient 0.
  ///
  /// @param loss a float32 scalar
  /// @param wrt the tensors with respect to which
  public static Gradients of(Tensor loss, List<Tensor> wrt) {
    Walk walk = new Walk(loss);
    for (Tensor variable : wrt) {
      walk.wanted.put(Graph.id(variable), variable);
    }
    walk.run();
    List<Tensor> gradients = new ArrayList<>(wrt.size());
    for (Tensor variable : wrt) {
      Tensor gradient = walk.gradients.get(Graph.id(variable));
      gradients.add(gradient != null ? gradient : Constant.of(0).broadcastTo(variable.shape()));
    }
    return new Gradients(loss, List.copyOf(wrt), List.copyOf(gradients));
  }

  /// Adds the gradients of a loss to those of all the variables that it was computed from.
  ///
  /// @param loss a float32 scalar
  public static void backward(Tensor loss) {
    Walk walk = new Walk(loss);
    walk.run();
    for (Tensor leaf : walk.reached) {
      Variable variable = Graph.variable(leaf);
      Tensor gradient = walk.gradients.get(Graph.id(leaf));
      if (variable != null && gradient != null) {
        variable.accumulate(gradient.stopGradient(), loss);
      }
    }
  }

  /// The loss whose gradients these are.
  public Tensor loss() {
    return loss;
  }

  /// The gradient with respect to one of the tensors.
  public Tensor get(Tensor variable) {
    for (int i = 0; i < variables.size(); i++) {
      if (variables.get(i) == variable) {
        return gradients.get(i);
      }
    }
    throw new IllegalArgumentException("the gradient with respect to this tensor was not asked for");
  }

  /// The gradients, in the order in which the tensors were given.
  public List<Tensor> list() {
    return gradients;
  }

  /// The same gradients after a change, such as clipping, that keeps their order.
  public Gradients with(List<Tensor> changed) {
    if (changed.size() != gradients.size()) {
      throw new IllegalArgumentException(gradients.size() + " gradients expected, not " + changed.size());
    }
    return new Gradients(loss, variables, List.copyOf(changed));
  }

  @Override
  public void forEachTensor(Consumer<Tensor> action) {
    gradients.forEach(action);
  }

  /// Sums a gradient over the axes along which its operand was repeated: the one place where broadcasting is
  /// undone.
  private static Tensor undoBroadcast(Tensor gradient, Shape shape) {
    if (gradient.shape().equals(shape)) {
      return gradient;
    }
    int shift = gradient.shape().rank() - shape.rank();
    if (shift < 0 || gradient.shape().count() < shape.count()) {
      return gradient.broadcastTo(shape);
    }
    int[] axes = new int[gradient.shape().rank()];
    int count = 0;
    for (int axis = 0; axis < axes.length; axis++) {
      if (axis < shift || (shape.size(axis - shift) == 1 && gradient.shape().size(axis) != 1)) {
        axes[count++] = axis;
      }
    }
    Tensor sum = count == 0 ? gradient : gradient.sum(true, java.util.Arrays.copyOf(axes, count));
    return sum.reshape(shape);
  }

  /// One walk over a graph.
  private static final class Walk {
    final Map<Long, Tensor> wanted = new HashMap<>();
    final Map<Long, Tensor> gradients = new HashMap<>();
    final List<Tensor> reached = new ArrayList<>();
    private final Tensor loss;

    Walk(Tensor loss) {
      if (loss.shape().count() != 1 || loss.dtype() != DType.FLOAT32) {
        throw new ShapeException(
            "backward",
            "only a float32 scalar can be differentiated, not " + loss.dtype() + " " + loss.shape()
                + "; reduce it with sum() or mean()");
      }
      this.loss = loss;
    }

    void run() {
      List<Tensor> order = order();
      gradients.put(Graph.id(loss), Constant.of(1).broadcastTo(loss.shape()));
      for (int i = order.size() - 1; i >= 0; i--) {
        Tensor node = order.get(i);
        Tensor gradient = gradients.get(Graph.id(node));
        if (gradient != null && !isEnd(node)) {
          spread(node, gradient);
        }
      }
      Graph.markDifferentiated(loss);
    }

    private void spread(Tensor node, Tensor gradient) {
      Op op = Graph.op(node);
      Tensor[] inputs = Graph.inputs(node);
      for (int operand = 0; operand < inputs.length && op != null; operand++) {
        Tensor input = inputs[operand];
        if (!leads(input)) {
          continue;
        }
        @Nullable Tensor part = op.derivative(operand, gradient, inputs, node);
        if (part != null) {
          gradients.merge(Graph.id(input), undoBroadcast(part, input.shape()), Tensor::add);
        }
      }
    }

    /// Whether the walk goes no further: at what was asked for, or at a variable.
    private boolean isEnd(Tensor node) {
      return wanted.isEmpty() ? Graph.variable(node) != null : wanted.containsKey(Graph.id(node));
    }

    private boolean leads(Tensor node) {
      return node.isDifferentiable() || wanted.containsKey(Graph.id(node));
    }

    /// The nodes that lead to variables, operands before results.
    private List<Tensor> order() {
      List<Tensor> order = new ArrayList<>();
      Map<Long, Boolean> seen = new HashMap<>();
      Deque<Tensor> stack = new ArrayDeque<>();
      stack.push(loss);
      while (!stack.isEmpty()) {
        Tensor node = stack.peek();
        Boolean done = seen.get(Graph.id(node));
        if (done == null) {
          seen.put(Graph.id(node), false);
          if (isEnd(node)) {
            reached.add(node);
            continue;
          }
          requireGraph(node);
          Tensor[] inputs = Graph.inputs(node);
          for (int i = inputs.length - 1; i >= 0; i--) {
            if (leads(inputs[i]) && !seen.containsKey(Graph.id(inputs[i]))) {
              stack.push(inputs[i]);
            }
          }
        } else {
          stack.pop();
          if (!done) {
            seen.put(Graph.id(node), true);
            order.add(node);
          }
        }
      }
      return order;
    }

    private static void requireGraph(Tensor node) {
      if (Graph.isReleased(node) && node.isDifferentiable()) {
        throw new IllegalStateException(
            "[backward] the graph behind this tensor was released when it was evaluated after its first "
                + "differentiation; compute the loss anew, or ask for all gradients at once");
      }
    }
  }
}
