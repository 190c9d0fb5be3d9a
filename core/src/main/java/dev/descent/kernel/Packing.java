package dev.descent.kernel;

import java.lang.foreign.MemorySegment;

/// How parts of a matrix that is stored `[terms, n]` lie when they are copied for [ProductCode]:
/// some neighbouring columns as a piece `[terms, width]`, and then the next.
///
/// A row of the matrix is copied to all pieces before the next row, so that reading goes on where
/// it was. From one piece to the next it is an odd number of cache lines, so that the places of a
/// row do not take turns in few sets of the first-level cache.
enum Packing {
  /// Rows of an A that is stored transposed.
  BLOCKS(ProductCode.ROWS),
  /// Columns of a B that is stored by rows.
  PANELS(ProductCode.COLUMNS);

  private static final int LINE = 64;

  final int width;

  Packing(int width) {
    this.width = width;
  }

  /// The distance from one piece to the next, in bytes: a multiple of a cache line.
  long distance(int terms) {
    return LINE * (Math.ceilDiv((long) Float.BYTES * width * terms, LINE) | 1);
  }

  /// The size of a copy, in bytes.
  long bytes(int n, int terms) {
    return Math.ceilDiv(n, width) * distance(terms);
  }

  /// Copies.
  ///
  /// @param from the array of the matrix
  /// @param first where the first element is, in bytes
  /// @param row from one row of the stored matrix to the next, in bytes
  /// @param to the address where the first piece begins
  /// @param distance from one piece to the next, in bytes
  void copy(
      Parameters parameters,
      MemorySegment from,
      long first,
      long row,
      int n,
      int terms,
      long to,
      long distance) {
    int whole = n / width;
    parameters.set(Parameters.B, first);
    parameters.set(Parameters.B_TERM, row);
    parameters.set(Parameters.TERMS, terms);
    if (whole > 0) {
      parameters.set(Parameters.ROWS, whole);
      parameters.set(Parameters.PANEL, distance);
      parameters.set(Parameters.OUT, to);
      run(this == BLOCKS ? Codes.BLOCKS : Codes.PANELS, parameters, from);
    }
    if (whole * width < n) {
      parameters.set(Parameters.B, first + (long) Float.BYTES * whole * width);
      parameters.set(Parameters.ROWS, n - whole * width);
      parameters.set(Parameters.PANEL, Float.BYTES);
      parameters.set(Parameters.OUT, to + whole * distance);
      run(this == BLOCKS ? Codes.NARROW_BLOCK : Codes.NARROW_PANEL, parameters, from);
    }
  }

  /// Copies columns of a B that is stored transposed, `[n, terms]`, as a panel.
  ///
  /// @param columns how many, at most as many as a panel has
  /// @param column from one column to the next, in bytes
  static void copyTransposed(
      Parameters parameters,
      MemorySegment from,
      long first,
      long column,
      int columns,
      int terms,
      long to) {
    boolean narrow = columns < PANELS.width;
    parameters.set(Parameters.B, first);
    parameters.set(Parameters.B_TERM, narrow ? Float.BYTES : column);
    parameters.set(Parameters.TERMS, terms);
    parameters.set(Parameters.ROWS, columns);
    parameters.set(Parameters.PANEL, column);
    parameters.set(Parameters.OUT, to);
    run(narrow ? Codes.NARROW_PANEL : Codes.TRANSPOSED_PANEL, parameters, from);
  }

  private static void run(MachineCode code, Parameters parameters, MemorySegment from) {
    MemorySegment none = MemorySegment.NULL;
    code.call(parameters, none, from, none, none, none);
  }

  /// Written at the first copy.
  private static final class Codes {
    static final MachineCode BLOCKS = PackCode.pieces(ProductCode.ROWS);
    static final MachineCode PANELS = PackCode.pieces(ProductCode.COLUMNS);
    static final MachineCode NARROW_BLOCK = PackCode.narrow(ProductCode.ROWS);
    static final MachineCode NARROW_PANEL = PackCode.narrow(ProductCode.COLUMNS);
    static final MachineCode TRANSPOSED_PANEL = PackCode.columns();
  }
}
