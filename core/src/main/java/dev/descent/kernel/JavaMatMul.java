package dev.descent.kernel;

import java.util.Arrays;

/// Matrix products in plain Java, for machines where the native library does not load.
///
/// B is copied, a block at a time, to rows that stay in the processor's cache. The inner loop adds
/// four rows of the block to each of two rows of C, a form that the compiler turns into vector
/// instructions: eight multiplications for four elements loaded from B. Separate arrays for the
/// rows matter: with one array and several offsets the compiler must assume that a store changes
/// what the next iteration loads, and vectorises nothing.
///
/// Each element of C sums its terms in one order, four at a time along k, whatever the block sizes
/// are.
final class JavaMatMul implements MatMul {
  private static final int BLOCK_K = 128;
  private static final int BLOCK_N = 512;

  private static final ThreadLocal<Block> BLOCKS = ThreadLocal.withInitial(Block::new);

  private final String reason;

  /// @param reason why this implementation was chosen, for people
  JavaMatMul(String reason) {
    this.reason = reason;
  }

  @Override
  public String describe() {
    return "pure Java (" + reason + ")";
  }

  @Override
  public void multiply(
      boolean transA,
      boolean transB,
      int m,
      int n,
      int k,
      float[] a,
      int aOffset,
      int lda,
      float[] b,
      int bOffset,
      int ldb,
      float[] c,
      int cOffset,
      int ldc) {
    if (!Matrices.check(
        transA, transB, m, n, k, a, aOffset, lda, b, bOffset, ldb, c, cOffset, ldc)) {
      return;
    }
    Block block = BLOCKS.get();
    int aRow = transA ? 1 : lda;
    int aColumn = transA ? lda : 1;
    for (int j = 0; j < n; j += BLOCK_N) {
      int width = Math.min(BLOCK_N, n - j);
      for (int p = 0; p < k; p += BLOCK_K) {
        int depth = Math.min(BLOCK_K, k - p);
        int bStart = bOffset + (transB ? j * ldb + p : p * ldb + j);
        block.load(transB, depth, width, b, bStart, ldb);
        block.multiply(
            m, depth, width, p == 0, a, aOffset + p * aColumn, aRow, aColumn, c, cOffset + j, ldc);
      }
    }
  }

  /// A part of op(B), and room for two rows of C.
  private static final class Block {
    // Three more than needed: the last group of four reads rows of zeros.
    private final float[][] rows = new float[BLOCK_K + 3][BLOCK_N];
    private final float[] sum0 = new float[BLOCK_N];
    private final float[] sum1 = new float[BLOCK_N];

    void load(boolean transB, int depth, int width, float[] b, int start, int ldb) {
      if (transB) {
        for (int j = 0; j < width; j++) {
          int column = start + j * ldb;
          for (int p = 0; p < depth; p++) {
            rows[p][j] = b[column + p];
          }
        }
      } else {
        for (int p = 0; p < depth; p++) {
          System.arraycopy(b, start + p * ldb, rows[p], 0, width);
        }
      }
      for (int p = depth; p % 4 != 0; p++) {
        Arrays.fill(rows[p], 0, width, 0);
      }
    }

    void multiply(
        int m,
        int depth,
        int width,
        boolean first,
        float[] a,
        int aStart,
        int aRow,
        int aColumn,
        float[] c,
        int cStart,
        int ldc) {
      for (int i = 0; i < m; i += 2) {
        boolean pair = i + 1 < m;
        int c0 = cStart + i * ldc;
        if (first) {
          Arrays.fill(sum0, 0, width, 0);
          Arrays.fill(sum1, 0, width, 0);
        } else {
          System.arraycopy(c, c0, sum0, 0, width);
          if (pair) {
            System.arraycopy(c, c0 + ldc, sum1, 0, width);
          }
        }
        int a0 = aStart + i * aRow;
        for (int p = 0; p < depth; p += 4) {
          addRows(p, depth, width, a, a0 + p * aColumn, pair ? aRow : 0, aColumn);
        }
        System.arraycopy(sum0, 0, c, c0, width);
        if (pair) {
          System.arraycopy(sum1, 0, c, c0 + ldc, width);
        }
      }
    }

    private void addRows(int p, int depth, int width, float[] a, int a0, int aRow, int aColumn) {
      int a1 = a0 + aRow;
      int terms = depth - p;
      float a00 = a[a0];
      float a10 = a[a1];
      float a01 = terms > 1 ? a[a0 + aColumn] : 0;
      float a11 = terms > 1 ? a[a1 + aColumn] : 0;
      float a02 = terms > 2 ? a[a0 + 2 * aColumn] : 0;
      float a12 = terms > 2 ? a[a1 + 2 * aColumn] : 0;
      float a03 = terms > 3 ? a[a0 + 3 * aColumn] : 0;
      float a13 = terms > 3 ? a[a1 + 3 * aColumn] : 0;
      add(
          width,
          sum0,
          sum1,
          rows[p],
          rows[p + 1],
          rows[p + 2],
          rows[p + 3],
          a00,
          a01,
          a02,
          a03,
          a10,
          a11,
          a12,
          a13);
    }

    private static void add(
        int width,
        float[] sum0,
        float[] sum1,
        float[] b0,
        float[] b1,
        float[] b2,
        float[] b3,
        float a00,
        float a01,
        float a02,
        float a03,
        float a10,
        float a11,
        float a12,
        float a13) {
      for (int j = 0; j < width; j++) {
        sum0[j] += (a00 * b0[j] + a01 * b1[j]) + (a02 * b2[j] + a03 * b3[j]);
        sum1[j] += (a10 * b0[j] + a11 * b1[j]) + (a12 * b2[j] + a13 * b3[j]);
      }
    }
  }
}
