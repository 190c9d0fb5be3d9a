package dev.descent.kernel;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The arrays that a plan works on, by number: the arenas first, then the leaves, then the results.
/// The arena of packed values is native memory.
public final class Memory {
  private final Object[] arrays;

  // Made when machine code first needs one. Threads may each make their own: they are all alike.
  // Not an array of segments: the compiler would guess their class, and be wrong.
  private final @Nullable Object[] segments;

  /// A memory of the given number of arrays, none of them there yet.
  public Memory(int count) {
    this.arrays = new Object[count];
    this.segments = new Object[count];
  }

  /// Sets an array.
  ///
  /// @param array a `float[]`, `int[]` or `byte[]`, or a [MemorySegment]
  public void set(int buffer, Object array) {
    arrays[buffer] = array;
    segments[buffer] = null;
  }

  /// Forgets the arrays from a number on, so that they can be collected.
  public void clearFrom(int buffer) {
    Arrays.fill(arrays, buffer, arrays.length, null);
    Arrays.fill(segments, buffer, segments.length, null);
  }

  Object[] arrays() {
    return arrays;
  }

  /// The array that a value lies in, as machine code takes it.
  MemorySegment segment(Value value) {
    Object known = segments[value.buffer()];
    if (known != null) {
      return (MemorySegment) known;
    }
    MemorySegment made = segmentOf(arrays[value.buffer()]);
    segments[value.buffer()] = made;
    return made;
  }

  // Not a switch, for which the JVM would write a class while a program starts.
  private static MemorySegment segmentOf(Object array) {
    if (array instanceof float[] floats) {
      return MemorySegment.ofArray(floats);
    }
    return array instanceof int[] ints
        ? MemorySegment.ofArray(ints)
        : MemorySegment.ofArray((byte[]) array);
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
