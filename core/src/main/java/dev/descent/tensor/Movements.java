package dev.descent.tensor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/// Operations that change shapes, pick and join elements, and multiply matrices. Axes may be
/// counted from the end (−1 is the last).
///
/// All methods **throw** [ShapeException] if shapes or types do not fit.
public sealed interface Movements permits Tensor {
  /// This object as a tensor.
  Tensor tensor();

  /// The shape.
  Shape shape();

  /// The same elements in the same order under another shape.
  default Tensor reshape(Shape shape) {
    return shape.equals(shape()) ? tensor() : Tensor.apply(new Movement.Reshape(shape), tensor());
  }

  /// The same elements in the same order under another shape; one size may be −1 and is then
  /// computed.
  default Tensor reshape(int... sizes) {
    int[] complete = sizes.clone();
    int unknown = -1;
    long known = 1;
    for (int axis = 0; axis < sizes.length; axis++) {
      if (sizes[axis] == -1 && unknown < 0) {
        unknown = axis;
      } else {
        known *= sizes[axis];
      }
    }
    if (unknown >= 0) {
      if (known <= 0 || shape().count() % known != 0) {
        throw new ShapeException(
            "reshape",
            "no size for the axis of -1 makes " + Arrays.toString(sizes) + " of " + shape());
      }
      complete[unknown] = (int) (shape().count() / known);
    }
    return reshape(Shape.of(complete));
  }

  /// The axes in another order: axis i of the result is axis `axes[i]` of this.
  default Tensor permute(int... axes) {
    List<Integer> order = new ArrayList<>(axes.length);
    for (int axis : axes) {
      order.add(shape().axis(axis, "permute"));
    }
    return Tensor.apply(new Movement.Permute(List.copyOf(order)), tensor());
  }

  /// Two axes exchanged.
  default Tensor transpose(int first, int second) {
    int[] axes = new int[shape().rank()];
    for (int axis = 0; axis < axes.length; axis++) {
      axes[axis] = axis;
    }
    int one = shape().axis(first, "transpose");
    int other = shape().axis(second, "transpose");
    axes[one] = other;
    axes[other] = one;
    return permute(axes);
  }

  /// The last two axes exchanged.
  default Tensor transpose() {
    return transpose(-2, -1);
  }

  /// Repeated along axes of size 1 and new axes in front.
  default Tensor broadcastTo(Shape shape) {
    return shape.equals(shape()) ? tensor() : Tensor.apply(new Movement.Broadcast(shape), tensor());
  }

  /// Repeated along axes of size 1 and new axes in front.
  default Tensor broadcastTo(int... sizes) {
    return broadcastTo(Shape.of(sizes));
  }

  /// Repeated along axes of size 1; a size of −1 keeps that of this tensor (PyTorch's name for
  /// broadcasting).
  default Tensor expand(int... sizes) {
    int[] complete = sizes.clone();
    int shift = sizes.length - shape().rank();
    for (int axis = Math.max(shift, 0); axis < sizes.length; axis++) {
      complete[axis] = sizes[axis] == -1 ? shape().size(axis - shift) : sizes[axis];
    }
    return broadcastTo(complete);
  }

  /// Without any axes of size 1.
  default Tensor squeeze() {
    return reshape(Arrays.stream(shape().toArray()).filter(size -> size != 1).toArray());
  }

  /// Without an axis of size 1.
  default Tensor squeeze(int axis) {
    int gone = shape().axis(axis, "squeeze");
    if (shape().size(gone) != 1) {
      throw new ShapeException(
          "squeeze", "axis " + axis + " of " + shape() + " does not have size 1");
    }
    return reshape(Reduce.reduced(shape(), 1 << gone, false));
  }

  /// With a new axis of size 1 before the given one; −1 is behind the last.
  default Tensor unsqueeze(int axis) {
    int rank = shape().rank();
    int at = axis < 0 ? axis + rank + 1 : axis;
    if (at < 0 || at > rank) {
      throw new ShapeException("unsqueeze", "axis " + axis + " is out of range for " + shape());
    }
    int[] sizes = new int[rank + 1];
    for (int i = 0; i <= rank; i++) {
      sizes[i] = i == at ? 1 : shape().size(i < at ? i : i - 1);
    }
    return reshape(Shape.of(sizes));
  }

  /// The part from index `start` up to `end`, exclusive, along an axis. Negative indices count from
  /// the end.
  default Tensor slice(int axis, int start, int end) {
    return slice(axis, start, end, 1);
  }

  /// Every `step`-th of the elements from `start` up to `end`, exclusive, along an axis.
  default Tensor slice(int axis, int start, int end, int step) {
    int on = shape().axis(axis, "slice");
    int size = shape().size(on);
    int from = start < 0 ? start + size : start;
    int to = end < 0 ? end + size : end;
    if (from < 0 || to > size || from > to || step < 1) {
      throw new ShapeException(
          "slice",
          start + ":" + end + ":" + step + " is out of range for axis " + axis + " of " + shape());
    }
    List<Integer> starts = new ArrayList<>(Collections.nCopies(shape().rank(), 0));
    List<Integer> steps = new ArrayList<>(Collections.nCopies(shape().rank(), 1));
    starts.set(on, from);
    steps.set(on, step);
    Shape part = shape().with(on, (to - from + step - 1) / step);
    return Tensor.apply(
        new Movement.Slice(List.copyOf(starts), List.copyOf(steps), part), tensor());
  }

  /// Surrounded along an axis by `before` and `after` copies of a number.
  default Tensor pad(int axis, int before, int after, float value) {
    int on = shape().axis(axis, "pad");
    if (before < 0 || after < 0 || tensor().dtype() != DType.FLOAT32) {
      throw new ShapeException(
          "pad",
          "needs float32 and counts of at least 0, not "
              + tensor().dtype()
              + ", "
              + before
              + ", "
              + after);
    }
    List<Integer> starts = new ArrayList<>(Collections.nCopies(shape().rank(), 0));
    starts.set(on, before);
    Shape whole = shape().with(on, Math.addExact(Math.addExact(before, shape().size(on)), after));
    return Tensor.apply(
        new Movement.Place(
            List.copyOf(starts), Collections.nCopies(shape().rank(), 1), value, whole),
        tensor());
  }

  /// The matrix product. Axes before the last two broadcast; a vector counts as one row on the
  /// left, as one column on the right, and the result then lacks that axis.
  ///
  /// - **Shapes** this `[..., m, k]`, other `[..., k, n]` → `[..., m, n]`
  default Tensor matmul(Tensor other) {
    if (shape().rank() == 1 && other.shape().rank() >= 1) {
      Tensor product = tensor().unsqueeze(0).matmul(other);
      return product.squeeze(other.shape().rank() == 1 ? -1 : -2);
    }
    if (other.shape().rank() == 1) {
      return matmul(other.unsqueeze(1)).squeeze(-1);
    }
    boolean left = Transposed.is(tensor());
    boolean right = Transposed.is(other);
    return MatMul.multiply(
        left ? Graph.inputs(tensor())[0] : tensor(),
        left,
        right ? Graph.inputs(other)[0] : other,
        right);
  }

  /// The slices along an axis that int32 `indices` name, in the indices' shape.
  ///
  /// - **Shapes** `[a, n, b]`, axis 1, indices `[i, j]` → `[a, i, j, b]`
  /// - **Throws** [IndexOutOfBoundsException] on evaluation if an index is not in 0 … n−1
  default Tensor take(Tensor indices, int axis) {
    return Tensor.apply(new Take(shape().axis(axis, "take")), tensor(), indices);
  }

  /// Along the last axis, the element that the index at the same place names (an index out of range
  /// yields 0).
  ///
  /// - **Shapes** `[..., n]`, int32 indices `[...]` → `[...]`
  default Tensor gather(Tensor indices) {
    if (shape().rank() == 0
        || !indices.shape().equals(Reduce.reduced(shape(), 1 << (shape().rank() - 1), false))) {
      throw new ShapeException(
          "gather",
          "indices " + indices.shape() + " do not name one element in each row of " + shape());
    }
    Tensor chosen = indices.oneHot(shape().size(-1));
    return chosen.where(tensor(), Constant.of(0)).sum(false, -1);
  }

  /// For int32 labels, 1 at the label and 0 elsewhere along a new last axis.
  ///
  /// - **Shapes** `[...]` → `[..., classes]`
  default Tensor oneHot(int classes) {
    if (tensor().dtype() != DType.INT32) {
      throw new ShapeException("oneHot", "labels must be int32, not " + tensor().dtype());
    }
    return tensor().unsqueeze(-1).eq(Tensor.arange(classes));
  }
}
