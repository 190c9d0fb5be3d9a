package dev.descent.kernel;

import java.lang.foreign.MemorySegment;
import java.lang.ref.WeakReference;

/// A thread's memory segments over the arrays that machine code has worked on lately. The arrays of
/// a training step are the same at every step; without this, each call would make segments and
/// throw them away, because the compiler does not always see that it need not.
///
/// Only weakly reachable between calls, so that no array lives longer for it than to the next
/// collection.
final class Segments {
  private static final int SIZE = 16;
  private static final ThreadLocal<WeakReference<Segments>> LOCAL =
      ThreadLocal.withInitial(() -> new WeakReference<>(new Segments()));

  private final MemorySegment[] segments = new MemorySegment[SIZE];
  private final Object[] arrays = new Object[SIZE];
  private int next;

  static Segments local() {
    Segments known = LOCAL.get().get();
    if (known != null) {
      return known;
    }
    Segments fresh = new Segments();
    LOCAL.set(new WeakReference<>(fresh));
    return fresh;
  }

  /// The segment of an array's elements from `offset` on.
  MemorySegment from(float[] array, int offset) {
    MemorySegment whole = whole(array);
    return offset == 0 ? whole : whole.asSlice(4L * offset);
  }

  /// The segment of an array of floats, integers or bytes.
  MemorySegment whole(Object array) {
    for (int i = 0; i < SIZE; i++) {
      if (arrays[i] == array) {
        return segments[i];
      }
    }
    int at = next;
    next = (next + 1) % SIZE;
    arrays[at] = array;
    segments[at] =
        switch (array) {
          case float[] floats -> MemorySegment.ofArray(floats);
          case int[] ints -> MemorySegment.ofArray(ints);
          case byte[] bytes -> MemorySegment.ofArray(bytes);
          default -> throw new IllegalArgumentException("no array of a plan: " + array.getClass());
        };
    return segments[at];
  }
}
