package dev.descent.nn;

import dev.descent.tensor.Cast;
import dev.descent.tensor.DType;
import dev.descent.tensor.Graph;
import dev.descent.tensor.Shape;
import dev.descent.tensor.ShapeException;
import dev.descent.tensor.Tensor;
import java.util.Arrays;

/// Checks of what losses compare predictions with. Wrong targets train a wrong model without any
/// other sign, so their elements are looked at, which for a batch costs next to nothing.
final class Targets {
  private Targets() {}

  static void requireSameShape(String loss, Tensor predictions, Tensor targets) {
    if (!predictions.shape().equals(targets.shape())) {
      throw new ShapeException(
          loss,
          "predictions "
              + predictions.shape()
              + " and targets "
              + targets.shape()
              + " must have one shape; reshape one of them");
    }
  }

  static void requireSigns(String loss, Tensor scores, Tensor targets) {
    requireSameShape(loss, scores, targets);
    if (targets.dtype() != DType.FLOAT32) {
      throw new ShapeException(loss, "targets must be float32, not " + targets.dtype());
    }
    if (Graph.storage(targets.eval()) instanceof float[] elements) {
      for (int i = 0; i < elements.length; i++) {
        if (elements[i] != 1 && elements[i] != -1) {
          throw new ShapeException(
              loss, "targets must be -1 or 1, but element " + i + " is " + elements[i]);
        }
      }
    }
  }

  static void requireClasses(String loss, Tensor logits, Tensor labels) {
    Shape shape = logits.shape();
    if (shape.rank() == 0 || !labels.shape().equals(leading(shape))) {
      throw new ShapeException(
          loss,
          "logits "
              + shape
              + " and labels "
              + labels.shape()
              + " do not fit: logits are [..., classes] and labels, one number a sample, [...]");
    }
    if (labels.dtype() == DType.FLOAT32) {
      throw new ShapeException(
          loss,
          "labels must be class indices of type int32 or uint8, not float32; convert with"
              + " cast(DType.INT32)");
    }
    int classes = shape.size(-1);
    switch (Graph.storage(source(labels).eval())) {
      case int[] ints -> {
        for (int i = 0; i < ints.length; i++) {
          requireClass(loss, i, ints[i], classes);
        }
      }
      case byte[] bytes -> {
        for (int i = 0; i < bytes.length; i++) {
          requireClass(loss, i, bytes[i] & 0xFF, classes);
        }
      }
      case null, default -> throw new AssertionError(labels.dtype());
    }
  }

  /// The raw labels, where they are converted within the step: they need not be computed to be
  /// looked at.
  private static Tensor source(Tensor labels) {
    boolean converted =
        !labels.isEvaluated()
            && Graph.op(labels) instanceof Cast
            && Graph.inputs(labels)[0].dtype() == DType.UINT8;
    return converted ? Graph.inputs(labels)[0] : labels;
  }

  private static void requireClass(String loss, int index, int label, int classes) {
    if (label < 0 || label >= classes) {
      throw new ShapeException(
          loss, "label " + label + " of sample " + index + " is not in 0 … " + (classes - 1));
    }
  }

  private static Shape leading(Shape shape) {
    return Shape.of(Arrays.copyOf(shape.toArray(), shape.rank() - 1));
  }
}
