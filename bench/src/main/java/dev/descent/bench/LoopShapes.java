package dev.descent.bench;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/// Which shapes of loops over `float[]` the JIT compiler vectorises: nanoseconds for 1,024
/// elements, the best of 20 series of 2,000 calls. Decision 3 rests on it.
public final class LoopShapes {
  private static final int LENGTH = 1024;
  private static final int CALLS = 2000;
  private static final int SERIES = 20;

  private final float[] a = new float[2 * LENGTH];
  private final float[] b = new float[2 * LENGTH];
  private final float[] c = new float[2 * LENGTH];
  private final byte[] bytes = new byte[LENGTH];

  private LoopShapes() {
    for (int i = 0; i < a.length; i++) {
      a[i] = (i * 37 % 100) / 50f - 1;
      b[i] = 1.5f;
    }
  }

  /// Prints the table.
  public static void main(String[] args) {
    LoopShapes shapes = new LoopShapes();
    Map<String, Runnable> loops = new LinkedHashMap<>();
    loops.put("c[i] = a[i] * b[i]", shapes::product);
    loops.put("c[co + i] = a[ao + i] * b[bo + i]", () -> shapes.productWithOffsets(1, 2, 3));
    loops.put("System.arraycopy", shapes::copy);
    loops.put("Arrays.fill", shapes::fill);
    loops.put("c[i] = a[i] > b[i] ? 1 : 0", shapes::compare);
    loops.put("c[i] = (float) Math.exp(a[i])", shapes::exponential);
    loops.put("c[i] = bytes[i]", shapes::widen);
    loops.put("c[i] = bytes[i] & 0xFF", shapes::widenUnsigned);
    loops.forEach((name, loop) ->
        System.out.println(String.format(Locale.ROOT, "| `%s` | %.0f |", name, best(loop))));
  }

  private static double best(Runnable loop) {
    double best = Double.MAX_VALUE;
    for (int series = 0;
        series < 3 * SERIES;
        series++) { // the first two thirds are for the compiler
      long start = System.nanoTime();
      for (int call = 0; call < CALLS; call++) {
        loop.run();
      }
      double nanos = (System.nanoTime() - start) / (double) CALLS;
      best = series < 2 * SERIES ? best : Math.min(best, nanos);
    }
    return best;
  }

  private void product() {
    for (int i = 0; i < LENGTH; i++) {
      c[i] = a[i] * b[i];
    }
  }

  private void productWithOffsets(int ao, int bo, int co) {
    for (int i = 0; i < LENGTH; i++) {
      c[co + i] = a[ao + i] * b[bo + i];
    }
  }

  private void copy() {
    System.arraycopy(a, 1, c, 0, LENGTH);
  }

  private void fill() {
    Arrays.fill(c, 0, LENGTH, 1.5f);
  }

  private void compare() {
    for (int i = 0; i < LENGTH; i++) {
      c[i] = a[i] > b[i] ? 1f : 0f;
    }
  }

  private void exponential() {
    for (int i = 0; i < LENGTH; i++) {
      c[i] = (float) Math.exp(a[i]);
    }
  }

  private void widen() {
    for (int i = 0; i < LENGTH; i++) {
      c[i] = bytes[i];
    }
  }

  private void widenUnsigned() {
    for (int i = 0; i < LENGTH; i++) {
      c[i] = bytes[i] & 0xFF;
    }
  }
}
