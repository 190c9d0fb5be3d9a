package dev.descent.kernel;

import dev.descent.tensor.DType;
import dev.descent.tensor.Layout;
import dev.descent.tensor.Shape;

/// A tensor of a plan, row-major, and the place that the memory plan gives it.
public final class Value {
  private final Shape shape;
  private final DType dtype;
  private final boolean packed;
  private final Value base;
  private int buffer = -1;
  private int start;

  /// A value that has no place yet.
  public Value(Shape shape, DType dtype) {
    this(shape, dtype, false);
  }

  private Value(Shape shape, DType dtype, boolean packed) {
    this.shape = shape;
    this.dtype = dtype;
    this.packed = packed;
    this.base = this;
  }

  private Value(Shape shape, Value base) {
    this.shape = shape;
    this.dtype = base.dtype;
    this.packed = base.packed;
    this.base = base;
  }

  /// A packed copy of a matrix ([PackKernel]), which lies in native memory, at a multiple of a
  /// cache line.
  static Value packed(int floats) {
    return new Value(Shape.of(floats), DType.FLOAT32, true);
  }

  /// The same value under another shape with as many elements: it has this one's place.
  public Value as(Shape other) {
    return other.equals(shape) ? this : new Value(other, base);
  }

  /// The value of which this is another shape, or this one.
  public Value base() {
    return base;
  }

  /// The shape.
  public Shape shape() {
    return shape;
  }

  /// The type of the elements.
  public DType dtype() {
    return dtype;
  }

  /// Whether it lies in native memory, not in an array.
  public boolean isPacked() {
    return packed;
  }

  /// The size in bytes.
  public long bytes() {
    return (long) shape.count() * dtype.bytes();
  }

  /// Gives the value its place.
  ///
  /// @param buffer the number of the array
  /// @param start the index of the first element in it
  public void place(int buffer, int start) {
    base.buffer = buffer;
    base.start = start;
  }

  /// The number of the array that holds the value; −1 if it has no place yet.
  public int buffer() {
    return base.buffer;
  }

  /// The index of the first element in that array.
  public int start() {
    return base.start;
  }

  /// The whole value as an operand.
  public Operand whole() {
    return new Operand(this, Layout.rowMajor(shape));
  }
}
