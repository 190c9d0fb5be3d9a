package dev.descent.exec;

import dev.descent.kernel.Memory;
import dev.descent.tensor.DType;
import java.lang.foreign.MemorySegment;

/// The memory in which all plans keep their interior values: one array a type, as long as the
/// largest plan needs, and native memory for packed ones.
final class Arena {
  private static final long CACHE_LINE = 64;

  private float[] floats = new float[0];
  private int[] ints = new int[0];
  private byte[] bytes = new byte[0];
  private MemorySegment packed = MemorySegment.NULL;

  void bind(Memory memory, MemoryPlan plan) {
    if (floats.length < plan.floats()) {
      floats = new float[plan.floats()];
    }
    if (ints.length < plan.ints()) {
      ints = new int[plan.ints()];
    }
    if (bytes.length < plan.bytes()) {
      bytes = new byte[plan.bytes()];
    }
    if (packed.byteSize() < 4L * plan.packed()) {
      packed = MemorySegment.NULL; // or it would count beside the larger one
      packed = java.lang.foreign.Arena.ofAuto().allocate(4L * plan.packed(), CACHE_LINE);
    }
    memory.set(MemoryPlan.PACKED, packed);
    memory.set(MemoryPlan.arena(DType.FLOAT32), floats);
    memory.set(MemoryPlan.arena(DType.INT32), ints);
    memory.set(MemoryPlan.arena(DType.UINT8), bytes);
  }

  long size() {
    return 4L * floats.length + 4L * ints.length + bytes.length + packed.byteSize();
  }
}
