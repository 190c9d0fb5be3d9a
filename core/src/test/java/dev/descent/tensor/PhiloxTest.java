package dev.descent.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// The vectors are those published with Random123 (`kat_vectors`, philox4x32, 10 rounds).
class PhiloxTest {
  private static int[] block(long seed, long stream, long counter) {
    int[] words = new int[4];
    Philox.block(seed, stream, counter, words);
    return words;
  }

  @Test
  void equalsThePublishedVectors() {
    assertThat(block(0, 0, 0)).containsExactly(0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8);
    assertThat(block(-1, -1, -1)).containsExactly(0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd);
    assertThat(block(0x299f31d0a4093822L, 0x0370734413198a2eL, 0x85a308d3243f6a88L))
        .containsExactly(0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1);
  }

  @Test
  void anyPieceOfAStreamEqualsThatPieceOfTheWhole() {
    float[] whole = new float[64];
    Philox.uniform(7, 3, 0, whole, 0, 64);
    for (int start = 0; start < 9; start++) {
      float[] piece = new float[11];
      Philox.uniform(7, 3, start, piece, 0, 11);
      for (int i = 0; i < 11; i++) {
        assertThat(piece[i]).isEqualTo(whole[start + i]);
      }
    }
  }

  @Test
  void normalNumbersHaveMeanZeroAndVarianceOne() {
    float[] x = new float[100_000];
    Philox.normal(1, 2, 0, x, 0, x.length);
    double sum = 0;
    double squares = 0;
    for (float v : x) {
      sum += v;
      squares += (double) v * v;
    }
    assertThat(sum / x.length).isBetween(-0.015, 0.015);
    assertThat(squares / x.length).isBetween(0.98, 1.02);
  }

  @Test
  void aPermutationHoldsEveryIndexOnce() {
    assertThat(Philox.permutation(5, 1, 1000))
        .doesNotHaveDuplicates()
        .hasSize(1000)
        .contains(0, 999);
    assertThat(Philox.permutation(5, 1, 10)).isNotEqualTo(Philox.permutation(5, 2, 10));
  }
}
