package dev.descent.tensor;

import org.jspecify.annotations.Nullable;

/// Reads a tensor's elements out.
final class Elements {
  private Elements() {}

  static Object storage(Tensor tensor) {
    @Nullable Object storage = tensor.eval().storage;
    if (storage == null) {
      throw new IllegalStateException(
          "this tensor's value is gone: an update took its memory. Read or copy it before optimizer.step(), "
              + "or ask the model for the present one");
    }
    return storage;
  }

  static float[] toFloats(Tensor tensor) {
    return switch (storage(tensor)) {
      case float[] floats -> floats.clone();
      case int[] ints -> {
        float[] converted = new float[ints.length];
        for (int i = 0; i < converted.length; i++) {
          converted[i] = ints[i];
        }
        yield converted;
      }
      case byte[] bytes -> {
        float[] converted = new float[bytes.length];
        for (int i = 0; i < converted.length; i++) {
          converted[i] = bytes[i] & 0xFF;
        }
        yield converted;
      }
      default -> throw new AssertionError(tensor.dtype);
    };
  }

  static int[] toInts(Tensor tensor) {
    return switch (storage(tensor)) {
      case int[] ints -> ints.clone();
      case byte[] bytes -> {
        int[] converted = new int[bytes.length];
        for (int i = 0; i < converted.length; i++) {
          converted[i] = bytes[i] & 0xFF;
        }
        yield converted;
      }
      default ->
          throw new ShapeException(
              "toIntArray",
              "the elements are float32; use toFloatArray(), or cast(DType.INT32) first");
    };
  }
}
