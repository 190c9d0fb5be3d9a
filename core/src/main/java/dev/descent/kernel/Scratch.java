package dev.descent.kernel;

/// A thread's registers: short arrays that stay in the first-level cache.
final class Scratch {
  /// The number of elements in a register.
  static final int LENGTH = 1024;

  private static final ThreadLocal<Scratch> LOCAL = ThreadLocal.withInitial(Scratch::new);

  /// Accumulators in double precision, for reductions.
  final double[] accumulators = new double[LENGTH];

  /// More of them.
  final double[] maxima = new double[LENGTH];

  /// Bytes on their way to a register.
  final byte[] bytes = new byte[LENGTH];

  private float[][] registers = new float[0][];

  static Scratch local() {
    return LOCAL.get();
  }

  float[][] registers(int count) {
    if (registers.length < count) {
      float[][] more = java.util.Arrays.copyOf(registers, count);
      for (int i = registers.length; i < count; i++) {
        more[i] = new float[LENGTH];
      }
      registers = more;
    }
    return registers;
  }
}
