package dev.descent.tensor;

/// The type of a tensor's elements.
public enum DType {
  /// 32-bit floating point, held in a `float[]`: the type of everything that has a gradient.
  FLOAT32("float32", 4),
  /// 32-bit signed integer, held in an `int[]`: labels and indices.
  INT32("int32", 4),
  /// 8-bit unsigned integer, held in a `byte[]`: raw images.
  UINT8("uint8", 1);

  private final String label;
  private final int bytes;

  DType(String label, int bytes) {
    this.label = label;
    this.bytes = bytes;
  }

  /// The size of one element in bytes.
  public int bytes() {
    return bytes;
  }

  @Override
  public String toString() {
    return label;
  }
}
