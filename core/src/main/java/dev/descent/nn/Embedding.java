package dev.descent.nn;

import dev.descent.tensor.Shape;
import dev.descent.tensor.Tensor;

/// A table from which indices pick rows. It starts normal with mean 0 and deviation 1.
///
/// - **Shapes** int32 indices `[...]` → `[..., size]`; weight `[count, size]`
/// - **Throws** [dev.descent.tensor.ShapeException] if the indices are not int32, and on evaluation
///   [IndexOutOfBoundsException] if one is not in 0 … count − 1
public final class Embedding extends Module {
  private final Parameter weight;

  /// A table.
  ///
  /// @param count the number of rows
  /// @param size the length of a row
  /// @param seed see [Seed]
  public Embedding(int count, int size, Seed seed) {
    if (count < 1 || size < 1) {
      throw new IllegalArgumentException(
          "an embedding needs at least 1 row of at least 1 element, not " + count + " of " + size);
    }
    weight =
        param("weight", Initializer.normal(1).create(Shape.of(count, size), seed.child("weight")));
  }

  /// The table, `[count, size]`.
  public Parameter weight() {
    return weight;
  }

  @Override
  protected Tensor forward(Tensor indices) {
    return weight.value().take(indices, 0);
  }
}
