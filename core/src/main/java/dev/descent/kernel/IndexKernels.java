package dev.descent.kernel;

import dev.descent.tensor.RandomUniform;
import dev.descent.tensor.Shape;
import java.util.List;

/// The kernels in which indices decide: look-ups, scattered sums, the place of an extreme; and
/// random numbers.
public final class IndexKernels {
  private IndexKernels() {}

  /// Copies the slices of `source` along an axis that `indices` name.
  ///
  /// @param source row-major
  /// @param indices row-major int32
  public record Take(Value source, Value indices, int axis, Value output) implements Kernel {
    @Override
    public int tiles() {
      return 1;
    }

    @Override
    @SuppressWarnings("SuspiciousSystemArraycopy") // both arrays have the type of the values
    public void run(int tile, Memory memory) {
      int size = source.shape().size(axis);
      int inner = inner(source.shape(), axis);
      int outer = outer(source.shape(), axis);
      int count = indices.shape().count();
      int[] index = memory.ints(indices);
      for (int o = 0; o < outer; o++) {
        for (int i = 0; i < count; i++) {
          int chosen = Indices.check(index[indices.start() + i], size, i);
          System.arraycopy(
              memory.array(source),
              source.start() + (o * size + chosen) * inner,
              memory.array(output),
              output.start() + (o * count + i) * inner,
              inner);
        }
      }
    }

    @Override
    public List<Value> inputs() {
      return List.of(source, indices);
    }

    @Override
    public List<Value> outputs() {
      return List.of(output);
    }

    @Override
    public String kind() {
      return "look-up";
    }

    @Override
    public String detail() {
      return "take";
    }

    @Override
    public long work() {
      return 2L * output.shape().count();
    }
  }

  /// Adds the slices of `source` to those of a zero tensor that `indices` name, in order.
  ///
  /// @param source row-major
  /// @param indices row-major int32
  public record ScatterAdd(Value source, Value indices, int axis, Value output) implements Kernel {
    @Override
    public int tiles() {
      return 1;
    }

    @Override
    public void run(int tile, Memory memory) {
      int size = output.shape().size(axis);
      int inner = inner(output.shape(), axis);
      int outer = outer(output.shape(), axis);
      int count = indices.shape().count();
      int[] index = memory.ints(indices);
      float[] from = memory.floats(source);
      float[] to = memory.floats(output);
      java.util.Arrays.fill(to, output.start(), output.start() + output.shape().count(), 0);
      for (int o = 0; o < outer; o++) {
        for (int i = 0; i < count; i++) {
          int chosen = Indices.check(index[indices.start() + i], size, i);
          int target = output.start() + (o * size + chosen) * inner;
          int start = source.start() + (o * count + i) * inner;
          for (int k = 0; k < inner; k++) {
            to[target + k] += from[start + k];
          }
        }
      }
    }

    @Override
    public List<Value> inputs() {
      return List.of(source, indices);
    }

    @Override
    public List<Value> outputs() {
      return List.of(output);
    }

    @Override
    public String kind() {
      return "scatter";
    }

    @Override
    public String detail() {
      return "scatterAdd";
    }

    @Override
    public long work() {
      return 2L * (output.shape().count() + source.shape().count());
    }
  }

  /// Finds the index of the largest or smallest element along an axis: the first of equal ones, NaN
  /// first of all.
  ///
  /// @param source row-major
  public record ArgReduce(Value source, boolean largest, int axis, Value output) implements Kernel {
    @Override
    public int tiles() {
      return 1;
    }

    @Override
    public void run(int tile, Memory memory) {
      int size = source.shape().size(axis);
      int inner = inner(source.shape(), axis);
      int outer = outer(source.shape(), axis);
      float[] x = memory.floats(source);
      int[] y = memory.ints(output);
      for (int o = 0; o < outer; o++) {
        for (int i = 0; i < inner; i++) {
          y[output.start() + o * inner + i] =
              find(x, source.start() + o * size * inner + i, size, inner);
        }
      }
    }

    private int find(float[] x, int start, int size, int stride) {
      int best = 0;
      float extreme = x[start];
      for (int k = 1; k < size && !Float.isNaN(extreme); k++) {
        float candidate = x[start + k * stride];
        if (Float.isNaN(candidate) || (largest ? candidate > extreme : candidate < extreme)) {
          best = k;
          extreme = candidate;
        }
      }
      return best;
    }

    @Override
    public List<Value> inputs() {
      return List.of(source);
    }

    @Override
    public List<Value> outputs() {
      return List.of(output);
    }

    @Override
    public String kind() {
      return "arg reduce";
    }

    @Override
    public String detail() {
      return largest ? "argMax" : "argMin";
    }

    @Override
    public long work() {
      return 2L * source.shape().count();
    }
  }

  /// Draws random numbers.
  ///
  /// @param key int32 `[6]`, see [RandomUniform]
  public record Draw(Value key, Value output) implements Kernel {
    private static final int TILE = 8 * Scratch.LENGTH;

    @Override
    public int tiles() {
      return (output.shape().count() + TILE - 1) / TILE;
    }

    @Override
    public void run(int tile, Memory memory) {
      int[] words = java.util.Arrays.copyOfRange(memory.ints(key), key.start(), key.start() + 6);
      int from = tile * TILE;
      int length = Math.min(TILE, output.shape().count() - from);
      RandomUniform.fill(words, from, memory.floats(output), output.start() + from, length);
    }

    @Override
    public List<Value> inputs() {
      return List.of(key);
    }

    @Override
    public List<Value> outputs() {
      return List.of(output);
    }

    @Override
    public String kind() {
      return "random";
    }

    @Override
    public String detail() {
      return "randomUniform";
    }

    @Override
    public long work() {
      return 20L * output.shape().count();
    }
  }

  /// Writes 0, 1, 2 ….
  public record Count(Value output) implements Kernel {
    @Override
    public int tiles() {
      return 1;
    }

    @Override
    public void run(int tile, Memory memory) {
      int[] y = memory.ints(output);
      for (int i = 0; i < output.shape().count(); i++) {
        y[output.start() + i] = i;
      }
    }

    @Override
    public List<Value> inputs() {
      return List.of();
    }

    @Override
    public List<Value> outputs() {
      return List.of(output);
    }

    @Override
    public String kind() {
      return "elementwise";
    }

    @Override
    public String detail() {
      return "iota";
    }

    @Override
    public long work() {
      return output.shape().count();
    }
  }

  private static int inner(Shape shape, int axis) {
    int inner = 1;
    for (int i = axis + 1; i < shape.rank(); i++) {
      inner *= shape.size(i);
    }
    return inner;
  }

  private static int outer(Shape shape, int axis) {
    int outer = 1;
    for (int i = 0; i < axis; i++) {
      outer *= shape.size(i);
    }
    return outer;
  }
}
