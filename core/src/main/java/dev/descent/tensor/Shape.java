package dev.descent.tensor;

import java.util.Arrays;

/// The sizes of a tensor's axes, outermost first. A scalar has no axes: `[]`.
public final class Shape {
  /// The shape of a scalar.
  public static final Shape SCALAR = new Shape(new int[0]);

  private static final int MAX_RANK = 31; // sets of axes are bits of an int

  private final int[] sizes;
  private final int count;

  private Shape(int[] sizes) {
    if (sizes.length > MAX_RANK) {
      throw new ShapeException(
          "shape", "at most " + MAX_RANK + " axes are possible, not " + sizes.length);
    }
    this.sizes = sizes;
    long product = 1;
    boolean empty = false;
    for (int size : sizes) {
      if (size < 0) {
        throw new ShapeException("shape", "sizes cannot be negative: " + Arrays.toString(sizes));
      }
      empty |= size == 0;
      product = Math.min(product * Math.max(size, 1), 1L << 40);
    }
    if (!empty && product > Integer.MAX_VALUE - 8) {
      throw new ShapeException(
          "shape",
          Arrays.toString(sizes) + " has more elements than a Java array can hold (2^31 - 9)");
    }
    this.count = empty ? 0 : (int) product;
  }

  /// A shape of the given sizes.
  ///
  /// **Throws** [ShapeException] if a size is negative, the number of elements is beyond 2³¹ − 9,
  /// or there are more than 31 axes.
  public static Shape of(int... sizes) {
    return sizes.length == 0 ? SCALAR : new Shape(sizes.clone());
  }

  /// The number of axes.
  public int rank() {
    return sizes.length;
  }

  /// The size of an axis; −1 is the last.
  public int size(int axis) {
    return sizes[axis(axis, "size")];
  }

  /// The number of elements.
  public int count() {
    return count;
  }

  /// The sizes as a new array.
  public int[] toArray() {
    return sizes.clone();
  }

  /// Turns an axis counted from the end (−1 is the last) into one counted from the start.
  ///
  /// **Throws** [ShapeException] naming `op` if there is no such axis.
  public int axis(int axis, String op) {
    int positive = axis < 0 ? axis + sizes.length : axis;
    if (positive < 0 || positive >= sizes.length) {
      throw new ShapeException(
          op,
          "axis "
              + axis
              + " is out of range for shape "
              + this
              + ", which has "
              + sizes.length
              + " axes");
    }
    return positive;
  }

  /// This shape with one axis set to another size.
  public Shape with(int axis, int size) {
    int[] changed = sizes.clone();
    changed[axis(axis, "shape")] = size;
    return new Shape(changed);
  }

  /// The row-major distance between neighbours on each axis, in elements.
  public int[] strides() {
    int[] strides = new int[sizes.length];
    int stride = 1;
    for (int axis = sizes.length - 1; axis >= 0; axis--) {
      strides[axis] = stride;
      stride *= sizes[axis];
    }
    return strides;
  }

  /// The strides with which a row-major tensor of this shape is read when it is broadcast to
  /// `target`: zero on every axis that is repeated.
  public int[] stridesTo(Shape target) {
    int[] own = strides();
    int[] strides = new int[target.rank()];
    int shift = target.rank() - rank();
    for (int axis = 0; axis < sizes.length; axis++) {
      strides[axis + shift] = sizes[axis] == 1 ? 0 : own[axis];
    }
    return strides;
  }

  /// Whether a tensor of this shape can be repeated to `target`, by NumPy's rules.
  public boolean broadcastsTo(Shape target) {
    int shift = target.rank() - rank();
    if (shift < 0) {
      return false;
    }
    for (int axis = 0; axis < sizes.length; axis++) {
      if (sizes[axis] != 1 && sizes[axis] != target.sizes[axis + shift]) {
        return false;
      }
    }
    return true;
  }

  /// The shape to which both broadcast, by NumPy's rules: axes are matched from the last, and a
  /// size of 1 is repeated.
  ///
  /// **Throws** [ShapeException] naming `op` if the shapes do not fit.
  public static Shape broadcast(String op, Shape a, Shape b) {
    if (a.equals(b) || b.rank() == 0) {
      return a;
    }
    if (a.rank() == 0) {
      return b;
    }
    int rank = Math.max(a.rank(), b.rank());
    int[] sizes = new int[rank];
    for (int back = 1; back <= rank; back++) {
      int left = back > a.rank() ? 1 : a.sizes[a.rank() - back];
      int right = back > b.rank() ? 1 : b.sizes[b.rank() - back];
      if (left != right && left != 1 && right != 1) {
        throw new ShapeException(
            op,
            "shapes "
                + a
                + " and "
                + b
                + " do not broadcast: axis -"
                + back
                + " is "
                + left
                + " and "
                + right
                + hint(a, b));
      }
      sizes[rank - back] = left == 1 ? right : left;
    }
    Shape broadcast = new Shape(sizes);
    return broadcast;
  }

  private static String hint(Shape a, Shape b) {
    Shape large = a.rank() >= b.rank() ? a : b;
    Shape small = large == a ? b : a;
    if (small.rank() == 1 && large.rank() > 1 && small.sizes[0] == large.sizes[0]) {
      return "; to repeat "
          + small
          + " along the rows' elements, reshape it to ["
          + small.sizes[0]
          + ", 1]";
    }
    return "; sizes must be equal, or one of them 1";
  }

  @Override
  public boolean equals(Object other) {
    return other == this || (other instanceof Shape shape && Arrays.equals(sizes, shape.sizes));
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(sizes);
  }

  @Override
  public String toString() {
    return Arrays.toString(sizes);
  }
}
