package dev.descent.kernel;

import dev.descent.tensor.DType;
import dev.descent.tensor.Layout;
import dev.descent.tensor.Shape;

/// A value as an operation sees it: whole, or through views.
///
/// @param value where the elements are
/// @param layout which of them, in which order
public record Operand(Value value, Layout layout) {
  /// The shape that the operation sees.
  public Shape shape() {
    return layout.shape();
  }

  /// The type of the elements.
  public DType dtype() {
    return value.dtype();
  }

  /// The index in the value's array of the first element.
  public int start() {
    return value.start() + layout.offset();
  }
}
