package dev.descent.tensor;

import org.jspecify.annotations.Nullable;

/// Random numbers uniform in [0, 1), from a key that is an input: int32 `[6]`, the seed, the stream
/// and the step, each as its lower and its upper half. Element i is number `step·2³⁴ + i` of the
/// stream (see [Philox]).
///
/// @param shape the shape of the result
public record RandomUniform(Shape shape) implements Op {
  /// The bits of an element's index within one step.
  public static final int INDEX_BITS = 34;

  private static final Shape KEY = Shape.of(6);

  /// The key for [RandomUniform]: an evaluated leaf, so that a new step is no new program.
  public static Tensor key(long seed, long stream, long step) {
    return Tensor.of(
        new int[] {
          (int) seed,
          (int) (seed >>> 32),
          (int) stream,
          (int) (stream >>> 32),
          (int) step,
          (int) (step >>> 32)
        },
        6);
  }

  /// Draws the numbers from `start` on (counted within the step) for a key.
  public static void fill(int[] key, long start, float[] out, int offset, int length) {
    long step = join(key[4], key[5]);
    Philox.uniform(
        join(key[0], key[1]),
        join(key[2], key[3]),
        (step << INDEX_BITS) + start,
        out,
        offset,
        length);
  }

  private static long join(int low, int high) {
    return Integer.toUnsignedLong(low) | ((long) high << 32);
  }

  @Override
  public String label() {
    return "randomUniform";
  }

  @Override
  public Shape shape(Tensor[] inputs) {
    Checks.requireIndices(this, inputs[0]);
    if (!inputs[0].shape().equals(KEY)) {
      throw new ShapeException(label(), "a key has shape " + KEY + ", not " + inputs[0].shape());
    }
    return shape;
  }

  @Override
  public double[] reference(double[][] inputs, Shape[] shapes, Shape shape) {
    int[] key = new int[6];
    for (int i = 0; i < 6; i++) {
      key[i] = (int) inputs[0][i];
    }
    float[] numbers = new float[shape.count()];
    fill(key, 0, numbers, 0, numbers.length);
    double[] y = new double[numbers.length];
    for (int i = 0; i < y.length; i++) {
      y[i] = numbers[i];
    }
    return y;
  }

  @Override
  public @Nullable Tensor derivative(int operand, Tensor gradient, Tensor[] inputs, Tensor output) {
    return null;
  }
}
