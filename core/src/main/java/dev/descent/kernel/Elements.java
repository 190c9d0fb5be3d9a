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

  /// Unsigned bytes, from the beginning. Written so that it is vectorised: signed bytes are, `&
  /// 0xFF` is not, and the 256 that a negative one lacks is added without a branch.
  static void widen(byte[] from, float[] out, int n) {
    for (int i = 0; i < n; i++) {
      out[i] = from[i];
    }
    for (int i = 0; i < n; i++) {
      out[i] = out[i] + 256f * Math.max(0f, Math.min(1f, -out[i]));
    }
  }
}
