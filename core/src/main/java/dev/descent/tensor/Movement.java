package dev.descent.tensor;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Operations that move elements and compute nothing.
public sealed interface Movement extends Op {
  @Override
  default DType dtype(Tensor[] inputs) {
    return inputs[0].dtype();
  }

  /// A movement that needs no copy: the same elements under another layout.
  sealed interface View extends Movement {
    /// The layout of the result over the operand's array; null if this one needs a copy after all.
    ///
    /// @param from the operand's layout
    /// @param to the result's shape
    @Nullable Layout view(Layout from, Shape to);

    @Override
    default double[] reference(double[][] inputs, Shape[] shapes, Shape shape) {
      Layout layout = view(Layout.rowMajor(shapes[0]), shape);
      if (layout == null) {
        throw new AssertionError("a view of a row-major tensor never needs a copy");
      }
      int[] from = Indexing.strided(shape, layout.strides(), layout.offset());
      double[] y = new double[from.length];
      for (int i = 0; i < y.length; i++) {
        y[i] = inputs[0][from[i]];
      }
      return y;
    }
  }

  /// The same elements, in the same row-major order, under another shape.
  ///
  /// @param shape the new shape
  record Reshape(Shape shape) implements View {
    @Override
    public String label() {
      return "reshape";
    }

    @Override
    public Shape shape(Tensor[] inputs) {
      if (inputs[0].shape().count() != shape.count()) {
        throw new ShapeException(
            label(),
            "cannot make "
                + shape
                + " ("
                + shape.count()
                + " elements) of "
                + inputs[0].shape()
                + " ("
                + inputs[0].shape().count()
                + " elements)");
      }
      return shape;
    }

    @Override
    public @Nullable Layout view(Layout from, Shape to) {
      return from.isRowMajor() ? new Layout(to, from.offset(), to.strides()) : null;
    }

    @Override
    public Tensor derivative(int operand, Tensor gradient, Tensor[] inputs, Tensor output) {
      return gradient.reshape(inputs[0].shape());
    }
  }

  /// The axes in another order.
  ///
  /// @param axes for each axis of the result, the operand's axis
  record Permute(List<Integer> axes) implements View {
    @Override
    public String label() {
      return "permute";
    }

    @Override
    public Shape shape(Tensor[] inputs) {
      Shape from = inputs[0].shape();
      if (axes.size() != from.rank() || axes.stream().distinct().count() != axes.size()) {
        throw new ShapeException(
            label(), "axes " + axes + " do not name each axis of " + from + " once");
      }
      int[] sizes = new int[axes.size()];
      for (int i = 0; i < sizes.length; i++) {
        sizes[i] = from.size(axes.get(i));
      }
      return Shape.of(sizes);
    }

    @Override
    public Layout view(Layout from, Shape to) {
      int[] strides = new int[axes.size()];
      for (int i = 0; i < strides.length; i++) {
        strides[i] = from.strides()[axes.get(i)];
      }
      return new Layout(to, from.offset(), strides);
    }

    @Override
    public Tensor derivative(int operand, Tensor gradient, Tensor[] inputs, Tensor output) {
      int[] inverse = new int[axes.size()];
      for (int i = 0; i < inverse.length; i++) {
        inverse[axes.get(i)] = i;
      }
      return gradient.permute(inverse);
    }
  }

  /// The operand repeated along axes of size 1 and along new axes in front.
  ///
  /// @param shape the shape after repeating
  record Broadcast(Shape shape) implements View {
    @Override
    public String label() {
      return "broadcastTo";
    }

    @Override
    public Shape shape(Tensor[] inputs) {
      if (!inputs[0].shape().broadcastsTo(shape)) {
        throw new ShapeException(
            label(),
            inputs[0].shape() + " cannot be repeated to " + shape + "; only axes of size 1 repeat");
      }
      return shape;
    }

    @Override
    public Layout view(Layout from, Shape to) {
      int[] strides = new int[to.rank()];
      int shift = to.rank() - from.shape().rank();
      for (int axis = 0; axis < from.shape().rank(); axis++) {
        strides[axis + shift] = from.shape().size(axis) == 1 ? 0 : from.strides()[axis];
      }
      return new Layout(to, from.offset(), strides);
    }

    @Override
    public Tensor derivative(int operand, Tensor gradient, Tensor[] inputs, Tensor output) {
      return gradient; // larger than the operand: the gradient walk sums it, as for every broadcast
    }
  }

  /// A regular part of the operand.
  ///
  /// @param starts the first index on each axis
  /// @param steps the distance between indices on each axis, at least 1
  /// @param shape the shape of the part
  record Slice(List<Integer> starts, List<Integer> steps, Shape shape) implements View {
    @Override
    public String label() {
      return "slice";
    }

    @Override
    public Shape shape(Tensor[] inputs) {
      requireFits(this, starts, steps, shape, inputs[0].shape());
      return shape;
    }

    @Override
    public Layout view(Layout from, Shape to) {
      int offset = from.offset();
      int[] strides = new int[to.rank()];
      for (int axis = 0; axis < strides.length; axis++) {
        offset += starts.get(axis) * from.strides()[axis];
        strides[axis] = steps.get(axis) * from.strides()[axis];
      }
      return new Layout(to, to.count() == 0 ? 0 : offset, strides);
    }

    @Override
    public Tensor derivative(int operand, Tensor gradient, Tensor[] inputs, Tensor output) {
      return Tensor.apply(new Place(starts, steps, 0, inputs[0].shape()), gradient);
    }
  }

  /// The operand as a regular part of a larger tensor, the rest of which holds one number: slicing
  /// undone.
  ///
  /// @param starts the first index on each axis
  /// @param steps the distance between indices on each axis, at least 1
  /// @param fill the number elsewhere
  /// @param shape the shape of the larger tensor
  record Place(List<Integer> starts, List<Integer> steps, float fill, Shape shape)
      implements Movement {
    @Override
    public String label() {
      return "pad";
    }

    @Override
    public Shape shape(Tensor[] inputs) {
      Checks.requireFloat(this, inputs);
      requireFits(this, starts, steps, inputs[0].shape(), shape);
      return shape;
    }

    @Override
    public double[] reference(double[][] inputs, Shape[] shapes, Shape shape) {
      Layout part = new Slice(starts, steps, shapes[0]).view(Layout.rowMajor(shape), shapes[0]);
      int[] to = Indexing.strided(shapes[0], part.strides(), part.offset());
      double[] y = new double[shape.count()];
      java.util.Arrays.fill(y, fill);
      for (int i = 0; i < to.length; i++) {
        y[to[i]] = inputs[0][i];
      }
      return y;
    }

    @Override
    public Tensor derivative(int operand, Tensor gradient, Tensor[] inputs, Tensor output) {
      return Tensor.apply(new Slice(starts, steps, inputs[0].shape()), gradient);
    }
  }

  /// The operands one after the other along an axis.
  ///
  /// @param axis the axis, counted from the start
  record Concatenate(int axis) implements Movement {
    @Override
    public String label() {
      return "concatenate";
    }

    @Override
    public Shape shape(Tensor[] inputs) {
      int total = 0;
      for (Tensor input : inputs) {
        if (input.shape().rank() != inputs[0].shape().rank()
            || !input.shape().with(axis, 0).equals(inputs[0].shape().with(axis, 0))) {
          throw new ShapeException(
              label(),
              "shapes "
                  + inputs[0].shape()
                  + " and "
                  + input.shape()
                  + " differ beside axis "
                  + axis);
        }
        Checks.requireSameType(this, inputs[0], input);
        total = Math.addExact(total, input.shape().size(axis));
      }
      return inputs[0].shape().with(axis, total);
    }

    @Override
    public double[] reference(double[][] inputs, Shape[] shapes, Shape shape) {
      double[] y = new double[shape.count()];
      int start = 0;
      for (int n = 0; n < inputs.length; n++) {
        int[] to = Indexing.strided(shapes[n], shape.strides(), start * shape.strides()[axis]);
        for (int i = 0; i < to.length; i++) {
          y[to[i]] = inputs[n][i];
        }
        start += shapes[n].size(axis);
      }
      return y;
    }

    @Override
    public Tensor derivative(int operand, Tensor gradient, Tensor[] inputs, Tensor output) {
      int start = 0;
      for (int n = 0; n < operand; n++) {
        start += inputs[n].shape().size(axis);
      }
      return gradient.slice(axis, start, start + inputs[operand].shape().size(axis));
    }
  }

  private static void requireFits(
      Op op, List<Integer> starts, List<Integer> steps, Shape part, Shape whole) {
    if (starts.size() != whole.rank()
        || steps.size() != whole.rank()
        || part.rank() != whole.rank()) {
      throw new ShapeException(
          op.label(), "needs one start and one step for each axis of " + whole);
    }
    for (int axis = 0; axis < whole.rank(); axis++) {
      long last = starts.get(axis) + (long) Math.max(part.size(axis) - 1, 0) * steps.get(axis);
      boolean empty = part.size(axis) == 0;
      if (starts.get(axis) < 0
          || steps.get(axis) < 1
          || (empty ? starts.get(axis) : last + 1) > whole.size(axis)) {
        throw new ShapeException(
            op.label(),
            "part "
                + part
                + " from "
                + new ArrayList<>(starts)
                + " by "
                + new ArrayList<>(steps)
                + " leaves "
                + whole
                + " on axis "
                + axis);
      }
    }
  }
}
