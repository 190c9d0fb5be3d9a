package dev.descent.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;

class MatMulTilesTest {

  @Test
  void splitsTheShapesOfAPerceptronAsTheDecisionRecordSays() {
    assertGrid(true, false, 128, 512, 784, 1, 16);
    assertGrid(true, true, 512, 784, 128, 2, 4);
    assertGrid(true, true, 512, 784, 8, 2, 4);
    assertGrid(true, false, 128, 10, 512, 2, 1);
    assertGrid(true, true, 10, 512, 128, 1, 2);
    assertGrid(true, false, 1, 512, 784, 1, 8);
    assertGrid(true, true, 2048, 2048, 256, 2, 8);
  }

  @Test
  void splitsProductsOfCopiesSoThatAPartOfAStaysInTheCache() {
    int[][] grids = {{512, 784, 128, 2, 8}, {2048, 2048, 256, 8, 2}, {500, 100, 300, 2, 2}};
    for (int[] grid : grids) {
      MatMulTiles tiles = MatMulTiles.ofCopies(grid[0], grid[1], grid[2]);
      assertThat(new int[] {tiles.rowTiles(), tiles.columnTiles()})
          .as(tiles.toString())
          .containsExactly(grid[3], grid[4]);
      int covered = 0;
      for (int tile = 0; tile < tiles.count(); tile++) {
        assertThat(tiles.firstRow(tile) % ProductCode.ROWS).isZero();
        assertThat(tiles.firstColumn(tile) % ProductCode.COLUMNS).isZero();
        covered += tiles.rows(tile) * tiles.columns(tile);
      }
      assertThat(covered).isEqualTo(grid[0] * grid[1]);
    }
  }

  @Test
  void splitsForOneDnnAsTheDecisionRecordSays() {
    assertGrid(false, false, 128, 512, 784, 2, 4);
    assertGrid(false, true, 512, 784, 128, 8, 1);
    assertGrid(false, false, 128, 10, 512, 2, 1);
    assertGrid(false, true, 10, 512, 128, 1, 2);
    assertGrid(false, false, 128, 512, 10, 1, 2);
    assertGrid(false, false, 1, 512, 784, 1, 1);
    assertGrid(false, false, 256, 2048, 2048, 1, 16);
    assertGrid(false, true, 2048, 2048, 256, 16, 1);
  }

  @Test
  void rowsThatAllColumnTilesReadStayInTheCache() {
    assertGrid(true, false, 10_000, 512, 784, 8, 16);
    assertGrid(true, false, 1337, 512, 784, 1, 16);
    assertGrid(true, false, 1338, 512, 784, 2, 16);
    assertGrid(true, false, 60_000, 512, 10, 1, 16);
    assertGrid(true, false, 128, 512, 9000, 1, 16); // B, which is larger, would be copied twice
    assertGrid(true, false, 25_000, 16, 784, 16, 1); // A is read once
    assertGrid(true, true, 10_000, 512, 784, 2, 16);
    assertGrid(false, false, 10_000, 512, 784, 8, 4);
  }

  @Test
  void givesTheSameBitsAsOneProductWhereRowsAreHalvedForTheCache() {
    int m = 1339;
    int n = 70;
    int k = 1500;
    MatMulTiles tiles = MatMulTiles.of(false, true, m, n, k);
    Random random = new Random(6);
    float[] a = new float[m * k];
    float[] b = new float[n * k];
    for (int i = 0; i < a.length; i++) {
      a[i] = random.nextFloat() - 0.5f;
    }
    for (int i = 0; i < b.length; i++) {
      b[i] = random.nextFloat() - 0.5f;
    }
    float[] whole = new float[m * n];
    MatMul.best().multiply(false, true, m, n, k, a, 0, k, b, 0, k, whole, 0, n);
    float[] tiled = new float[m * n];
    for (int tile = 0; tile < tiles.count(); tile++) {
      tiles.multiply(MatMul.best(), tile, a, 0, k, b, 0, k, tiled, 0, n);
    }
    assertThat(tiled).isEqualTo(whole);
  }

  @Test
  void boundsTheWorkOfATileHoweverLargeTheProduct() {
    MatMulTiles tiles = MatMulTiles.of(false, true, 8192, 8192, 8192);
    assertThat(2.0 * 8192 * 8192 * 8192 / tiles.count()).isLessThanOrEqualTo(256e6);
  }

  @Test
  void anEmptyProductIsOneTile() {
    assertGrid(true, false, 0, 0, 0, 1, 1);
    assertGrid(true, false, 0, 4000, 4000, 1, 1);
  }

  @Test
  void refusesNegativeSizesAndTilesThatAreNotThere() {
    assertThatThrownBy(() -> MatMulTiles.of(false, false, 1, -1, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("[matmul] negative size: m 1, n -1, k 1");
    MatMulTiles one = MatMulTiles.of(false, false, 1, 1, 1);
    float[] array = {1};
    assertThatThrownBy(() -> one.multiply(MatMul.best(), 1, array, 0, 1, array, 0, 1, array, 0, 1))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void givesTheSameBitsForAnyNumberOfThreads() {
    MatMulTiles tiles = MatMulTiles.of(false, true, 128, 512, 784);
    Random random = new Random(5);
    float[] a = new float[128 * 784];
    float[] b = new float[512 * 784];
    for (int i = 0; i < a.length; i++) {
      a[i] = random.nextFloat();
    }
    for (int i = 0; i < b.length; i++) {
      b[i] = random.nextFloat();
    }
    float[] expected = new float[128 * 512];
    for (int threads = 1; threads <= 4; threads++) {
      float[] c = new float[expected.length];
      float[] out = threads == 1 ? expected : c;
      try (WorkerPool pool = new WorkerPool(threads)) {
        for (int repeat = 0; repeat < 20; repeat++) {
          pool.run(
              new int[] {tiles.count()},
              1,
              (phase, tile) ->
                  tiles.multiply(MatMul.best(), tile, a, 0, 784, b, 0, 784, out, 0, 512));
          assertThat(out).as(threads + " threads").isEqualTo(expected);
        }
      }
    }
  }

  private static void assertGrid(
      boolean machineCode, boolean transA, int m, int n, int k, int rowTiles, int columnTiles) {
    MatMulTiles tiles = MatMulTiles.of(machineCode, transA, false, m, n, k);
    assertThat(new int[] {tiles.rowTiles(), tiles.columnTiles()})
        .as(m + "x" + n + "x" + k)
        .containsExactly(rowTiles, columnTiles);
  }
}
