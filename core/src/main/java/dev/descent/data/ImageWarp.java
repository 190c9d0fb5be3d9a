package dev.descent.data;

import java.util.Arrays;

/// Changes one image after another; not for use by several threads.
///
/// First, for each pixel of the result, the place in the image is computed that it shows; then the
/// levels there are interpolated, in a copy of the image with a black margin, so that no place
/// needs to be looked at twice.
final class ImageWarp {
  private static final long STREAM = 0x41554720_00000000L;

  /// Two waves over an image at most.
  private static final double MOST_RADIANS = 4 * Math.PI;

  private final Augmentation amounts;
  private final int height;
  private final int width;
  private final float[] x;
  private final float[] y;
  private final float[] framed;

  ImageWarp(Augmentation amounts) {
    this.amounts = amounts;
    this.height = amounts.height();
    this.width = amounts.width();
    this.x = new float[height * width];
    this.y = new float[height * width];
    this.framed = new float[(height + 3) * (width + 3)];
  }

  /// Changes the image that begins at `offset` of `images` into `changed`, at the same place.
  void apply(long epoch, int example, float[] images, float[] changed, int offset) {
    DrawSequence random = new DrawSequence(amounts.seed(), STREAM + epoch, example);
    place(random);
    if (amounts.elastic() > 0) {
      float frequency = (float) (MOST_RADIANS / Math.max(height, width));
      new Waves(random, frequency, Waves.amplitudeFor(amounts.elastic()))
          .addTo(x, y, height, width);
    }
    frame(images, offset);
    interpolate(changed, offset);
  }

  /// Where the pixels come from: the inverse of "shear and scale, turn, move".
  private void place(DrawSequence random) {
    double angle = Math.toRadians(amounts.rotation()) * (2 * random.uniform() - 1);
    double scale = 1 + amounts.scale() * (2 * random.uniform() - 1);
    double slip = amounts.shear() * (2 * random.uniform() - 1);
    double moveX = amounts.shift() * (2 * random.uniform() - 1);
    double moveY = amounts.shift() * (2 * random.uniform() - 1);
    double sin = StrictMath.sin(angle) / scale;
    double cos = StrictMath.cos(angle) / scale;
    // Forward [cos, −sin; sin, cos]·[1, slip; 0, 1]·scale, with y downwards; this is its inverse.
    float xx = (float) (cos + slip * sin);
    float xy = (float) (sin - slip * cos);
    float yx = (float) -sin;
    float yy = (float) cos;
    float centreX = (width - 1) / 2f;
    float centreY = (height - 1) / 2f;
    float fromX = (float) (centreX + moveX);
    float fromY = (float) (centreY + moveY);
    for (int row = 0; row < height; row++) {
      float down = row - fromY;
      float startX = centreX + xy * down;
      float startY = centreY + yy * down;
      int start = row * width;
      for (int column = 0; column < width; column++) {
        float right = column - fromX;
        x[start + column] = startX + xx * right;
        y[start + column] = startY + yx * right;
      }
    }
  }

  private void frame(float[] images, int offset) {
    int stride = width + 3;
    Arrays.fill(framed, 0);
    for (int row = 0; row < height; row++) {
      System.arraycopy(images, offset + row * width, framed, (row + 1) * stride + 1, width);
    }
  }

  private void interpolate(float[] changed, int offset) {
    int stride = width + 3;
    float mostX = width + 1;
    float mostY = height + 1;
    for (int i = 0; i < x.length; i++) {
      float px = Math.min(Math.max(x[i] + 1, 0), mostX);
      float py = Math.min(Math.max(y[i] + 1, 0), mostY);
      int column = (int) px;
      int row = (int) py;
      float shareX = px - column;
      float shareY = py - row;
      int at = row * stride + column;
      float above = framed[at] + shareX * (framed[at + 1] - framed[at]);
      float below = framed[at + stride] + shareX * (framed[at + stride + 1] - framed[at + stride]);
      changed[offset + i] = above + shareY * (below - above);
    }
  }
}
