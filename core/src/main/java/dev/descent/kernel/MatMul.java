package dev.descent.kernel;

/// The product of two matrices of floats, on one thread.
///
/// Implementations may be called from any number of threads at once, start no threads of their own,
/// and compute the same bits for the same arguments every time. Work is split over threads by
/// [MatMulTiles].
public sealed interface MatMul permits MachineMatMul, OneDnn, JavaMatMul {

  /// The fastest implementation of this machine, chosen at the first call.
  ///
  /// It is oneDNN where its native library is on the class path and loads. Otherwise, or with the
  /// system property `descent.native=off` or the environment variable `DESCENT_NATIVE=off`, it is
  /// the pure-Java kernel, and one line on standard error says why.
  static MatMul best() {
    return BestMatMul.INSTANCE;
  }

  /// One line for people: which implementation this is, and from where.
  String describe();

  /// `C ← alpha·op(A)·op(B) + beta·C`, matrices stored by rows.
  ///
  /// Row `i` of a matrix starts at `offset + i * ld`. With `beta == 0`, C is only written, whatever
  /// it holds. With `k == 0` or `alpha == 0`, A and B are not read. C must not overlap A or B.
  ///
  /// - **Shapes** op(A) `[m, k]`, op(B) `[k, n]`, C `[m, n]`; A is stored `[k, m]` if `transA`, B
  ///   `[n, k]` if `transB`
  /// - **Throws** [IllegalArgumentException] if a size is negative or a leading dimension is less
  ///   than its row's width; [IndexOutOfBoundsException] if a matrix does not lie within its array
  /// - **Source** BLAS level 3, `sgemm`
  void sgemm(
      boolean transA,
      boolean transB,
      int m,
      int n,
      int k,
      float alpha,
      float[] a,
      int aOffset,
      int lda,
      float[] b,
      int bOffset,
      int ldb,
      float beta,
      float[] c,
      int cOffset,
      int ldc);
}
