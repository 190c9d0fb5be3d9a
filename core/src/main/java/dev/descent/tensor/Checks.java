package dev.descent.tensor;

import java.util.Arrays;
import java.util.stream.Collectors;

/// Type checks that operations share.
final class Checks {
  private Checks() {}

  static void requireFloat(Op op, Tensor... inputs) {
    for (Tensor input : inputs) {
      if (input.dtype() != DType.FLOAT32) {
        throw new ShapeException(
            op.label(),
            "works on float32, not on " + types(inputs) + "; convert with cast(DType.FLOAT32)");
      }
    }
  }

  static void requireSameType(Op op, Tensor a, Tensor b) {
    if (a.dtype() != b.dtype()) {
      throw new ShapeException(
          op.label(),
          "operands must have one type, not " + types(a, b) + "; convert one with cast(...)");
    }
  }

  static void requireIndices(Op op, Tensor indices) {
    if (indices.dtype() != DType.INT32) {
      throw new ShapeException(op.label(), "indices must be int32, not " + indices.dtype());
    }
  }

  private static String types(Tensor... inputs) {
    return Arrays.stream(inputs)
        .map(t -> t.dtype().toString())
        .collect(Collectors.joining(" and "));
  }
}
