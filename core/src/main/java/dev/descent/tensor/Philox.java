package dev.descent.tensor;

/// Random numbers as a pure function of (seed, stream, counter).
///
/// There is no state to advance or to save: the n-th number of a stream is computed from n. A run
/// that is stopped and resumed, or split over any number of threads, therefore draws the same
/// numbers. Streams with different numbers under one seed are independent of each other.
///
/// - **Source** Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3" (Philox4x32-10)
public final class Philox {
  private static final int MULTIPLIER_0 = 0xD2511F53;
  private static final int MULTIPLIER_1 = 0xCD9E8D57;
  private static final int WEYL_0 = 0x9E3779B9;
  private static final int WEYL_1 = 0xBB67AE85;
  private static final int ROUNDS = 10;

  private Philox() {}

  /// Computes one block of four 32-bit words.
  ///
  /// @param seed the key
  /// @param stream the upper half of the counter
  /// @param counter the lower half of the counter
  /// @param words receives the block in its first four elements
  public static void block(long seed, long stream, long counter, int[] words) {
    int c0 = (int) counter;
    int c1 = (int) (counter >>> 32);
    int c2 = (int) stream;
    int c3 = (int) (stream >>> 32);
    int k0 = (int) seed;
    int k1 = (int) (seed >>> 32);
    for (int round = 0; round < ROUNDS; round++) {
      long product0 = Integer.toUnsignedLong(MULTIPLIER_0) * Integer.toUnsignedLong(c0);
      long product1 = Integer.toUnsignedLong(MULTIPLIER_1) * Integer.toUnsignedLong(c2);
      c0 = (int) (product1 >>> 32) ^ c1 ^ k0;
      c1 = (int) product1;
      c2 = (int) (product0 >>> 32) ^ c3 ^ k1;
      c3 = (int) product0;
      k0 += WEYL_0;
      k1 += WEYL_1;
    }
    words[0] = c0;
    words[1] = c1;
    words[2] = c2;
    words[3] = c3;
  }

  /// Converts 32 random bits to a float, uniform in [0, 1) in steps of 2⁻²⁴.
  public static float uniform(int bits) {
    return (bits >>> 8) * 0x1.0p-24f;
  }

  /// Fills an array with numbers uniform in [0, 1).
  ///
  /// @param start the index in the stream of the first number
  public static void uniform(
      long seed, long stream, long start, float[] out, int offset, int length) {
    int[] words = new int[4];
    long index = start;
    int done = 0;
    while (done < length) {
      block(seed, stream, index >>> 2, words);
      for (int word = (int) (index & 3); word < 4 && done < length; word++, done++, index++) {
        out[offset + done] = uniform(words[word]);
      }
    }
  }

  /// Fills an array with numbers of the standard normal distribution (Box-Muller on pairs of
  /// uniform numbers).
  ///
  /// @param start the index in the stream of the first number; must be even
  public static void normal(
      long seed, long stream, long start, float[] out, int offset, int length) {
    if ((start & 1) != 0) {
      throw new IllegalArgumentException(
          "normal numbers come in pairs: start must be even, not " + start);
    }
    int[] words = new int[4];
    for (int done = 0; done < length; done += 2) {
      long pair = (start + done) >>> 1;
      block(seed, stream, pair >>> 1, words);
      int word = (int) (pair & 1) * 2;
      double radius = Math.sqrt(-2.0 * StrictMath.log(((words[word] >>> 8) + 1) * 0x1.0p-24));
      double angle = 2.0 * Math.PI * uniform(words[word + 1]);
      out[offset + done] = (float) (radius * StrictMath.cos(angle));
      if (done + 1 < length) {
        out[offset + done + 1] = (float) (radius * StrictMath.sin(angle));
      }
    }
  }

  /// A random permutation of 0 … n−1 (Fisher-Yates).
  public static int[] permutation(long seed, long stream, int n) {
    int[] order = new int[n];
    int[] words = new int[4];
    for (int i = 0; i < n; i++) {
      order[i] = i;
    }
    for (int i = n - 1; i > 0; i--) {
      block(seed, stream, i, words);
      long bits = (Integer.toUnsignedLong(words[0]) << 31) | (words[1] >>> 1);
      int j = (int) (bits % (i + 1));
      int swapped = order[i];
      order[i] = order[j];
      order[j] = swapped;
    }
    return order;
  }
}
