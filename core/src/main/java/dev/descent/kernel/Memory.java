package dev.descent.kernel;

import java.lang.foreign.MemorySegment;

/// The arrays that a plan works on, by number: the arenas first, then the leaves, then the results.
/// The arena of packed values is native memory.
public final class Memory {
  private final Object[] arrays;

  /// A memory of the given number of arrays, none of them there yet.
  public Memory(int count) {
    this.arrays = new Object[count];
  }

  /// Sets an array.
  ///
  /// @param array a `float[]`, `int[]` or `byte[]`, or a [MemorySegment]
  public void set(int buffer, Object array) {
    arrays[buffer] = array;
  }

  /// Forgets the arrays from a number on, so that they can be collected.
  public void clearFrom(int buffer) {
    java.util.Arrays.fill(arrays, buffer, arrays.length, null);
  }

  Object[] arrays() {
    return arrays;
  }

  Object array(Value value) {
    return arrays[value.buffer()];
  }

  float[] floats(Value value) {
    return (float[]) arrays[value.buffer()];
  }

  /// The arena in which a packed value lies.
  MemorySegment packed(Value value) {
    return (MemorySegment) arrays[value.buffer()];
  }

  int[] ints(Value value) {
    return (int[]) arrays[value.buffer()];
  }
}
