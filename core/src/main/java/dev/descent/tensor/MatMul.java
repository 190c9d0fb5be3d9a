package dev.descent.tensor;

import org.jspecify.annotations.Nullable;

/// The product of the matrices in the last two axes of the operands; the axes before them
/// broadcast.
///
/// @param transposeA whether the first operand's matrices are taken transposed
/// @param transposeB whether the second operand's matrices are taken transposed
public record MatMul(boolean transposeA, boolean transposeB) implements Op {
  @Override
  public String label() {
    return "matmul";
  }

  @Override
  public Shape shape(Tensor[] inputs) {
    Checks.requireFloat(this, inputs);
    Shape a = inputs[0].shape();
    Shape b = inputs[1].shape();
    if (a.rank() < 2 || b.rank() < 2) {
      throw new ShapeException(
          label(), "needs matrices, not " + a + " and " + b + "; add an axis with unsqueeze");
    }
    if (inner(a) != b.size(transposeB ? -1 : -2)) {
      boolean transposedFits = inner(a) == b.size(transposeB ? -2 : -1);
      throw new ShapeException(
          label(),
          "shapes "
              + name(a, transposeA)
              + " and "
              + name(b, transposeB)
              + " do not multiply: inner sizes "
              + inner(a)
              + " and "
              + b.size(transposeB ? -1 : -2)
              + " differ"
              + (transposedFits ? "; did you mean to transpose the second?" : ""));
    }
    int rows = a.size(transposeA ? -1 : -2);
    int columns = b.size(transposeB ? -2 : -1);
    if (a.rank() == 2 && b.rank() == 2) {
      return Shape.of(rows, columns);
    }
    int[] batch = Shape.broadcast(label(), batch(a), batch(b)).toArray();
    int[] sizes = java.util.Arrays.copyOf(batch, batch.length + 2);
    sizes[batch.length] = rows;
    sizes[batch.length + 1] = columns;
    return Shape.of(sizes);
  }

  private int inner(Shape a) {
    return a.size(transposeA ? -2 : -1);
  }

  private static String name(Shape shape, boolean transposed) {
    return transposed ? shape + " transposed" : shape.toString();
  }

  /// The axes before the matrix.
  public static Shape batch(Shape shape) {
    return Shape.of(java.util.Arrays.copyOf(shape.toArray(), shape.rank() - 2));
  }

  @Override
  public double[] reference(double[][] inputs, Shape[] shapes, Shape shape) {
    int m = shape.size(-2);
    int n = shape.size(-1);
    int k = inner(shapes[0]);
    Shape batch = batch(shape);
    int[] as = Indexing.broadcast(batch(shapes[0]), batch);
    int[] bs = Indexing.broadcast(batch(shapes[1]), batch);
    double[] y = new double[shape.count()];
    for (int matrix = 0; matrix < batch.count(); matrix++) {
      for (int i = 0; i < m; i++) {
        for (int j = 0; j < n; j++) {
          double sum = 0;
          for (int p = 0; p < k; p++) {
            double a = inputs[0][as[matrix] * m * k + (transposeA ? p * m + i : i * k + p)];
            sum += a * inputs[1][bs[matrix] * n * k + (transposeB ? j * k + p : p * n + j)];
          }
          y[(matrix * m + i) * n + j] = sum;
        }
      }
    }
    return y;
  }

  @Override
  public @Nullable Tensor derivative(int operand, Tensor gradient, Tensor[] inputs, Tensor output) {
    Tensor a = inputs[0];
    Tensor b = inputs[1];
    if (operand == 0) {
      return transposeA
          ? multiply(b, transposeB, gradient, true)
          : multiply(gradient, false, b, !transposeB);
    }
    return transposeB
        ? multiply(gradient, true, a, transposeA)
        : multiply(a, !transposeA, gradient, false);
  }

  static Tensor multiply(Tensor a, boolean transposeA, Tensor b, boolean transposeB) {
    return Tensor.apply(new MatMul(transposeA, transposeB), a, b);
  }
}
