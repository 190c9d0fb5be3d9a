package dev.descent.data;

import java.util.Arrays;

/// Draws lines with a round pen on a square sheet, with edges one pixel soft.
final class StrokeRenderer {
  private final int size;
  private final float[] ink;

  StrokeRenderer(int size) {
    this.size = size;
    this.ink = new float[size * size];
  }

  /// The sheet, `[size, size]`: 0 is paper, 1 is ink. Valid until the next change.
  float[] ink() {
    return ink;
  }

  void clear() {
    Arrays.fill(ink, 0);
  }

  /// Draws the line from (x0, y0) to (x1, y1), in pixels; the pen's radius goes from r0 to r1.
  void line(float x0, float y0, float r0, float x1, float y1, float r1) {
    float reach = Math.max(r0, r1) + 0.5f;
    int left = Math.max(0, (int) (Math.min(x0, x1) - reach));
    int right = Math.min(size - 1, (int) (Math.max(x0, x1) + reach));
    int top = Math.max(0, (int) (Math.min(y0, y1) - reach));
    int bottom = Math.min(size - 1, (int) (Math.max(y0, y1) + reach));
    float dx = x1 - x0;
    float dy = y1 - y0;
    float perSquare = 1 / Math.max(dx * dx + dy * dy, 1e-12f);
    for (int row = top; row <= bottom; row++) {
      float py = row + 0.5f - y0;
      for (int column = left; column <= right; column++) {
        float px = column + 0.5f - x0;
        float along = Math.clamp((px * dx + py * dy) * perSquare, 0f, 1f);
        float ex = px - along * dx;
        float ey = py - along * dy;
        float edge = r0 + along * (r1 - r0) + 0.5f;
        float square = ex * ex + ey * ey;
        if (square < edge * edge) {
          float cover = Math.min(1, edge - (float) Math.sqrt(square));
          int at = row * size + column;
          ink[at] = Math.max(ink[at], cover);
        }
      }
    }
  }
}
