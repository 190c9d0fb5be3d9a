package dev.descent.tensor;

/// Recognises a transposed matrix, which a product can take as it is.
final class Transposed {
  private Transposed() {}

  static boolean is(Tensor tensor) {
    if (tensor.isEvaluated() || !(tensor.op instanceof Movement.Permute permute)) {
      return false;
    }
    int rank = permute.axes().size();
    for (int axis = 0; axis < rank; axis++) {
      int expected = axis == rank - 1 ? rank - 2 : axis == rank - 2 ? rank - 1 : axis;
      if (permute.axes().get(axis) != expected) {
        return false;
      }
    }
    return rank >= 2;
  }
}
