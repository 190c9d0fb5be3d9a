package dev.descent.kernel;

/// Elements of all types as floats.
final class Elements {
  private Elements() {}

  static float read(Object array, int position) {
    return switch (array) {
      case float[] floats -> floats[position];
      case int[] ints -> ints[position];
      default -> ((byte[]) array)[position] & 0xFF;
    };
  }

  static void widen(int[] from, int position, int stride, float[] out, int at, int n) {
    for (int i = 0; i < n; i++) {
      out[at + i] = from[position + i * stride];
    }
  }

  static void widen(byte[] from, int position, int stride, float[] out, int at, int n) {
    for (int i = 0; i < n; i++) {
      out[at + i] = from[position + i * stride] & 0xFF;
    }
  }

  /// Unsigned bytes, from the beginning; `bytes` is used up. Written so that it is vectorised:
  /// signed bytes are widened by vector instructions, those with `& 0xFF` are not. So 128 is taken
  /// from each byte, by turning its highest bit over, and given back to the float.
  static void widen(byte[] bytes, float[] out, int n) {
    for (int i = 0; i < n; i++) {
      bytes[i] = (byte) (bytes[i] ^ Byte.MIN_VALUE);
    }
    for (int i = 0; i < n; i++) {
      out[i] = bytes[i] + 128f;
    }
  }
}
