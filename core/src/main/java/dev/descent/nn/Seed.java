package dev.descent.nn;

/// Where a part of a model takes its random numbers from: a seed, and a stream of its own under
/// that seed.
///
/// A model hands each of its parts a child by the part's name, and a part each of its parameters.
/// So the numbers depend on the seed and the dotted name alone: the same seed gives the same
/// weights, and adding, removing or resizing a layer leaves those of the others as they were.
///
/// ```java
/// Seed seed = Seed.of(1);
/// hidden = child("hidden", new Linear(784, 512, seed.child("hidden")));
/// output = child("output", new Linear(512, 10, seed.child("output")));
/// ```
///
/// Two parts that are given one and the same seed draw the same numbers: give each its child.
///
/// @param value the seed of the whole model
/// @param stream the stream of this part (see [dev.descent.tensor.Philox])
public record Seed(long value, long stream) {
  private static final long GOLDEN_RATIO = 0x9E3779B97F4A7C15L;

  /// The seed of a whole model.
  public static Seed of(long value) {
    return new Seed(value, 0);
  }

  /// The seed of a part: a pure function of this one and the part's name.
  public Seed child(String name) {
    long hash = mix(stream + GOLDEN_RATIO);
    for (int i = 0; i < name.length(); i++) {
      hash = mix(hash ^ name.charAt(i));
    }
    return new Seed(value, hash);
  }

  /// - **Source** Steele, Lea and Flood 2014, "Fast splittable pseudorandom number generators"
  ///   (SplitMix64)
  private static long mix(long bits) {
    long mixed = (bits ^ (bits >>> 30)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
    return mixed ^ (mixed >>> 31);
  }
}
