package dev.descent.data;

import java.util.List;

/// A random deformation of the plane: slow waves (elastic), then stretch, slant and rotation.
final class DigitWarp {
  private final Waves waves;
  private final float taper;
  private final float bulge;
  private final float lift;
  private final float xx;
  private final float xy;
  private final float yx;
  private final float yy;

  DigitWarp(DrawSequence random) {
    waves = new Waves(random, 0.065f, 6.5f); // up to one wave over a box of 100
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
    float[] move = new float[2];
    for (float[] stroke : strokes) {
      for (int i = 0; i < stroke.length; i += 2) {
        float up = (stroke[i + 1] - 50) / 50;
        float side = (stroke[i] - 50) / 50;
        float x = 50 * (side + bulge * (side * side - 0.5f)) * (1 + taper * up);
        float y = 50 * (up + lift * (up * up - 1));
        waves.at(x, y, move);
        stroke[i] = xx * (x + move[0]) + xy * (y + move[1]);
        stroke[i + 1] = yx * (x + move[0]) + yy * (y + move[1]);
      }
    }
  }
}
