package dev.descent.kernel;

import dev.descent.tensor.Binary;
import dev.descent.tensor.Op;
import dev.descent.tensor.Select;
import dev.descent.tensor.Unary;
import org.jspecify.annotations.Nullable;

/// Elementwise operations on single numbers, by the very loops that run on many.
public final class Scalars {
  private Scalars() {}

  /// The result of an operation on numbers; null if it is not one that planning folds.
  public static @Nullable Float apply(Op op, float[] x) {
    float[] y = new float[1];
    switch (op) {
      case Unary unary -> Loops.unary(unary, new float[] {x[0]}, y, 1);
      case Binary binary -> Loops.binary(binary, new float[] {x[0]}, new float[] {x[1]}, y, 1);
      case Select _ ->
          Loops.select(new float[] {x[0]}, new float[] {x[1]}, new float[] {x[2]}, y, 1);
      default -> {
        return null;
      }
    }
    return y[0];
  }
}
