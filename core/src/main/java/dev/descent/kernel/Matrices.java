package dev.descent.kernel;

import java.util.Arrays;

/// What every implementation of [MatMul] does alike: checks, and the products without terms.
final class Matrices {
  private Matrices() {}

  /// Throws unless the matrix lies within its array. A matrix without elements lies anywhere.
  private static void check(
      String name, int rows, int columns, float[] array, int offset, int leadingDimension) {
    if (rows < 0 || columns < 0) {
      throw new IllegalArgumentException(
          "[matmul] " + name + " has a negative size: [" + rows + ", " + columns + "]");
    }
    if (rows == 0 || columns == 0) {
      return;
    }
    if (leadingDimension < columns) {
      throw new IllegalArgumentException(
          "[matmul] leading dimension of "
              + name
              + " is "
              + leadingDimension
              + ", less than its rows' width "
              + columns);
    }
    long end = offset + (rows - 1L) * leadingDimension + columns;
    if (offset < 0 || end > array.length) {
      throw new IndexOutOfBoundsException(
          "[matmul] "
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

  /// Throws unless all three matrices of a product lie within their arrays, and makes C zero if
  /// there are no terms.
  ///
  /// @return whether there is anything to multiply
  static boolean check(
      boolean transA,
      boolean transB,
      int m,
      int n,
      int k,
      float[] a,
      int aOffset,
      int lda,
      float[] b,
      int bOffset,
      int ldb,
      float[] c,
      int cOffset,
      int ldc) {
    check("A", transA ? k : m, transA ? m : k, a, aOffset, lda);
    check("B", transB ? n : k, transB ? k : n, b, bOffset, ldb);
    check("C", m, n, c, cOffset, ldc);
    if (k == 0) {
      for (int i = 0; i < m; i++) {
        Arrays.fill(c, cOffset + i * ldc, cOffset + i * ldc + n, 0);
      }
    }
    return m > 0 && n > 0 && k > 0;
  }
}
