package dev.descent.bench;

/// Random numbers that every system begins with: first weights, and the playground's points. They
/// are a function of seed, stream and index, so that the NumPy script makes the same.
///
/// - **Source** the mixing function is SplitMix64's: Steele, Lea and Flood 2014
final class FirstNumbers {
  /// The stream of the playground's points; those of the parameters count from 0.
  private static final int POINTS = 1000;

  private FirstNumbers() {}

  /// Numbers uniform in ±1/√in, as PyTorch's layers begin with.
  ///
  /// @param parameter its number, in the order weight, bias of each layer
  static float[] parameter(long seed, int parameter, int count, int in) {
    double bound = 1 / Math.sqrt(in);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) (bound * (2 * unit(seed, parameter, i) - 1));
    }
    return values;
  }

  /// Points `[count, 2]`, uniform in ±1.
  static float[] points(long seed, int count) {
    float[] points = new float[2 * count];
    for (int i = 0; i < points.length; i++) points[i] = (float) (2 * unit(seed, POINTS, i) - 1);
    return points;
  }

  /// What the network is to say of points: 1 where both coordinates have one sign, else −1.
  static float[] targets(float[] points) {
    float[] targets = new float[points.length / 2];
    for (int i = 0; i < targets.length; i++) {
      targets[i] = points[2 * i] * points[2 * i + 1] > 0 ? 1 : -1;
    }
    return targets;
  }

  /// A multiple of 2⁻²⁴ in [0, 1).
  private static double unit(long seed, int stream, int index) {
    long z = ((seed << 48) + ((long) stream << 32) + index + 1) * 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return ((z ^ (z >>> 31)) >>> 40) * 0x1p-24;
  }
}
