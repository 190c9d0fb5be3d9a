package dev.descent.data;

import dev.descent.tensor.Constant;
import dev.descent.tensor.DType;
import dev.descent.tensor.Graph;
import dev.descent.tensor.Shape;
import dev.descent.tensor.ShapeException;
import dev.descent.tensor.Tensor;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A dataset whose examples are the rows of two tensors in memory.
///
/// A batch only promises its inputs: the rows are picked, and uint8 pixels turned to float32
/// between 0 and 1, in the same piece of work as the step that uses them. Nothing is copied before.
public final class TensorDataset implements Dataset {
  private static final Tensor PIXEL_SCALE = Constant.of(1 / 255.0);

  private final Tensor inputs;
  private final Tensor labels;
  private final int @Nullable [] classLabels;
  private final Shape inputShape;
  private final int classes;

  // Found once: of MNIST it is a tenth of a second. Two threads at once find the same.
  private @Nullable String digest;

  private TensorDataset(Tensor inputs, Tensor labels, int classes) {
    new Batch(inputs, labels); // checks that the rows match
    if (inputs.dtype() == DType.INT32) {
      throw new ShapeException("dataset", "inputs are float32 or uint8, not int32");
    }
    this.inputs = inputs.eval();
    this.labels = labels.eval();
    this.inputShape =
        Shape.of(Arrays.copyOfRange(inputs.shape().toArray(), 1, inputs.shape().rank()));
    this.classes = classes;
    this.classLabels = Graph.storage(this.labels) instanceof int[] ints ? ints : null;
  }

  /// Examples with targets.
  ///
  /// @param inputs float32 `[n, ...]`, or uint8, of which a batch has the 255th part as float32
  /// @param targets float32 `[n, ...]`
  public static TensorDataset of(Tensor inputs, Tensor targets) {
    if (targets.dtype() != DType.FLOAT32) {
      throw new ShapeException(
          "dataset", "targets are float32, not " + targets.dtype() + "; for classes use classes()");
    }
    return new TensorDataset(inputs, targets, 0);
  }

  /// Examples of classes.
  ///
  /// - **Throws** [DataException] if a label is not in 0 … classes−1
  ///
  /// @param inputs float32 `[n, ...]`, or uint8, of which a batch has the 255th part as float32
  /// @param labels int32 `[n]`
  public static TensorDataset ofClasses(Tensor inputs, Tensor labels, int classes) {
    if (labels.dtype() != DType.INT32 || labels.shape().rank() != 1) {
      throw new ShapeException(
          "dataset", "labels are int32 [n], not " + labels.dtype() + " " + labels.shape());
    }
    int[] numbers = labels.toIntArray();
    for (int i = 0; i < numbers.length; i++) {
      if (numbers[i] < 0 || numbers[i] >= classes) {
        throw new DataException(
            "label %d is %d: with %d classes, labels are 0 to %d"
                .formatted(i, numbers[i], classes, classes - 1));
      }
    }
    return new TensorDataset(inputs, labels, classes);
  }

  /// Images, whose inputs are rows `[n, height·width]` between 0 and 1. The pixels are not copied.
  public static TensorDataset of(LabelledImages images) {
    int[] labels = new int[images.count()];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = images.label(i);
    }
    Shape shape = Shape.of(images.count(), images.height() * images.width());
    return new TensorDataset(
        Graph.leaf(shape, DType.UINT8, images.pixels()),
        Graph.leaf(Shape.of(labels.length), DType.INT32, labels),
        images.classes());
  }

  @Override
  public int size() {
    return inputs.size(0);
  }

  @Override
  public Shape inputShape() {
    return inputShape;
  }

  @Override
  public int classes() {
    return classes;
  }

  @Override
  public Batch batch(int[] indices) {
    Tensor rows = Graph.leaf(Shape.of(indices.length), DType.INT32, indices);
    Tensor picked = inputs.take(rows, 0);
    return new Batch(
        inputs.dtype() == DType.UINT8 ? picked.cast(DType.FLOAT32).mul(PIXEL_SCALE) : picked,
        classLabels == null ? labels.take(rows, 0) : pick(classLabels, indices));
  }

  /// Copies the inputs of examples, `[indices.length, ...]`, as they are in a batch, without work
  /// for the engine.
  float[] inputs(int[] indices) {
    int width = inputShape.count();
    float[] picked = new float[indices.length * width];
    for (int i = 0; i < indices.length; i++) {
      int from = Objects.checkIndex(indices[i], size()) * width;
      switch (Graph.storage(inputs)) {
        case byte[] pixels -> scale(pixels, from, picked, i * width, width);
        case float[] numbers -> System.arraycopy(numbers, from, picked, i * width, width);
        case null, default -> throw new IllegalStateException("a dataset's tensors have elements");
      }
    }
    return picked;
  }

  private static void scale(byte[] pixels, int from, float[] to, int offset, int count) {
    for (int i = 0; i < count; i++) {
      to[offset + i] = (pixels[from + i] & 0xFF) * (1 / 255f);
    }
  }

  /// Classes are picked at once: losses and metrics look at them, and they are few.
  private static Tensor pick(int[] classLabels, int[] indices) {
    int[] picked = new int[indices.length];
    for (int i = 0; i < picked.length; i++) {
      picked[i] = classLabels[indices[i]];
    }
    return Graph.leaf(Shape.of(picked.length), DType.INT32, picked);
  }

  /// The SHA-256 of types, shapes and elements (little-endian), in hexadecimal: equal for equal
  /// data. Elements are as they were when it was first asked for.
  @Override
  public String digest() {
    String known = digest;
    if (known == null) {
      Digest found = new Digest();
      found.add(inputs);
      found.add(labels);
      known = found.hex();
      digest = known;
    }
    return known;
  }
}
