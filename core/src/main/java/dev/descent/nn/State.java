package dev.descent.nn;

import dev.descent.tensor.Graph;
import dev.descent.tensor.Shape;
import dev.descent.tensor.ShapeException;
import dev.descent.tensor.Tensor;
import dev.descent.tensor.Unary;

/// A tensor that a model owns and replaces by others of its shape.
public abstract sealed class State permits Parameter, Buffer {
  private Tensor value;

  State(Tensor initial) {
    this.value = adopt(Tensor.apply(Unary.STOP_GRADIENT, initial));
  }

  /// Marks a new value as this state's, where that matters.
  abstract Tensor adopt(Tensor fresh);

  /// The present value. Once a successor is computed, this tensor's memory belongs to it.
  public final Tensor value() {
    return value;
  }

  /// The shape.
  public final Shape shape() {
    return value.shape();
  }

  /// Goes back to the latest value that was computed, after an evaluation has failed.
  public final void revert() {
    value = Graph.lastComputed(value);
  }

  /// Replaces the value, by a promise if need be: nothing is computed here.
  ///
  /// **Throws** [ShapeException] if shape or type is another
  public final void assign(Tensor next) {
    if (!next.shape().equals(value.shape()) || next.dtype() != value.dtype()) {
      throw new ShapeException(
          "assign",
          "the state is "
              + value.dtype()
              + " "
              + value.shape()
              + ", not "
              + next.dtype()
              + " "
              + next.shape());
    }
    value = adopt(Graph.replacing(Tensor.apply(Unary.STOP_GRADIENT, next), value));
  }

  /// Replaces the value by one that is computed and that nobody else uses, at no cost.
  ///
  /// **Throws** [ShapeException] if shape or type is another
  ///
  /// @param elements a `float[]`, `int[]` or `byte[]`, by the type
  public final void take(Object elements) {
    value = adopt(Graph.leaf(value.shape(), value.dtype(), elements));
  }

  /// Exchanges the values of two states, both computed, at no cost: only the memory changes hands.
  /// Tensors that were read from either before have no value any more.
  ///
  /// **Throws** [ShapeException] if shape or type differ, [IllegalStateException] if a value is not
  /// computed
  public final void exchange(State other) {
    Tensor mine = value;
    Tensor theirs = other.value;
    if (!mine.shape().equals(theirs.shape()) || mine.dtype() != theirs.dtype()) {
      throw new ShapeException(
          "exchange",
          "%s %s and %s %s differ"
              .formatted(mine.dtype(), mine.shape(), theirs.dtype(), theirs.shape()));
    }
    Object memory = Graph.storage(mine);
    Object otherMemory = Graph.storage(theirs);
    if (memory == null || otherMemory == null) {
      throw new IllegalStateException(
          "only computed values can be exchanged; eval(...) them first");
    }
    Graph.consume(mine);
    Graph.consume(theirs);
    value = adopt(Graph.leaf(mine.shape(), mine.dtype(), otherMemory));
    other.value = other.adopt(Graph.leaf(mine.shape(), mine.dtype(), memory));
  }
}
