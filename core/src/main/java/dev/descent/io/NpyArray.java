package dev.descent.io;

import dev.descent.tensor.DType;
import dev.descent.tensor.Graph;
import dev.descent.tensor.Shape;
import dev.descent.tensor.Tensor;
import java.util.Arrays;

/// An array as NumPy's files hold it: a shape, and one element for each of its positions,
/// row-major. Arrays are shared, not copied.
///
/// Creating one throws [IllegalArgumentException] if a size is negative or the array's length is
/// not the product of the sizes (1 for the empty shape of a scalar).
@SuppressWarnings(
    "ArrayRecordComponent") // Arrays are moved, never compared; copies would be gigabytes.
public sealed interface NpyArray {
  /// The sizes of the axes.
  int[] shape();

  /// `float32`
  record Float32(int[] shape, float[] values) implements NpyArray {
    public Float32 {
      Safetensors.checkLength(shape, values.length);
    }
  }

  /// `float64`
  record Float64(int[] shape, double[] values) implements NpyArray {
    public Float64 {
      Safetensors.checkLength(shape, values.length);
    }
  }

  /// `int32`
  record Int32(int[] shape, int[] values) implements NpyArray {
    public Int32 {
      Safetensors.checkLength(shape, values.length);
    }
  }

  /// `int64`
  record Int64(int[] shape, long[] values) implements NpyArray {
    public Int64 {
      Safetensors.checkLength(shape, values.length);
    }
  }

  /// `uint8`: 255 is the byte −1.
  record UInt8(int[] shape, byte[] values) implements NpyArray {
    public UInt8 {
      Safetensors.checkLength(shape, values.length);
    }
  }

  /// The elements of a tensor, which is evaluated for it.
  static NpyArray of(Tensor tensor) {
    int[] shape = tensor.eval().shape().toArray();
    return switch (Graph.storage(tensor)) {
      case float[] floats -> new Float32(shape, floats);
      case int[] ints -> new Int32(shape, ints);
      case byte[] bytes -> new UInt8(shape, bytes);
      case null, default -> throw new IllegalStateException("a tensor without elements");
    };
  }

  /// A tensor of these elements: `float64` is rounded to the nearest float.
  ///
  /// @throws IllegalArgumentException if an element of `int64` needs more than 32 bits, or there
  ///   are more axes than a tensor can have
  default Tensor toTensor() {
    Shape shape = Shape.of(shape());
    return switch (this) {
      case Float32(int[] _, float[] values) -> Graph.leaf(shape, DType.FLOAT32, values);
      case Int32(int[] _, int[] values) -> Graph.leaf(shape, DType.INT32, values);
      case UInt8(int[] _, byte[] values) -> Graph.leaf(shape, DType.UINT8, values);
      case Float64(int[] _, double[] values) -> {
        float[] floats = new float[values.length];
        for (int i = 0; i < values.length; i++) {
          floats[i] = (float) values[i];
        }
        yield Graph.leaf(shape, DType.FLOAT32, floats);
      }
      case Int64(int[] _, long[] values) ->
          Graph.leaf(
              shape, DType.INT32, Arrays.stream(values).mapToInt(NpyArray::narrow).toArray());
    };
  }

  private static int narrow(long value) {
    if (value != (int) value) {
      throw new IllegalArgumentException(
          "the element " + value + " needs more than the 32 bits of a tensor's integers");
    }
    return (int) value;
  }
}
