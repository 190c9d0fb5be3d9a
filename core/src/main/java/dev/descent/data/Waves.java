package dev.descent.data;

/// A slow random deformation of the plane: each point is moved by the sum of a few plane waves.
final class Waves {
  private static final int COUNT = 3;

  private final float[] frequencyX = new float[COUNT];
  private final float[] frequencyY = new float[COUNT];
  private final float[] phase = new float[COUNT];
  private final float[] amplitudeX = new float[COUNT];
  private final float[] amplitudeY = new float[COUNT];

  /// Draws waves.
  ///
  /// @param frequency the most radians per unit of length, along each axis
  /// @param amplitude the standard deviation of a wave's amplitude, along each axis
  Waves(DrawSequence random, float frequency, float amplitude) {
    for (int i = 0; i < COUNT; i++) {
      frequencyX[i] = random.uniform(-frequency, frequency);
      frequencyY[i] = random.uniform(-frequency, frequency);
      phase[i] = random.uniform(0, 6.2831855f);
      amplitudeX[i] = random.normal(0, amplitude);
      amplitudeY[i] = random.normal(0, amplitude);
    }
  }

  /// The standard deviation of a wave's amplitude that moves points by `distance` along an axis
  /// (root of the mean square).
  static float amplitudeFor(double distance) {
    return (float) (distance * Math.sqrt(2.0 / COUNT));
  }

  /// How far the point is moved along x, and along y into `move[1]`.
  void at(float x, float y, float[] move) {
    float dx = 0;
    float dy = 0;
    for (int wave = 0; wave < COUNT; wave++) {
      float height =
          (float) StrictMath.sin(frequencyX[wave] * x + frequencyY[wave] * y + phase[wave]);
      dx += amplitudeX[wave] * height;
      dy += amplitudeY[wave] * height;
    }
    move[0] = dx;
    move[1] = dy;
  }

  /// Adds to `x` and `y`, `[height, width]`, how far the points of a grid of distance 1 are moved.
  ///
  /// By the addition theorem a wave's height is `sin(a)·cos(b) + cos(a)·sin(b)`, a growing with the
  /// column and b with the row: tables for each axis make the whole grid.
  void addTo(float[] x, float[] y, int height, int width) {
    float[][] sinA = new float[COUNT][width];
    float[][] cosA = new float[COUNT][width];
    float[][] sinB = new float[COUNT][height];
    float[][] cosB = new float[COUNT][height];
    for (int wave = 0; wave < COUNT; wave++) {
      turn(phase[wave], frequencyX[wave], sinA[wave], cosA[wave]);
      turn(0, frequencyY[wave], sinB[wave], cosB[wave]);
    }
    float[] levels = new float[width];
    for (int wave = 0; wave < COUNT; wave++) {
      for (int row = 0; row < height; row++) {
        combine(sinA[wave], cosB[wave][row], cosA[wave], sinB[wave][row], levels);
        add(x, row * width, amplitudeX[wave], levels);
        add(y, row * width, amplitudeY[wave], levels);
      }
    }
  }

  private static void combine(float[] a, float byA, float[] b, float byB, float[] to) {
    for (int i = 0; i < to.length; i++) {
      to[i] = a[i] * byA + b[i] * byB;
    }
  }

  private static void add(float[] to, int start, float factor, float[] levels) {
    for (int i = 0; i < levels.length; i++) {
      to[start + i] += factor * levels[i];
    }
  }

  /// Sine and cosine of `start + i·step`.
  private static void turn(double start, double step, float[] sin, float[] cos) {
    double s = StrictMath.sin(start);
    double c = StrictMath.cos(start);
    double sinStep = StrictMath.sin(step);
    double cosStep = StrictMath.cos(step);
    for (int i = 0; i < sin.length; i++) {
      sin[i] = (float) s;
      cos[i] = (float) c;
      double next = s * cosStep + c * sinStep;
      c = c * cosStep - s * sinStep;
      s = next;
    }
  }
}
