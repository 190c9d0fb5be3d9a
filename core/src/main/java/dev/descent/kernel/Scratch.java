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

  private float[] result = new float[0];
  private int resultStart;

  static Scratch local() {
    return LOCAL.get();
  }

  /// Room for a tile of a product's result.
  ///
  /// @param size how many elements at most
  /// @param start the index of the tile's first element in the whole result
  float[] result(int size, int start) {
    if (result.length < size) {
      result = new float[size];
    }
    resultStart = start;
    return result;
  }

  /// Reads elements `from` … `from + n − 1` of the whole result, which are in the tile.
  void readResult(int from, float[] out, int n) {
    System.arraycopy(result, from - resultStart, out, 0, n);
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
