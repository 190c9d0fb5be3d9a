package dev.descent.data;

import java.util.List;

/// A random deformation of the plane: slow waves (elastic), then stretch, slant and rotation.
final class DigitWarp {
  private static final int WAVES = 3;

  private final float[] frequencyX = new float[WAVES];
  private final float[] frequencyY = new float[WAVES];
  private final float[] phase = new float[WAVES];
  private final float[] amplitudeX = new float[WAVES];
  private final float[] amplitudeY = new float[WAVES];
  private final float taper;
  private final float bulge;
  private final float lift;
  private final float xx;
  private final float xy;
  private final float yx;
  private final float yy;

  DigitWarp(DrawSequence random) {
    for (int i = 0; i < WAVES; i++) {
      // Up to one wave over a box of 100.
      frequencyX[i] = random.uniform(-0.065f, 0.065f);
      frequencyY[i] = random.uniform(-0.065f, 0.065f);
      phase[i] = random.uniform(0, 6.2831855f);
      amplitudeX[i] = random.normal(0, 6.5f);
      amplitudeY[i] = random.normal(0, 6.5f);
    }
    taper = random.normal(0, 0.16f);
    lift = random.normal(0, 0.22f);
    bulge = random.normal(0, 0.12f);
    float stretch = (float) StrictMath.exp(random.normal(-0.1f, 0.23f));
    float slant = random.normal(0.1f, 0.25f);
    float angle = random.normal(0, 0.1f);
    float cos = (float) StrictMath.cos(angle);
    float sin = (float) StrictMath.sin(angle);
    xx = cos * stretch;
    xy = -cos * slant - sin;
    yx = sin * stretch;
    yy = -sin * slant + cos;
  }

  /// Moves points x0, y0, x1, y1, ...
  void apply(List<float[]> strokes) {
    for (float[] stroke : strokes) {
      for (int i = 0; i < stroke.length; i += 2) {
        float up = (stroke[i + 1] - 50) / 50;
        float side = (stroke[i] - 50) / 50;
        float x = 50 * (side + bulge * (side * side - 0.5f)) * (1 + taper * up);
        float y = 50 * (up + lift * (up * up - 1));
        float dx = 0;
        float dy = 0;
        for (int wave = 0; wave < WAVES; wave++) {
          float height =
              (float) StrictMath.sin(frequencyX[wave] * x + frequencyY[wave] * y + phase[wave]);
          dx += amplitudeX[wave] * height;
          dy += amplitudeY[wave] * height;
        }
        stroke[i] = xx * (x + dx) + xy * (y + dy);
        stroke[i + 1] = yx * (x + dx) + yy * (y + dy);
      }
    }
  }
}
