package dev.descent.kernel;

/// A kernel whose results can be computed some rows at a time, where a row is what one index of the
/// first axis has.
///
/// The bits of a row do not depend on which rows are computed with it, as long as they are at least
/// [RowPass#LEAST_ROWS].
public sealed interface RowKernel extends Kernel
    permits FusedProductKernel, LoopKernel, ReduceKernel {

  /// The number of rows; 0 if it cannot be done row by row, or not without doing much twice.
  int rows();

  /// Whether of a value, which has as many rows, only those are read that are computed.
  boolean readsByRows(Value value);

  /// Computes rows `first` … `end − 1`.
  void runRows(int first, int end, Memory memory);
}
