package dev.descent.kernel;

/// A thread's transposed copy of a part of a matrix, small enough for the second-level cache.
final class Transposer {
  /// The most rows of a part.
  static final int ROWS = 128;

  /// The most columns of a part.
  static final int COLUMNS = 512;

  // Rows that begin a multiple of 4 KB apart would take turns in a few lines of the cache.
  private static final int GAP = 16;
  private static final int BLOCK = 8;

  private static final ThreadLocal<Transposer> LOCAL = ThreadLocal.withInitial(Transposer::new);

  private float[] copy = new float[0];

  static Transposer local() {
    return LOCAL.get();
  }

  /// The leading dimension of a copy with that many columns.
  static int leadingDimension(int columns) {
    return (columns + GAP - 1) / GAP * GAP + GAP;
  }

  /// Copies a part `[rows, columns]` of a matrix that is stored transposed, `[columns, rows]`.
  ///
  /// @param start where its first element is
  /// @param stride from one of its columns to the next
  float[] copy(float[] from, int start, int stride, int rows, int columns) {
    int leading = leadingDimension(columns);
    if (copy.length < rows * leading) {
      copy = new float[rows * leading];
    }
    for (int i = 0; i < rows; i += BLOCK) {
      int height = Math.min(BLOCK, rows - i);
      for (int j = 0; j < columns; j++) {
        copyRun(from, start + j * stride + i, height, copy, i * leading + j, leading);
      }
    }
    return copy;
  }

  private static void copyRun(float[] from, int start, int count, float[] to, int at, int leading) {
    if (count == BLOCK) {
      to[at] = from[start];
      to[at + leading] = from[start + 1];
      to[at + 2 * leading] = from[start + 2];
      to[at + 3 * leading] = from[start + 3];
      to[at + 4 * leading] = from[start + 4];
      to[at + 5 * leading] = from[start + 5];
      to[at + 6 * leading] = from[start + 6];
      to[at + 7 * leading] = from[start + 7];
      return;
    }
    for (int i = 0; i < count; i++) {
      to[at + i * leading] = from[start + i];
    }
  }
}
