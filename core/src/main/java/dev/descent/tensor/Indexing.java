package dev.descent.tensor;

/// Index arithmetic of the references: clear rather than fast.
final class Indexing {
  private Indexing() {}

  /// For every element of `target`, row-major, the index of the element of a broadcast tensor of
  /// shape `from`.
  static int[] broadcast(Shape from, Shape target) {
    return strided(target, from.stridesTo(target), 0);
  }

  /// For every element of `shape`, row-major, `offset + Σ index[axis]·strides[axis]`.
  static int[] strided(Shape shape, int[] strides, int offset) {
    int[] result = new int[shape.count()];
    int[] sizes = shape.toArray();
    int[] index = new int[sizes.length];
    int position = offset;
    for (int i = 0; i < result.length; i++) {
      result[i] = position;
      for (int axis = sizes.length - 1; axis >= 0; axis--) {
        position += strides[axis];
        if (++index[axis] < sizes[axis]) {
          break;
        }
        position -= strides[axis] * sizes[axis];
        index[axis] = 0;
      }
    }
    return result;
  }
}
