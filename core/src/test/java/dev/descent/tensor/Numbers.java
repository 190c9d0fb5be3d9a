package dev.descent.tensor;

/// Conversions between the arrays that tests compare.
final class Numbers {
  private Numbers() {}

  static float[] floats(double... values) {
    float[] converted = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      converted[i] = (float) values[i];
    }
    return converted;
  }

  static int[] ints(double... values) {
    int[] converted = new int[values.length];
    for (int i = 0; i < values.length; i++) {
      converted[i] = (int) values[i];
    }
    return converted;
  }

  static byte[] bytes(double... values) {
    byte[] converted = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      converted[i] = (byte) (int) values[i];
    }
    return converted;
  }

  static double[] doubles(float... values) {
    double[] converted = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      converted[i] = values[i];
    }
    return converted;
  }

  static double[] doubles(int... values) {
    double[] converted = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      converted[i] = values[i];
    }
    return converted;
  }
}
