package dev.descent.data;

import dev.descent.tensor.Shape;
import dev.descent.tensor.Tensor;

/// A dataset of rows whose last column is the target: inputs are `[n, width − 1]`, labels int32
/// classes `[n]` or targets `[n, 1]`.
final class RowDataset implements Dataset {
  private final FloatRows rows;
  private final int classes;
  private final int inputs;

  /// @param classes 0 for regression
  RowDataset(FloatRows rows, int classes) {
    this.rows = rows;
    this.classes = classes;
    this.inputs = rows.width() - 1;
  }

  FloatRows rows() {
    return rows;
  }

  @Override
  public int size() {
    return rows.count();
  }

  @Override
  public Shape inputShape() {
    return Shape.of(inputs);
  }

  @Override
  public int classes() {
    return classes;
  }

  @Override
  public Batch batch(int[] indices) {
    float[] values = new float[indices.length * inputs];
    float[] targets = new float[indices.length];
    for (int i = 0; i < indices.length; i++) {
      rows.copy(indices[i], 0, inputs, values, i * inputs);
      rows.copy(indices[i], inputs, 1, targets, i);
    }
    Tensor batch = Tensor.wrap(values, indices.length, inputs);
    if (classes == 0) {
      return new Batch(batch, Tensor.wrap(targets, indices.length, 1));
    }
    int[] labels = new int[targets.length];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = (int) targets[i];
    }
    return new Batch(batch, Tensor.of(labels));
  }
}
