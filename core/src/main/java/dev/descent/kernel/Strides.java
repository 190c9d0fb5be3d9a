package dev.descent.kernel;

import dev.descent.tensor.DType;
import dev.descent.tensor.Layout;
import dev.descent.tensor.Shape;

/// A walk over the elements of a layout in row-major order, with neighbouring axes that can be
/// walked as one joined.
final class Strides {
  private final int[] sizes;
  private final int[] strides;
  private final int offset;
  private final int inner;
  private final int innerStride;

  Strides(Layout layout) {
    Shape shape = layout.shape();
    int[] joinedSizes = new int[Math.max(shape.rank(), 1)];
    int[] joinedStrides = new int[joinedSizes.length];
    int used = 0;
    for (int axis = 0; axis < shape.rank(); axis++) {
      int size = shape.size(axis);
      int stride = layout.strides()[axis];
      if (size == 1) {
        continue;
      }
      if (used > 0 && joinedStrides[used - 1] == (long) stride * size) {
        joinedSizes[used - 1] *= size;
        joinedStrides[used - 1] = stride;
      } else {
        joinedSizes[used] = size;
        joinedStrides[used++] = stride;
      }
    }
    if (used == 0) {
      joinedSizes[used++] = 1;
    }
    this.sizes = java.util.Arrays.copyOf(joinedSizes, used);
    this.strides = java.util.Arrays.copyOf(joinedStrides, used);
    this.offset = layout.offset();
    this.inner = sizes[used - 1];
    this.innerStride = strides[used - 1];
  }

  /// Whether the elements lie one after the other.
  boolean isFlat() {
    return sizes.length == 1 && (innerStride == 1 || inner == 1);
  }

  /// Whether every element is the same one.
  boolean isSingle() {
    return sizes.length == 1 && (innerStride == 0 || inner == 1);
  }

  /// Whether it is a matrix of that many columns whose rows are dense, or one number each.
  boolean isByRows(int columns) {
    boolean rows = sizes.length == 1 || (sizes.length == 2 && inner == columns);
    return rows && (innerStride == 0 || innerStride == 1 || inner == 1);
  }

  /// Of such a matrix, whether a row is one number.
  boolean isOneARow() {
    return innerStride == 0;
  }

  /// Of such a matrix, the distance from one row to the next.
  int rowStride(int columns) {
    return sizes.length == 1 ? columns * innerStride : strides[0];
  }

  /// The place of an element, relative to the value's first.
  int position(int element) {
    int row = element / inner;
    return rowOffset(row) + (element - row * inner) * innerStride;
  }

  private int rowOffset(int row) {
    int position = offset;
    int rest = row;
    for (int axis = sizes.length - 2; axis >= 0; axis--) {
      int next = rest / sizes[axis];
      position += (rest - next * sizes[axis]) * strides[axis];
      rest = next;
    }
    return position;
  }

  /// Reads elements `from` … `from + n − 1` of the walk into a register, converted to float.
  void load(Object array, DType dtype, int start, int from, float[] out, int n) {
    int done = 0;
    while (done < n) {
      int element = from + done;
      int row = element / inner;
      int column = element - row * inner;
      int run = Math.min(inner - column, n - done);
      int position = start + rowOffset(row) + column * innerStride;
      switch (dtype) {
        case FLOAT32 -> loadFloats((float[]) array, position, out, done, run);
        case INT32 -> Elements.widen((int[]) array, position, innerStride, out, done, run);
        case UINT8 -> Elements.widen((byte[]) array, position, innerStride, out, done, run);
      }
      done += run;
    }
  }

  private void loadFloats(float[] array, int position, float[] out, int at, int run) {
    if (innerStride == 1) {
      System.arraycopy(array, position, out, at, run);
    } else if (innerStride == 0) {
      java.util.Arrays.fill(out, at, at + run, array[position]);
    } else {
      for (int i = 0; i < run; i++) {
        out[at + i] = array[position + i * innerStride];
      }
    }
  }

  /// Fills a register with the positions of elements `from` … `from + n − 1`.
  void positions(int from, float[] out, int n) {
    int done = 0;
    while (done < n) {
      int element = from + done;
      int column = element % inner;
      int run = Math.min(inner - column, n - done);
      int position = position(element);
      for (int i = 0; i < run; i++) {
        out[done + i] = position + i * innerStride;
      }
      done += run;
    }
  }
}
