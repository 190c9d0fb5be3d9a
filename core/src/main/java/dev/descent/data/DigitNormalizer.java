package dev.descent.data;

import java.util.Arrays;

/// Brings a picture of a digit to the form in which MNIST holds its digits.
///
/// The ink is cut out, scaled with its longest side to 20 pixels (averaging areas, so that edges
/// become grey), and placed in 28x28 pixels with its centre of mass nearest to pixel (14, 14).
///
/// - **Source** LeCun, Bottou, Bengio and Haffner 1998, "Gradient-based learning applied to
///   document recognition"
public final class DigitNormalizer {
  /// Rows and columns of a normalised digit.
  public static final int SIZE = 28;

  private static final int BOX = 20;
  private static final int LEAST_CONTRAST = 24;
  private static final float FAINTEST = 1 / 255f;

  private DigitNormalizer() {}

  /// Normalises a grey picture of one digit, dark on light or light on dark.
  ///
  /// What most of the picture's border shows is taken for paper, and how much the border varies for
  /// noise, as is whatever differs from paper by less than an eighth of what the ink does.
  ///
  /// - **Shapes** `[height, width]` → `[28, 28]`, both unsigned (0 … 255); the result is light on
  ///   dark, as in MNIST
  /// - **Throws** [DataException] if the picture shows nothing but paper
  public static byte[] normalize(byte[] grey, int height, int width) {
    if (height < 1 || width < 1 || grey.length != (long) height * width) {
      throw new IllegalArgumentException(
          "%d pixels are no picture of %d rows and %d columns"
              .formatted(grey.length, height, width));
    }
    byte[] digit = new byte[SIZE * SIZE];
    fit(ink(grey, height, width), height, width, digit, 0);
    return digit;
  }

  /// How much ink each pixel holds: 0 for paper and noise, 1 for the strongest ink.
  private static float[] ink(byte[] grey, int height, int width) {
    int[] border = border(grey, height, width);
    Arrays.sort(border);
    int paper = border[border.length / 2];
    int darkest = 255;
    int lightest = 0;
    for (byte pixel : grey) {
      darkest = Math.min(darkest, Byte.toUnsignedInt(pixel));
      lightest = Math.max(lightest, Byte.toUnsignedInt(pixel));
    }
    boolean darkInk = paper - darkest > lightest - paper;
    int contrast = darkInk ? paper - darkest : lightest - paper;
    int low = border[border.length / 10];
    int high = border[border.length - 1 - border.length / 10];
    int grain = 2 * Math.max(paper - low, high - paper);
    // JPEG surrounds strokes with faint waves, cameras sprinkle single pixels, and one of either
    // would move the cut. In pictures as small as the result, what is faint is the ink's own edge.
    int faint = Math.max(height, width) > SIZE ? contrast / 8 : 0;
    int noise = Math.min(Math.max(grain, faint), contrast / 2);
    if (contrast < LEAST_CONTRAST) {
      throw new DataException(
          "the picture is empty: its pixels differ by %d of 255 levels; draw one digit, dark on light or light on dark"
              .formatted(contrast));
    }
    float[] ink = new float[grey.length];
    for (int i = 0; i < grey.length; i++) {
      int level = Byte.toUnsignedInt(grey[i]);
      int above = darkInk ? paper - level : level - paper;
      ink[i] = above > noise ? above / (float) contrast : 0;
    }
    return ink;
  }

  private static int[] border(byte[] grey, int height, int width) {
    int[] border = new int[2 * (height + width)];
    int n = 0;
    for (int column = 0; column < width; column++) {
      border[n++] = Byte.toUnsignedInt(grey[column]);
      border[n++] = Byte.toUnsignedInt(grey[(height - 1) * width + column]);
    }
    for (int row = 0; row < height; row++) {
      border[n++] = Byte.toUnsignedInt(grey[row * width]);
      border[n++] = Byte.toUnsignedInt(grey[row * width + width - 1]);
    }
    return border;
  }

  /// Normalises ink.
  ///
  /// @param ink `[height, width]`, 0 (paper) to 1 (ink), with at least one pixel of ink
  /// @param out receives `[28, 28]` unsigned levels from `offset` on, which must be zero before
  static void fit(float[] ink, int height, int width, byte[] out, int offset) {
    int top = height;
    int bottom = -1;
    int left = width;
    int right = -1;
    for (int row = 0; row < height; row++) {
      for (int column = 0; column < width; column++) {
        if (ink[row * width + column] > FAINTEST) {
          top = Math.min(top, row);
          bottom = row;
          left = Math.min(left, column);
          right = Math.max(right, column);
        }
      }
    }
    int inkHeight = bottom - top + 1;
    int inkWidth = right - left + 1;
    int longest = Math.max(inkHeight, inkWidth);
    int boxHeight = Math.max(1, Math.round(inkHeight * BOX / (float) longest));
    int boxWidth = Math.max(1, Math.round(inkWidth * BOX / (float) longest));
    float[] narrowed = resampleRows(ink, top * width + left, width, inkHeight, inkWidth, boxWidth);
    // The result is [boxWidth, inkHeight]: resampling the rows of a transposed picture resamples
    // its columns.
    float[] box = resampleRows(narrowed, 0, inkHeight, boxWidth, inkHeight, boxHeight);
    centre(box, boxHeight, boxWidth, out, offset);
  }

  /// Resamples each of `rows` rows from `from` to `to` pixels, and transposes: the result is `[to,
  /// rows]`.
  static float[] resampleRows(float[] x, int start, int stride, int rows, int from, int to) {
    float[] y = new float[to * rows];
    float scale = from / (float) to;
    float reach = Math.max(scale, 1);
    float[] weights = new float[(int) (2 * reach) + 3];
    for (int i = 0; i < to; i++) {
      float centre = (i + 0.5f) * scale;
      int first = Math.max(0, (int) Math.floor(centre - reach));
      int last = Math.min(from - 1, (int) Math.floor(centre + reach));
      float sum = 0;
      for (int j = first; j <= last; j++) {
        float weight = weight(j + 0.5f - centre, scale);
        weights[j - first] = weight;
        sum += weight;
      }
      for (int row = 0; row < rows; row++) {
        float value = 0;
        for (int j = first; j <= last; j++) {
          value += weights[j - first] * x[start + row * stride + j];
        }
        y[i * rows + row] = value / sum;
      }
    }
    return y;
  }

  /// Shrinking: the part of a source pixel that a target pixel covers. Enlarging: linear
  /// interpolation.
  private static float weight(float distance, float scale) {
    float d = Math.abs(distance);
    return scale > 1 ? Math.clamp((scale + 1) / 2 - d, 0f, 1f) : Math.max(1 - d, 0);
  }

  private static void centre(float[] box, int boxHeight, int boxWidth, byte[] out, int offset) {
    double mass = 0;
    double rowMoment = 0;
    double columnMoment = 0;
    for (int row = 0; row < boxHeight; row++) {
      for (int column = 0; column < boxWidth; column++) {
        float v = box[row * boxWidth + column];
        mass += v;
        rowMoment += (double) v * row;
        columnMoment += (double) v * column;
      }
    }
    int top = Math.clamp(Math.round(SIZE / 2 - rowMoment / mass), 0, SIZE - boxHeight);
    int left = Math.clamp(Math.round(SIZE / 2 - columnMoment / mass), 0, SIZE - boxWidth);
    for (int row = 0; row < boxHeight; row++) {
      for (int column = 0; column < boxWidth; column++) {
        int level = Math.round(255 * Math.clamp(box[row * boxWidth + column], 0f, 1f));
        out[offset + (top + row) * SIZE + left + column] = (byte) level;
      }
    }
  }
}
