package dev.descent.tensor;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/// Prints tensors as NumPy does: nested brackets, aligned columns, long rows wrapped at 75 columns,
/// the middle of tensors of more than 1000 elements left out.
final class TensorPrinter {
  private static final int SUMMARY_FROM = 1000;
  private static final int EDGE = 3;
  private static final int LINE = 75;
  private static final String LEFT_OUT = "...";

  private final StringBuilder out = new StringBuilder();
  private final Shape shape;
  private final int[] strides;
  private final boolean summary;
  private final IntFunction<String> cells;

  private TensorPrinter(Tensor tensor) {
    this.shape = tensor.shape();
    this.strides = shape.strides();
    this.summary = shape.count() > SUMMARY_FROM;
    this.cells = cells(Elements.storage(tensor));
  }

  static String print(Tensor tensor) {
    if (tensor.shape().count() == 0) {
      tensor.eval();
      return "[]";
    }
    if (tensor.shape().rank() == 0) {
      return Elements.storage(tensor) instanceof float[] only
          ? FloatColumn.alone(only[0])
          : Integer.toString(tensor.toIntArray()[0]);
    }
    TensorPrinter printer = new TensorPrinter(tensor);
    printer.append(0, 0);
    return printer.out.toString();
  }

  private IntFunction<String> cells(Object storage) {
    List<Integer> shown = new ArrayList<>();
    collect(shown, 0, 0);
    return switch (storage) {
      case float[] floats -> {
        FloatColumn column = new FloatColumn(shown.stream().map(i -> floats[i]).toList());
        yield i -> column.format(floats[i]);
      }
      case int[] ints -> integers(shown, i -> Integer.toString(ints[i]));
      case byte[] bytes -> integers(shown, i -> Integer.toString(bytes[i] & 0xFF));
      default -> throw new AssertionError(storage.getClass());
    };
  }

  private static IntFunction<String> integers(List<Integer> shown, IntFunction<String> text) {
    int width = shown.stream().mapToInt(i -> text.apply(i).length()).max().orElseThrow();
    return i -> " ".repeat(width - text.apply(i).length()) + text.apply(i);
  }

  private void collect(List<Integer> shown, int axis, int start) {
    if (axis == shape.rank()) {
      shown.add(start);
      return;
    }
    for (int i = 0; i < shape.size(axis); i = next(i, axis)) {
      if (!isGap(i, axis)) {
        collect(shown, axis + 1, start + i * strides[axis]);
      }
    }
  }

  /// Whether the dots that stand for the middle of an axis come at this index.
  private boolean isGap(int index, int axis) {
    return summary && shape.size(axis) > 2 * EDGE && index == EDGE;
  }

  private int next(int index, int axis) {
    return isGap(index, axis) ? shape.size(axis) - EDGE : index + 1;
  }

  private void append(int axis, int start) {
    out.append('[');
    if (axis == shape.rank() - 1) {
      row(start);
    } else {
      for (int i = 0; i < shape.size(axis); i = next(i, axis)) {
        if (i > 0) {
          out.repeat('\n', shape.rank() - 1 - axis).repeat(' ', axis + 1);
        }
        if (isGap(i, axis)) {
          out.append(LEFT_OUT);
        } else {
          append(axis + 1, start + i * strides[axis]);
        }
      }
    }
    out.append(']');
  }

  private void row(int start) {
    int indent = shape.rank();
    int column = indent;
    int axis = indent - 1;
    for (int i = 0; i < shape.size(axis); i = next(i, axis)) {
      String word = isGap(i, axis) ? LEFT_OUT : cells.apply(start + i);
      if (i > 0) {
        out.append(' ');
        column++;
      }
      // One column for each closing bracket; a word too long for any line stays where it is.
      if (column + word.length() > LINE - indent && column > indent) {
        stripTrailingSpaces();
        out.append('\n').repeat(' ', indent);
        column = indent;
      }
      out.append(word);
      column += word.length();
    }
  }

  private void stripTrailingSpaces() {
    int end = out.length();
    while (out.charAt(end - 1) == ' ') {
      end--;
    }
    out.setLength(end);
  }
}
