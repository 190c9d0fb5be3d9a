package dev.descent.tensor;

import java.util.Arrays;

/// How the elements of a tensor lie in an array: element `index` is at `offset + Σ
/// index[axis]·strides[axis]`.
///
/// @param shape the shape
/// @param offset the place of the first element
/// @param strides the distance between neighbours on each axis, 0 where an axis is repeated
@SuppressWarnings("ArrayRecordComponent") // never compared, and never changed once made
public record Layout(Shape shape, int offset, int[] strides) {
  /// The row-major layout.
  public static Layout rowMajor(Shape shape) {
    return new Layout(shape, 0, shape.strides());
  }

  /// Whether the elements lie one after the other in row-major order.
  public boolean isRowMajor() {
    int expected = 1;
    for (int axis = shape.rank() - 1; axis >= 0; axis--) {
      int size = shape.size(axis);
      if (size != 1 && strides[axis] != expected) {
        return false;
      }
      expected *= size;
    }
    return true;
  }

  @Override
  public String toString() {
    return "Layout" + shape + "@" + offset + Arrays.toString(strides);
  }
}
