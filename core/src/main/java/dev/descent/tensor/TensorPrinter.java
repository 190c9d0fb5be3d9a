package dev.descent.tensor;

import java.util.Locale;

/// Prints tensors as NumPy does: nested brackets, aligned columns, the middle of large ones left out.
final class TensorPrinter {
  private static final int SUMMARY_FROM = 1000;
  private static final int EDGE = 3;

  private final Shape shape;
  private final int[] strides;
  private final String[] cells;
  private final int width;
  private final boolean summary;

  private TensorPrinter(Shape shape, float[] elements, boolean integers) {
    this.shape = shape;
    this.strides = shape.strides();
    this.summary = elements.length > SUMMARY_FROM;
    this.cells = new String[elements.length];
    int digits = integers ? 0 : fractionDigits(elements);
    boolean exponent = !integers && needsExponent(elements);
    int widest = 0;
    for (int i = 0; i < elements.length; i++) {
      if (isShown(i)) {
        cells[i] = format(elements[i], digits, exponent, integers);
        widest = Math.max(widest, cells[i].length());
      }
    }
    this.width = widest;
  }

  static String print(Tensor tensor) {
    boolean integers = tensor.dtype() != DType.FLOAT32;
    TensorPrinter printer = new TensorPrinter(tensor.shape(), tensor.toFloatArray(), integers);
    StringBuilder out = new StringBuilder();
    printer.append(out, 0, 0);
    return out.toString();
  }

  private void append(StringBuilder out, int axis, int start) {
    if (axis == shape.rank()) {
      out.append(" ".repeat(width - cells[start].length())).append(cells[start]);
      return;
    }
    out.append('[');
    int size = shape.size(axis);
    for (int i = 0; i < size; i++) {
      if (i > 0) {
        boolean last = axis == shape.rank() - 1;
        out.append(last ? " " : "\n".repeat(shape.rank() - 1 - axis) + " ".repeat(axis + 1));
      }
      if (isLeftOut(i, size)) {
        out.append("...");
        i = size - EDGE - 1;
      } else {
        append(out, axis + 1, start + i * strides[axis]);
      }
    }
    out.append(']');
  }

  private boolean isLeftOut(int index, int size) {
    return summary && size > 2 * EDGE && index >= EDGE && index < size - EDGE;
  }

  private boolean isShown(int element) {
    for (int axis = 0; axis < shape.rank(); axis++) {
      if (isLeftOut(element / strides[axis] % shape.size(axis), shape.size(axis))) {
        return false;
      }
    }
    return true;
  }

  private int fractionDigits(float[] elements) {
    int digits = 0;
    for (int i = 0; i < elements.length; i++) {
      if (isShown(i) && Float.isFinite(elements[i])) {
        String text = String.format(Locale.ROOT, "%.8f", elements[i]);
        String shortest = new java.math.BigDecimal(Float.toString(elements[i])).toPlainString();
        String fraction = shortest.length() < text.length() ? shortest : text;
        int point = fraction.indexOf('.');
        int end = fraction.length();
        while (point >= 0 && end > point + 1 && fraction.charAt(end - 1) == '0') {
          end--;
        }
        digits = Math.max(digits, point < 0 ? 0 : end - point - 1);
      }
    }
    return Math.min(digits, 8);
  }

  private boolean needsExponent(float[] elements) {
    float largest = 0;
    float smallest = Float.MAX_VALUE;
    for (int i = 0; i < elements.length; i++) {
      float magnitude = Math.abs(elements[i]);
      if (isShown(i) && magnitude > 0 && Float.isFinite(magnitude)) {
        largest = Math.max(largest, magnitude);
        smallest = Math.min(smallest, magnitude);
      }
    }
    return largest > 0 && (largest >= 1e8f || smallest < 1e-4f || largest / smallest > 1000);
  }

  private static String format(float value, int digits, boolean exponent, boolean integer) {
    if (Float.isNaN(value)) {
      return "nan";
    }
    if (Float.isInfinite(value)) {
      return value > 0 ? "inf" : "-inf";
    }
    if (integer) {
      return Integer.toString((int) value);
    }
    if (exponent) {
      return String.format(Locale.ROOT, "%.8e", value).replaceAll("0+e", "e");
    }
    String text = String.format(Locale.ROOT, "%." + digits + "f", value);
    return digits == 0 ? text + "." : text;
  }
}
