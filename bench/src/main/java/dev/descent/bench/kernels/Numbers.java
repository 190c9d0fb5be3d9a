package dev.descent.bench.kernels;

import java.util.Random;

/// Operands.
final class Numbers {
  private Numbers() {}

  /// Numbers uniform in ±`bound`, the same for the same seed.
  static float[] uniform(long seed, int count, float bound) {
    Random random = new Random(seed);
    float[] numbers = new float[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = bound * (2 * random.nextFloat() - 1);
    }
    return numbers;
  }

  static double[] doubles(float[] numbers) {
    double[] doubles = new double[numbers.length];
    for (int i = 0; i < doubles.length; i++) {
      doubles[i] = numbers[i];
    }
    return doubles;
  }
}
