package dev.descent.nn;

import dev.descent.tensor.Constant;
import dev.descent.tensor.Shape;
import dev.descent.tensor.ShapeException;
import dev.descent.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/// Makes the raw cells of a table's rows fit for a network. Because it is part of the model,
/// whoever predicts does it as training did.
///
/// - A number becomes `(x − mean) / deviation`. A missing one (NaN) becomes 0, as the mean would,
///   and where cells can be missing a further input is 1 when it is, and otherwise 0.
/// - A category's code c becomes 1 at place c, and 0 at the others (one-hot). Code 0, for unknown
///   and missing categories, has a place only where cells can be missing, since nothing could be
///   learned for it elsewhere: there all places are 0.
///
/// Numbers come first, then the signs of missing numbers, then the categories, each in the columns'
/// order. Mean and deviation are buffers, and so part of the model's file.
///
/// - **Shapes** x `[n, columns]` → `[n, width()]`
/// - **Throws** [ShapeException] if the inputs are not `[n, columns]`
public final class TableInput extends Module {
  private final int columns;
  private final int width;
  private final Buffer mean;
  private final Buffer scale;
  private final int[] numbers;
  private final int[] missing;
  private final int[] places;
  private final float[] codes;

  /// A module for columns in the order in which rows hold them.
  ///
  /// **Throws** [IllegalArgumentException] if there are none
  public TableInput(List<TableColumn> columns) {
    if (columns.isEmpty()) {
      throw new IllegalArgumentException("a table needs at least one column to predict from");
    }
    this.columns = columns.size();
    this.width = columns.stream().mapToInt(TableColumn::width).sum();
    List<Integer> numbers = new ArrayList<>();
    List<Integer> missing = new ArrayList<>();
    List<Integer> places = new ArrayList<>();
    List<Float> codes = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      TableColumn column = columns.get(i);
      if (column.categories() == 0) {
        numbers.add(i);
        if (column.missing()) {
          missing.add(i);
        }
      } else {
        for (int code = column.missing() ? 0 : 1; code <= column.categories(); code++) {
          places.add(i);
          codes.add((float) code);
        }
      }
    }
    this.numbers = ints(numbers);
    this.missing = ints(missing);
    this.places = ints(places);
    this.codes = new float[codes.size()];
    float[] means = new float[numbers.size()];
    float[] scales = new float[numbers.size()];
    for (int i = 0; i < means.length; i++) {
      means[i] = (float) columns.get(numbers.get(i)).mean();
      scales[i] = (float) columns.get(numbers.get(i)).scale();
    }
    for (int i = 0; i < this.codes.length; i++) {
      this.codes[i] = codes.get(i);
    }
    mean = buffer("mean", Tensor.of(means));
    scale = buffer("scale", Tensor.of(scales));
  }

  private static int[] ints(List<Integer> list) {
    return list.stream().mapToInt(Integer::intValue).toArray();
  }

  /// The number of inputs for the network.
  public int width() {
    return width;
  }

  @Override
  protected Tensor forward(Tensor inputs) {
    Shape shape = inputs.shape();
    if (shape.rank() != 2 || shape.size(1) != columns) {
      throw new ShapeException(
          "tableInput", "rows of a table must be [n, " + columns + "], not " + shape);
    }
    List<Tensor> parts = new ArrayList<>();
    if (numbers.length > 0) {
      Tensor raw = inputs.take(Tensor.of(numbers), 1);
      Tensor standard = raw.sub(mean.value()).div(scale.value());
      parts.add(raw.eq(raw).where(standard, Constant.of(0))); // NaN alone is not equal to itself
    }
    if (missing.length > 0) {
      Tensor raw = inputs.take(Tensor.of(missing), 1);
      parts.add(raw.ne(raw));
    }
    if (places.length > 0) {
      parts.add(inputs.take(Tensor.of(places), 1).eq(Tensor.of(codes)));
    }
    return parts.size() == 1
        ? parts.getFirst()
        : Tensor.concatenate(1, parts.toArray(Tensor[]::new));
  }
}
