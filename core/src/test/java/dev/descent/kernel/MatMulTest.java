package dev.descent.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MatMulTest {
  private static final int[] SIZES = {0, 1, 7, 8, 9, 31, 33};

  /// oneDNN where it loads, and the Java kernel always.
  static Stream<MatMul> kernels() {
    List<MatMul> kernels = new ArrayList<>(List.of(new JavaMatMul("for the test")));
    if (MachineMatMul.instance() != null) {
      kernels.add(MachineMatMul.instance());
    }
    try {
      kernels.add(OneDnn.load());
    } catch (NativeLibraryException e) {
      System.err.println("only the Java kernel is tested: " + e.getMessage());
    }
    return kernels.stream();
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void equalsTheDefinitionForAwkwardSizes(MatMul kernel) {
    Random random = new Random(1);
    for (int m : SIZES) {
      for (int n : SIZES) {
        for (int k : SIZES) {
          Product product =
              new Product(random, random.nextBoolean(), random.nextBoolean(), m, n, k);
          product.check(kernel);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void equalsTheDefinitionForAllTranspositions(MatMul kernel) {
    Random random = new Random(2);
    int[][] shapes = {
      {33, 31, 9},
      {130, 600, 140},
      {2, 530, 131},
      {1, 64, 257},
      {65, 1, 300},
      {9, 140, 1100},
      {1543, 20, 260},
      {14, 270, 600},
      {50, 521, 1030},
      {7, 610, 1030}
    };
    for (int[] shape : shapes) {
      for (boolean transA : new boolean[] {false, true}) {
        for (boolean transB : new boolean[] {false, true}) {
          new Product(random, transA, transB, shape[0], shape[1], shape[2]).check(kernel);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void overwritesNaN(MatMul kernel) {
    for (int k : new int[] {0, 1, 5}) {
      float[] c = {Float.NaN, Float.POSITIVE_INFINITY, Float.NaN, 7};
      kernel.multiply(false, false, 1, 3, k, new float[5], 0, 5, new float[15], 0, 3, c, 0, 3);
      assertThat(c).as("k = " + k).containsExactly(0, 0, 0, 7);
    }
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void notANumberSpreads(MatMul kernel) {
    float[] c = new float[2];
    kernel.multiply(
        false,
        false,
        1,
        2,
        2,
        new float[] {0, 1},
        0,
        2,
        new float[] {Float.NaN, 1, 1, 1},
        0,
        2,
        c,
        0,
        2);
    assertThat(c).containsExactly(Float.NaN, 1);
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void refusesWhatLiesOutsideTheArrays(MatMul kernel) {
    float[] six = new float[6];
    assertThatThrownBy(
            () -> kernel.multiply(false, false, 2, 2, 3, six, 1, 3, six, 0, 2, six, 0, 2))
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessage("[matmul] A [2, 3] needs elements 1 to 7 of an array of 6");
    assertThatThrownBy(
            () -> kernel.multiply(false, true, 2, 2, 3, six, 0, 3, six, -1, 3, six, 0, 2))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(
            () -> kernel.multiply(false, false, 2, 2, 3, six, 0, 3, six, 0, 2, six, 0, 5))
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessageContaining("C [2, 2]");
    assertThatThrownBy(
            () -> kernel.multiply(false, false, 2, 2, 3, six, 0, 2, six, 0, 2, six, 0, 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("leading dimension of A is 2, less than its rows' width 3");
    assertThatThrownBy(
            () -> kernel.multiply(false, false, -1, 2, 3, six, 0, 3, six, 0, 2, six, 0, 2))
        .isInstanceOf(IllegalArgumentException.class);
    int huge = Integer.MAX_VALUE;
    assertThatThrownBy(() ->
            kernel.multiply(
                false, false, huge, huge, huge, six, huge, huge, six, huge, huge, six, huge, huge))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void givesTheSameBitsWhereverTheArraysLie(MatMul kernel) {
    Random random = new Random(3);
    Product product = new Product(random, false, true, 33, 70, 300);
    float[] first = product.result(kernel);
    for (int shift = 0; shift < 17; shift++) {
      assertThat(product.shifted(shift).dense(kernel))
          .as("shift " + shift)
          .isEqualTo(product.dense(kernel));
    }
    assertThat(product.result(kernel)).isEqualTo(first);
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void tilesTogetherEqualTheDefinition(MatMul kernel) {
    Random random = new Random(4);
    int[][] shapes = {
      {128, 512, 784}, {128, 10, 512}, {10, 512, 128}, {300, 300, 33}, {0, 9, 9}, {9, 9, 0}
    };
    for (int[] shape : shapes) {
      for (boolean trans : new boolean[] {false, true}) {
        new Product(random, trans, !trans, shape[0], shape[1], shape[2]).checkTiles(kernel);
        new Product(random, trans, trans, shape[0], shape[1], shape[2]).checkTiles(kernel);
      }
    }
  }
}
