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
  /// column and b with the row, and so do sine and cosine of each: a handful of them make a grid.
  void addTo(float[] x, float[] y, int height, int width, Table table) {
    for (int wave = 0; wave < COUNT; wave++) {
      turn(phase[wave], frequencyX[wave], table.sinA, table.cosA, width);
      turn(0, frequencyY[wave], table.sinB, table.cosB, height);
      float ax = amplitudeX[wave];
      float ay = amplitudeY[wave];
      for (int row = 0; row < height; row++) {
        float sinB = table.sinB[row];
        float cosB = table.cosB[row];
        int start = row * width;
        for (int column = 0; column < width; column++) {
          float level = table.sinA[column] * cosB + table.cosA[column] * sinB;
          x[start + column] += ax * level;
          y[start + column] += ay * level;
        }
      }
    }
  }

  /// Sine and cosine of `start + i·step`.
  private static void turn(double start, double step, float[] sin, float[] cos, int count) {
    double s = StrictMath.sin(start);
    double c = StrictMath.cos(start);
    double sinStep = StrictMath.sin(step);
    double cosStep = StrictMath.cos(step);
    for (int i = 0; i < count; i++) {
      sin[i] = (float) s;
      cos[i] = (float) c;
      double next = s * cosStep + c * sinStep;
      c = c * cosStep - s * sinStep;
      s = next;
    }
  }

  /// Room for the sines of a grid.
  static final class Table {
    private final float[] sinA;
    private final float[] cosA;
    private final float[] sinB;
    private final float[] cosB;

    Table(int height, int width) {
      sinA = new float[width];
      cosA = new float[width];
      sinB = new float[height];
      cosB = new float[height];
    }
  }
}
