package dev.descent.kernel;

/// A thread's transposed copy of a part of a matrix, small enough for the second-level cache.
final class Transposer {
  /// The most rows of a part.
  static final int ROWS = 128;

  /// The most columns of a part.
  static final int COLUMNS = 512;

  // Rows that begin a multiple of 4 KB apart would take turns in a few lines of the cache.
  private static final int GAP = 16;

  // A cache line of the copy.
  private static final int RUN = 16;

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
    for (int j = 0; j < columns; j += RUN) {
      int width = Math.min(RUN, columns - j);
      for (int i = 0; i < rows; i++) {
        copyRun(from, start + j * stride + i, stride, copy, i * leading + j, width);
      }
    }
    return copy;
  }

  private static void copyRun(float[] from, int start, int stride, float[] to, int at, int width) {
    if (width == RUN) { // a loop of known length, which is half as long to run
      for (int j = 0; j < RUN; j++) {
        to[at + j] = from[start + j * stride];
      }
    } else {
      for (int j = 0; j < width; j++) {
        to[at + j] = from[start + j * stride];
      }
    }
  }
}
