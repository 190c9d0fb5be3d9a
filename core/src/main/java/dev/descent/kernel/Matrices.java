package dev.descent.kernel;

/// What every implementation of [MatMul] does alike: checks, and the products without terms.
final class Matrices {
  private Matrices() {}

  /// Throws unless the matrix lies within its array. A matrix without elements lies anywhere.
  static void check(
      String name, int rows, int columns, float[] array, int offset, int leadingDimension) {
    if (rows < 0 || columns < 0) {
      throw new IllegalArgumentException(
          "[sgemm] " + name + " has a negative size: [" + rows + ", " + columns + "]");
    }
    if (rows == 0 || columns == 0) {
      return;
    }
    if (leadingDimension < columns) {
      throw new IllegalArgumentException(
          "[sgemm] leading dimension of "
              + name
              + " is "
              + leadingDimension
              + ", less than its rows' width "
              + columns);
    }
    long end = offset + (rows - 1L) * leadingDimension + columns;
    if (offset < 0 || end > array.length) {
      throw new IndexOutOfBoundsException(
          "[sgemm] "
              + name
              + " ["
              + rows
              + ", "
              + columns
              + "] needs elements "
              + offset
              + " to "
              + end
              + " of an array of "
              + array.length);
    }
  }

  /// `C ← beta·C`, where zero erases NaN and infinity too.
  static void scale(int m, int n, float beta, float[] c, int cOffset, int ldc) {
    for (int i = 0; i < m; i++) {
      int row = cOffset + i * ldc;
      for (int j = row; j < row + n; j++) {
        c[j] = beta == 0 ? 0 : beta * c[j];
      }
    }
  }
}
