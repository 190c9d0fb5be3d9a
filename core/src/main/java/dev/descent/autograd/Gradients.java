package dev.descent.autograd;

import dev.descent.tensor.Constant;
import dev.descent.tensor.Tensor;
import dev.descent.tensor.TensorTree;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The gradients of a scalar with respect to some tensors.
///
/// Differentiating is graph building: one walk over the loss's graph, from the loss to the
/// variables, adds for every operation the operations of its derivative. Nothing is computed, and
/// since a gradient is a graph like any other, it can be differentiated again. The walk keeps its
/// own stack, so that deep graphs are no danger.
///
/// - **Source** Goodfellow et al. 2016, ch. 6.5 (back-propagation)
public final class Gradients implements TensorTree {
  private final Tensor loss;
  private final List<Tensor> variables;
  private final List<Tensor> gradients;
  private final boolean[] reached;

  private Gradients(
      Tensor loss, List<Tensor> variables, List<Tensor> gradients, boolean[] reached) {
    this.loss = loss;
    this.variables = variables;
    this.gradients = gradients;
    this.reached = reached;
  }

  /// The gradients of a loss. A tensor that the loss does not depend on has gradient 0.
  ///
  /// @param loss a float32 scalar
  /// @param wrt the tensors with respect to which
  public static Gradients of(Tensor loss, List<Tensor> wrt) {
    return ofOwned(loss, List.copyOf(wrt));
  }

  /// The same for a list that nobody changes any more.
  static Gradients ofOwned(Tensor loss, List<Tensor> wrt) {
    for (Tensor variable : wrt) {
      if (!variable.isDifferentiable()) {
        throw new IllegalArgumentException(
            "[grad] a tensor of shape "
                + variable.shape()
                + " is neither a variable nor computed from one; use "
                + "variable() and compute the loss from that");
      }
    }
    @Nullable Tensor[] found = GradientWalk.gradients(loss, wrt);
    Tensor[] gradients = new Tensor[found.length];
    boolean[] reached = new boolean[found.length];
    for (int i = 0; i < found.length; i++) {
      Tensor gradient = found[i];
      reached[i] = gradient != null;
      gradients[i] = gradient != null ? gradient : Constant.of(0).broadcastTo(wrt.get(i).shape());
    }
    return new Gradients(loss, wrt, List.of(gradients), reached);
  }

  /// Adds the gradients of a loss to those of all the variables that it was computed from.
  ///
  /// **Throws** [dev.descent.tensor.ShapeException] if the loss is not a scalar, and
  /// [IllegalStateException] if its graph is gone
  ///
  /// @param loss a float32 scalar
  public static void backward(Tensor loss) {
    GradientWalk.backward(loss);
  }

  /// The loss whose gradients these are.
  public Tensor loss() {
    return loss;
  }

  /// The gradient with respect to one of the tensors.
  public Tensor get(Tensor variable) {
    return gradients.get(index(variable));
  }

  /// Whether the loss depends on one of the tensors at all. A gradient that happens to be 0 is not
  /// the same: a parameter that took no part in the loss is left alone by optimizers.
  public boolean reaches(Tensor variable) {
    return reached[index(variable)];
  }

  private int index(Tensor variable) {
    for (int i = 0; i < variables.size(); i++) {
      if (variables.get(i) == variable) {
        return i;
      }
    }
    throw new IllegalArgumentException(
        "the gradient with respect to this tensor was not asked for");
  }

  /// The gradients, in the order in which the tensors were given.
  public List<Tensor> list() {
    return gradients;
  }

  /// The same gradients after a change, such as clipping, that keeps their order.
  public Gradients with(List<Tensor> changed) {
    if (changed.size() != gradients.size()) {
      throw new IllegalArgumentException(
          gradients.size() + " gradients expected, not " + changed.size());
    }
    return new Gradients(loss, variables, List.copyOf(changed), reached);
  }

  @Override
  public void forEachTensor(Consumer<Tensor> action) {
    gradients.forEach(action);
  }
}
