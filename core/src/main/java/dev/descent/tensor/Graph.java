package dev.descent.tensor;

import org.jspecify.annotations.Nullable;

/// The inside of tensors, for what evaluates and differentiates them. Programs that train have no
/// use for it.
public final class Graph {
  private static final Tensor[] RELEASED = {};

  private Graph() {}

  /// A number that no other tensor has.
  public static long id(Tensor tensor) {
    return tensor.id;
  }

  /// The operation that computes the tensor; null for one that was created with its elements.
  public static @Nullable Op op(Tensor tensor) {
    return tensor.op;
  }

  /// The operands; none once they have been forgotten. Not to be changed.
  public static Tensor[] inputs(Tensor tensor) {
    return tensor.inputs;
  }

  /// The elements: a `float[]`, `int[]` or `byte[]` by the type; null if they are not there. Not to
  /// be changed.
  public static @Nullable Object storage(Tensor tensor) {
    return tensor.storage;
  }

  /// An evaluated tensor over `storage` itself.
  public static Tensor leaf(Shape shape, DType dtype, Object storage) {
    return Tensor.leaf(shape, dtype, storage);
  }

  /// Whether the operands were forgotten after evaluation though there were some.
  public static boolean isReleased(Tensor tensor) {
    return tensor.inputs == RELEASED; // identity: a tensor without operands has another empty array
  }

  /// Hands an evaluated tensor its elements. Its operands are forgotten, so that they can be
  /// collected, unless a gradient may still have to pass through them.
  ///
  /// @param plan how it was computed
  public static void fulfil(Tensor tensor, Object storage, Object plan) {
    tensor.plan = plan;
    tensor.storage = storage;
    tensor.predecessor = null;
    boolean passesGradients = tensor.differentiable && !tensor.differentiated && !isOwned(tensor);
    if (!passesGradients && tensor.inputs.length > 0) {
      tensor.inputs = RELEASED;
    }
  }

  /// How the tensor was computed; null if it was created with its elements.
  public static @Nullable Object plan(Tensor tensor) {
    return tensor.plan;
  }

  /// The variable behind the tensor, if any.
  public static @Nullable Variable variable(Tensor tensor) {
    return tensor.variable;
  }

  /// Whether a module owns the tensor as a variable: a gradient goes no further back.
  public static boolean isOwned(Tensor tensor) {
    return tensor.variable != null && tensor.variable != Variable.ANONYMOUS;
  }

  /// Whether some variable was among what the tensor was computed from.
  public static boolean dependsOnVariables(Tensor tensor) {
    return tensor.differentiable;
  }

  /// Makes a variable of a tensor that nothing has been computed from yet.
  ///
  /// @return the tensor
  public static Tensor asVariable(Tensor tensor, Variable variable) {
    tensor.variable = variable;
    return tensor;
  }

  /// Notes that the tensor has been differentiated: evaluating it may release its graph.
  public static void markDifferentiated(Tensor tensor) {
    tensor.differentiated = true;
    if (tensor.storage != null && tensor.inputs.length > 0) {
      tensor.inputs = RELEASED;
    }
  }

  /// Declares that the tensor takes another's place, and with it its memory: once the tensor is
  /// computed, the other has no value any more.
  ///
  /// @return the tensor
  public static Tensor replacing(Tensor tensor, Tensor predecessor) {
    tensor.predecessor = predecessor;
    return tensor;
  }

  /// The evaluated tensor whose memory the given one may take; null if there is none.
  public static @Nullable Tensor predecessor(Tensor tensor) {
    Tensor found = tensor.predecessor;
    while (found != null && found.storage == null && !found.consumed) {
      found = found.predecessor;
    }
    return found == null || found.consumed ? null : found;
  }

  /// The latest value before a failed evaluation: the tensor itself if it is computed, otherwise
  /// the nearest of those whose place it was to take that is computed, or else the first of them.
  public static Tensor lastComputed(Tensor tensor) {
    Tensor found = tensor;
    while (found.storage == null && found.predecessor != null && !found.predecessor.consumed) {
      found = found.predecessor;
    }
    return found;
  }

  /// Takes the memory of a tensor away: another holds it now.
  public static void consume(Tensor tensor) {
    tensor.consumed = true;
    tensor.storage = null;
  }

  /// Whether the tensor's memory was taken.
  public static boolean isConsumed(Tensor tensor) {
    return tensor.consumed;
  }
}
