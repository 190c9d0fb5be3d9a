package dev.descent.exec;

import dev.descent.kernel.Kernel;
import dev.descent.kernel.Value;
import dev.descent.tensor.DType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Where the values of a plan lie: interior ones in an arena a type, at offsets that two values
/// share if they are never needed in the same phase.
///
/// - **Source** greedy by size (Pisarchyk and Lee 2020, "Efficient memory management for deep
///   neural net inference")
///
/// @param floats the length of the float arena
/// @param ints the length of the int arena
/// @param bytes the length of the byte arena
/// @param packed the length of the arena of packed values, in floats
/// @param interior the sum of the interior values' bytes, were none of them to share
record MemoryPlan(int floats, int ints, int bytes, int packed, long interior) {
  static final int ARENAS = 4;

  /// The buffer that is the arena of packed values.
  static final int PACKED = 3;

  private static final int ALIGNMENT = 16;

  private record Life(Value value, int first, int last) {
    boolean overlaps(Life other) {
      return first <= other.last && other.first <= last;
    }
  }

  /// The buffer that is the arena of a type.
  static int arena(DType dtype) {
    return switch (dtype) {
      case FLOAT32 -> 0;
      case INT32 -> 1;
      case UINT8 -> 2;
    };
  }

  /// Places all values: the arenas are buffers 0 to 3, then come the slots, then the results.
  static MemoryPlan of(List<List<Kernel>> phases, Value[] slots, Value[] results) {
    Set<Value> outside = new HashSet<>();
    for (int slot = 0; slot < slots.length; slot++) {
      slots[slot].place(ARENAS + slot, 0);
      outside.add(slots[slot]);
    }
    for (int root = 0; root < results.length; root++) {
      results[root].place(ARENAS + slots.length + root, 0);
      outside.add(results[root]);
    }
    List<Life> lives = lives(phases, outside);
    long interior = lives.stream().mapToLong(life -> life.value.bytes()).sum();
    return new MemoryPlan(
        pack(lives, arena(DType.FLOAT32)),
        pack(lives, arena(DType.INT32)),
        pack(lives, arena(DType.UINT8)),
        pack(lives, PACKED),
        interior);
  }

  private static List<Life> lives(List<List<Kernel>> phases, Set<Value> outside) {
    Map<Value, Integer> first = new HashMap<>();
    Map<Value, Integer> last = new HashMap<>();
    for (int phase = 0; phase < phases.size(); phase++) {
      for (Kernel kernel : phases.get(phase)) {
        List<Value> touched = new ArrayList<>(kernel.outputs());
        touched.addAll(kernel.inputs());
        for (Value value : touched) {
          if (!outside.contains(value.base())) {
            first.putIfAbsent(value.base(), phase);
            last.put(value.base(), phase);
          }
        }
      }
    }
    List<Life> lives = new ArrayList<>();
    first.forEach(
        (value, start) -> lives.add(new Life(value, start, last.getOrDefault(value, start))));
    return lives;
  }

  private static int arena(Value value) {
    return value.isPacked() ? PACKED : arena(value.dtype());
  }

  private static int pack(List<Life> lives, int arena) {
    List<Life> open =
        new ArrayList<>(lives.stream().filter(life -> arena(life.value) == arena).toList());
    open.sort(
        Comparator.comparingLong((Life life) -> -life.value.bytes())
            .thenComparingInt(life -> life.first));
    List<Life> placed = new ArrayList<>();
    long length = 0;
    for (Life life : open) {
      long start = 0;
      for (Life other : placed) {
        long end = other.value.start() + aligned(other.value);
        if (life.overlaps(other)
            && start + aligned(life.value) > other.value.start()
            && start < end) {
          start = end;
        }
      }
      length = Math.max(length, start + aligned(life.value));
      if (length > Integer.MAX_VALUE - 8) {
        throw new OutOfMemoryError(
            "one evaluation needs more than 2^31 intermediate elements of " + life.value.dtype());
      }
      life.value.place(arena, (int) start);
      int at = 0;
      while (at < placed.size() && placed.get(at).value.start() <= start) {
        at++;
      }
      placed.add(at, life);
    }
    return (int) length;
  }

  private static long aligned(Value value) {
    return (value.shape().count() + ALIGNMENT - 1L) / ALIGNMENT * ALIGNMENT;
  }
}
