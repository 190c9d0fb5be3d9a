package dev.descent.tensor;

import dev.descent.autograd.Gradients;
import dev.descent.exec.Engine;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// An array of numbers, or the promise of one.
///
/// Operations check shapes and types at once and record what is to be done; nothing is computed
/// until the numbers are asked for by [#eval(TensorTree...)], [#item()], [#toFloatArray()] or an
/// optimizer's step. Then everything that is missing is planned as one piece of work. A tensor
/// never changes its value.
///
/// A tensor whose inputs include a variable (a parameter, or the argument of `grad`) can be
/// differentiated.
///
/// Tensors may be shared between threads, with one exception: an optimizer's step takes the memory
/// of the parameters' old values, so a model must not be used by one thread while another trains
/// it. What was computed from an old value and is asked for too late fails with an
/// [IllegalStateException].
public final class Tensor implements TensorTree, ElementwiseMath, Reductions, Movements {
  private static final AtomicLong IDS = new AtomicLong();
  private static final Tensor[] NONE = {};

  final long id = IDS.incrementAndGet();
  final @Nullable Op op;
  final Shape shape;
  final DType dtype;
  final boolean differentiable;
  volatile Tensor[] inputs;
  volatile @Nullable Object storage;
  @Nullable Variable variable;
  @Nullable Tensor predecessor;
  volatile @Nullable Object plan;
  boolean differentiated;
  volatile boolean consumed;

  private Tensor(
      @Nullable Op op, Tensor[] inputs, Shape shape, DType dtype, @Nullable Object storage) {
    this.op = op;
    this.inputs = inputs;
    this.shape = shape;
    this.dtype = dtype;
    this.storage = storage;
    boolean any = false;
    if (op != Unary.STOP_GRADIENT && dtype == DType.FLOAT32) {
      for (Tensor input : inputs) {
        any |= input.isDifferentiable();
      }
    }
    this.differentiable = any;
  }

  /// Records an operation.
  ///
  /// **Throws** [ShapeException] if the operands do not fit
  public static Tensor apply(Op op, Tensor... inputs) {
    return new Tensor(op, inputs, op.shape(inputs), op.dtype(inputs), null);
  }

  static Tensor leaf(Shape shape, DType dtype, Object storage) {
    return new Tensor(null, NONE, shape, dtype, storage);
  }

  /// A float32 tensor over a copy of `elements`, row-major. Without sizes it is a vector.
  ///
  /// **Throws** [ShapeException] if the sizes do not multiply to the number of elements
  public static Tensor of(float[] elements, int... sizes) {
    return wrap(elements.clone(), sizes);
  }

  /// An int32 tensor over a copy of `elements`, row-major. Without sizes it is a vector.
  public static Tensor of(int[] elements, int... sizes) {
    Shape shape = shaped(elements.length, sizes);
    return leaf(shape, DType.INT32, elements.clone());
  }

  /// A float32 tensor over `elements` itself, which must not be changed any more: for large data.
  public static Tensor wrap(float[] elements, int... sizes) {
    return leaf(shaped(elements.length, sizes), DType.FLOAT32, elements);
  }

  /// A uint8 tensor over `elements` itself, which must not be changed any more: for images.
  public static Tensor wrap(byte[] elements, int... sizes) {
    return leaf(shaped(elements.length, sizes), DType.UINT8, elements);
  }

  private static Shape shaped(int length, int[] sizes) {
    Shape shape = sizes.length == 0 ? Shape.of(length) : Shape.of(sizes);
    if (shape.count() != length) {
      throw new ShapeException(
          "tensor", "shape " + shape + " needs " + shape.count() + " elements, not " + length);
    }
    return shape;
  }

  /// A float32 scalar, shape `[]`.
  public static Tensor scalar(double value) {
    return leaf(Shape.SCALAR, DType.FLOAT32, new float[] {(float) value});
  }

  /// A float32 matrix of the given rows.
  public static Tensor matrix(float[]... rows) {
    int columns = rows.length == 0 ? 0 : rows[0].length;
    float[] elements = new float[rows.length * columns];
    for (int row = 0; row < rows.length; row++) {
      if (rows[row].length != columns) {
        throw new ShapeException(
            "matrix",
            "row " + row + " has " + rows[row].length + " elements, row 0 has " + columns);
      }
      System.arraycopy(rows[row], 0, elements, row * columns, columns);
    }
    return wrap(elements, rows.length, columns);
  }

  /// A float32 tensor of zeros.
  public static Tensor zeros(int... sizes) {
    return full(0, sizes);
  }

  /// A float32 tensor of ones.
  public static Tensor ones(int... sizes) {
    return full(1, sizes);
  }

  /// A float32 tensor of one number.
  public static Tensor full(double value, int... sizes) {
    Shape shape = Shape.of(sizes);
    float[] elements = new float[shape.count()];
    if (value != 0) {
      Arrays.fill(elements, (float) value);
    }
    return leaf(shape, DType.FLOAT32, elements);
  }

  /// The int32 vector 0 … n−1.
  public static Tensor arange(int n) {
    return apply(new Iota(n));
  }

  /// `count` float32 numbers from `first` to `last`, both included, at equal distances.
  public static Tensor linspace(double first, double last, int count) {
    float[] elements = new float[Shape.of(count).count()];
    for (int i = 0; i < count; i++) {
      elements[i] = (float) (count == 1 ? first : first + (last - first) * i / (count - 1));
    }
    return wrap(elements, count);
  }

  /// The unit matrix `[n, n]`.
  public static Tensor eye(int n) {
    return arange(n).unsqueeze(1).eq(arange(n));
  }

  /// Numbers uniform in [0, 1), a pure function of seed and stream.
  public static Tensor uniform(long seed, long stream, int... sizes) {
    Shape shape = Shape.of(sizes);
    float[] elements = new float[shape.count()];
    Philox.uniform(seed, stream, 0, elements, 0, elements.length);
    return leaf(shape, DType.FLOAT32, elements);
  }

  /// Numbers of the standard normal distribution, a pure function of seed and stream.
  public static Tensor normal(long seed, long stream, int... sizes) {
    Shape shape = Shape.of(sizes);
    float[] elements = new float[shape.count()];
    Philox.normal(seed, stream, 0, elements, 0, elements.length);
    return leaf(shape, DType.FLOAT32, elements);
  }

  /// The tensors one after the other along an existing axis.
  public static Tensor concatenate(int axis, Tensor... tensors) {
    if (tensors.length == 0) {
      throw new ShapeException("concatenate", "needs at least one tensor");
    }
    int on = tensors[0].shape().axis(axis, "concatenate");
    return Tensor.apply(new Movement.Concatenate(on), tensors.clone());
  }

  /// The tensors, all of one shape, one after the other along a new axis.
  public static Tensor stack(int axis, Tensor... tensors) {
    Tensor[] parts = new Tensor[tensors.length];
    for (int i = 0; i < parts.length; i++) {
      parts[i] = tensors[i].unsqueeze(axis);
    }
    return concatenate(axis, parts);
  }

  /// The shape.
  @Override
  public Shape shape() {
    return shape;
  }

  /// The type of the elements.
  public DType dtype() {
    return dtype;
  }

  /// The size of an axis; −1 is the last.
  public int size(int axis) {
    return shape.size(axis);
  }

  @Override
  public Tensor tensor() {
    return this;
  }

  @Override
  public void forEachTensor(Consumer<Tensor> action) {
    action.accept(this);
  }

  /// Computes everything that the given tensors, models and optimizers still promise, as one piece
  /// of work.
  public static void eval(TensorTree... trees) {
    List<Tensor> roots = new ArrayList<>();
    for (TensorTree tree : trees) {
      tree.forEachTensor(roots::add);
    }
    Engine.evaluate(roots);
  }

  /// Computes this tensor now.
  ///
  /// @return this
  public Tensor eval() {
    if (storage == null) {
      Engine.evaluate(List.of(this));
    }
    return this;
  }

  /// Whether the numbers are there.
  public boolean isEvaluated() {
    return storage != null;
  }

  /// The only element, computed if need be.
  ///
  /// **Throws** [ShapeException] if there is not exactly one
  public float item() {
    if (shape.count() != 1) {
      throw new ShapeException("item", "needs exactly one element, but the shape is " + shape);
    }
    return Elements.toFloats(this)[0];
  }

  /// The elements as a new float array, row-major, computed if need be; integers are converted.
  public float[] toFloatArray() {
    return Elements.toFloats(this);
  }

  /// The elements as a new int array, row-major, computed if need be.
  ///
  /// **Throws** [ShapeException] if the type is float32
  public int[] toIntArray() {
    return Elements.toInts(this);
  }

  /// The same value as a new variable: what is computed from it can be differentiated with respect
  /// to it.
  public Tensor variable() {
    Tensor copy = apply(Unary.IDENTITY, this);
    copy.variable = Variable.ANONYMOUS;
    return copy;
  }

  /// Whether a gradient can reach a variable through this tensor.
  public boolean isDifferentiable() {
    return differentiable || variable != null;
  }

  /// The same value, through which no gradient passes.
  public Tensor stopGradient() {
    return isDifferentiable() ? apply(Unary.STOP_GRADIENT, this) : this;
  }

  /// Adds the gradients of this scalar to those of all the parameters that it was computed from.
  ///
  /// **Throws** [ShapeException] if this is not a scalar, [IllegalStateException] if its graph is
  /// gone
  public void backward() {
    Gradients.backward(this);
  }

  /// The plan by which this tensor was computed, as a table: kernels, fused groups, buffers, bytes.
  ///
  /// **Throws** [IllegalStateException] if it was not computed but created
  public String explain() {
    eval();
    return Engine.explain(this);
  }

  /// The elements as NumPy prints them; this computes them if need be.
  @Override
  public String toString() {
    return TensorPrinter.print(this);
  }
}
