package dev.descent.kernel;

/// Products so small that a call of native code would cost more than the work, in plain Java. Terms
/// are added one by one in their order, each with one rounding, as in [ProductCode].
final class SmallMatMul {
  /// The most multiplications that are worth it.
  static final int LARGEST = 512;

  private SmallMatMul() {}

  /// `C ← op(A)·op(B)`, whose rows lie one after the other.
  ///
  /// @param product the sizes
  static void multiply(
      MatMulTiles product,
      float[] a,
      int aOffset,
      int lda,
      float[] b,
      int bOffset,
      int ldb,
      float[] c,
      int cOffset) {
    int aRow = product.transA() ? 1 : lda;
    int aTerm = product.transA() ? lda : 1;
    int bTerm = product.transB() ? 1 : ldb;
    int bColumn = product.transB() ? ldb : 1;
    int to = cOffset;
    for (int i = 0; i < product.m(); i++) {
      for (int j = 0; j < product.n(); j++) {
        int atA = aOffset + i * aRow;
        int atB = bOffset + j * bColumn;
        float sum = 0;
        for (int p = 0; p < product.k(); p++) {
          sum = Math.fma(a[atA], b[atB], sum);
          atA += aTerm;
          atB += bTerm;
        }
        c[to++] = sum;
      }
    }
  }
}
