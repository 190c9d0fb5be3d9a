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

  /// Whether the first axis counts so many rows of the value, which has no others: whatever the
  /// index on it is, only elements of that row are seen.
  boolean isByRows(int rows) {
    if (shape().rank() == 0 || shape().size(0) != rows || value.shape().count() % rows != 0) {
      return false;
    }
    int row = value.shape().count() / rows;
    int last = layout.offset();
    boolean forward = last >= 0;
    for (int axis = 1; axis < shape().rank(); axis++) {
      forward &= layout.strides()[axis] >= 0;
      last += (shape().size(axis) - 1) * layout.strides()[axis];
    }
    return forward && last < row && layout.strides()[0] == row;
  }

  /// The index in the value's array of the first element.
  public int start() {
    return value.start() + layout.offset();
  }
}
