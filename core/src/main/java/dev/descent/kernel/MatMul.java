package dev.descent.kernel;

/// The product of two matrices of floats, on one thread.
///
/// Implementations may be called from any number of threads at once, start no threads of their own,
/// and compute the same bits for the same arguments every time. Work is split over threads by
/// [MatMulTiles].
public sealed interface MatMul permits MachineMatMul, OneDnn, JavaMatMul {

  /// The fastest implementation of this machine, chosen at the first call.
  ///
  /// It is machine code of our own where the processor and the system allow it: Linux on x86-64
  /// with AVX2 and FMA, unless switched off by the system property `descent.jit=off` or the
  /// environment variable `DESCENT_JIT=off`. Elsewhere it is oneDNN, if its native library is on
  /// the class path and loads. Otherwise, or with `descent.native=off` or `DESCENT_NATIVE=off`,
  /// which rule out both, it is the pure-Java kernel, and one line on standard error says why.
  static MatMul best() {
    return BestMatMul.INSTANCE;
  }

  /// One line for people: which implementation this is, and from where.
  String describe();

  /// `C ← op(A)·op(B)`, matrices stored by rows.
  ///
  /// Row `i` of a matrix starts at `offset + i * ld`. C is only written, whatever it holds. With `k
  /// == 0`, A and B are not read. C must not overlap A or B.
  ///
  /// - **Shapes** op(A) `[m, k]`, op(B) `[k, n]`, C `[m, n]`; A is stored `[k, m]` if `transA`, B
  ///   `[n, k]` if `transB`
  /// - **Throws** [IllegalArgumentException] if a size is negative or a leading dimension is less
  ///   than its row's width; [IndexOutOfBoundsException] if a matrix does not lie within its array
  /// - **Source** BLAS level 3, `sgemm` with alpha 1 and beta 0
  void multiply(
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
      int ldc);
}
