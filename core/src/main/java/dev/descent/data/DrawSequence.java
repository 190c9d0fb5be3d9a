package dev.descent.data;

import dev.descent.tensor.Philox;

/// The random numbers of one image, in order: a pure function of (seed, stream, image).
final class DrawSequence {
  /// Blocks of four words that an image may use before it meets the next one's.
  private static final int BLOCKS_BITS = 20;

  private final long seed;
  private final long stream;
  private final int[] words = new int[4];
  private long block;
  private int used = 4;
  private float spare = Float.NaN;

  DrawSequence(long seed, long stream, long image) {
    this.seed = seed;
    this.stream = stream;
    this.block = image << BLOCKS_BITS;
  }

  /// Uniform in [0, 1).
  float uniform() {
    if (used == 4) {
      Philox.block(seed, stream, block++, words);
      used = 0;
    }
    return Philox.uniform(words[used++]);
  }

  /// Uniform in [low, high).
  float uniform(float low, float high) {
    return low + (high - low) * uniform();
  }

  /// Of the standard normal distribution (Marsaglia's polar method), cut off at ±2.5 so that no
  /// form gets absurd.
  float normal() {
    float value;
    do {
      value = gaussian();
    } while (Math.abs(value) > 2.5f);
    return value;
  }

  /// Of the whole standard normal distribution.
  float gaussian() {
    float value = spare;
    spare = Float.NaN;
    return Float.isNaN(value) ? pair() : value;
  }

  private float pair() {
    while (true) {
      double x = 2.0 * uniform() - 1;
      double y = 2.0 * uniform() - 1;
      double square = x * x + y * y;
      if (square > 0 && square < 1) {
        double factor = Math.sqrt(-2 * StrictMath.log(square) / square);
        spare = (float) (y * factor);
        return (float) (x * factor);
      }
    }
  }

  /// Normal with the given mean and standard deviation.
  float normal(float mean, float deviation) {
    return mean + deviation * normal();
  }

  boolean chance(double probability) {
    return uniform() < probability;
  }
}
