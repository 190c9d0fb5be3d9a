package dev.descent.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.Arrays;
import java.util.Random;

/// Random operands with offsets and wide rows, and the product by its definition in double.
final class Product {
  private static final float UNTOUCHED = -77;

  private final boolean transA;
  private final boolean transB;
  private final int m;
  private final int n;
  private final int k;
  private final int lda;
  private final int ldb;
  private final int ldc;
  private final int offset;
  private final float[] a;
  private final float[] b;
  private final float[] c;

  Product(Random random, boolean transA, boolean transB, int m, int n, int k) {
    this.transA = transA;
    this.transB = transB;
    this.m = m;
    this.n = n;
    this.k = k;
    lda = (transA ? m : k) + random.nextInt(4);
    ldb = (transB ? k : n) + random.nextInt(4);
    ldc = n + random.nextInt(4);
    offset = random.nextInt(5);
    a = uniform(random, offset + (transA ? k : m) * lda);
    b = uniform(random, offset + (transB ? n : k) * ldb);
    c = uniform(random, offset + m * ldc + 3);
  }

  private Product(Product from, int shift) {
    transA = from.transA;
    transB = from.transB;
    m = from.m;
    n = from.n;
    k = from.k;
    lda = from.lda;
    ldb = from.ldb;
    ldc = from.ldc;
    offset = from.offset + shift;
    a = moved(from.a, shift);
    b = moved(from.b, shift);
    c = moved(from.c, shift);
  }

  /// The same product with everything further back in its array.
  Product shifted(int shift) {
    return new Product(this, shift);
  }

  float[] result(MatMul kernel) {
    float[] out = c.clone();
    kernel.multiply(transA, transB, m, n, k, a, offset, lda, b, offset, ldb, out, offset, ldc);
    return out;
  }

  /// The result's elements without the gaps between the rows.
  float[] dense(MatMul kernel) {
    float[] out = result(kernel);
    float[] dense = new float[m * n];
    for (int i = 0; i < m; i++) {
      System.arraycopy(out, offset + i * ldc, dense, i * n, n);
    }
    return dense;
  }

  void check(MatMul kernel) {
    compare(kernel, result(kernel));
  }

  void checkTiles(MatMul kernel) {
    MatMulTiles tiles = MatMulTiles.of(transA, transB, m, n, k);
    float[] out = c.clone();
    for (int tile = tiles.count() - 1; tile >= 0; tile--) {
      tiles.multiply(kernel, tile, a, offset, lda, b, offset, ldb, out, offset, ldc);
    }
    compare(kernel, out);
  }

  private void compare(MatMul kernel, float[] out) {
    float[] rest = c.clone();
    for (int i = 0; i < m; i++) {
      for (int j = 0; j < n; j++) {
        int at = offset + i * ldc + j;
        double sum = 0;
        double magnitude = 0;
        for (int p = 0; p < k; p++) {
          double term =
              (double) a[offset + (transA ? p * lda + i : i * lda + p)]
                  * b[offset + (transB ? j * ldb + p : p * ldb + j)];
          sum += term;
          magnitude += Math.abs(term);
        }
        if (!(Math.abs(out[at] - sum) <= 1e-6 * magnitude + 1e-12)) {
          fail(
              "%s of %s: element [%d, %d] is %s instead of %s",
              kernel.describe(), this, i, j, out[at], sum);
        }
        out[at] = UNTOUCHED;
        rest[at] = UNTOUCHED;
      }
    }
    assertThat(Arrays.equals(out, rest))
        .as("elements beside C stay as they are in %s", this)
        .isTrue();
  }

  @Override
  public String toString() {
    return m + "x" + n + "x" + k + (transA ? " T" : " N") + (transB ? "T" : "N");
  }

  private static float[] uniform(Random random, int length) {
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = random.nextFloat() - 0.5f;
    }
    return values;
  }

  private static float[] moved(float[] values, int shift) {
    float[] moved = new float[values.length + shift];
    System.arraycopy(values, 0, moved, shift, values.length);
    return moved;
  }
}
