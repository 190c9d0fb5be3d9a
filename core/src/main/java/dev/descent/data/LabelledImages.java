package dev.descent.data;

import java.util.Arrays;
import java.util.Objects;

/// Grey images of one size, each with a label.
///
/// The arrays are not copied: whoever writes to them changes the images.
///
/// @param height rows of an image
/// @param width columns of an image
/// @param classes labels are 0 … classes−1
/// @param pixels `[count, height, width]`, row-major, unsigned (0 … 255)
/// @param labels `[count]`
@SuppressWarnings("ArrayRecordComponent") // equals, hashCode and toString are about the contents
public record LabelledImages(int height, int width, int classes, byte[] pixels, byte[] labels) {
  /// - **Throws** [DataException] if the number of pixels is not `labels.length · height · width`,
  ///   or a label is not below `classes`
  public LabelledImages {
    if (height < 1 || width < 1 || classes < 1 || classes > 256) {
      throw new DataException(
          "images need a height and a width of at least 1 and 1 to 256 classes, not %d x %d and %d classes"
              .formatted(height, width, classes));
    }
    if (pixels.length != (long) labels.length * height * width) {
      throw new DataException(
          "%d labels of %d x %d images need %d pixels, but there are %d"
              .formatted(
                  labels.length,
                  height,
                  width,
                  (long) labels.length * height * width,
                  pixels.length));
    }
    for (int i = 0; i < labels.length; i++) {
      if (Byte.toUnsignedInt(labels[i]) >= classes) {
        throw new DataException(
            "label %d is %d: with %d classes, labels are 0 to %d"
                .formatted(i, Byte.toUnsignedInt(labels[i]), classes, classes - 1));
      }
    }
  }

  /// The number of images.
  public int count() {
    return labels.length;
  }

  /// The label of an image.
  public int label(int index) {
    return Byte.toUnsignedInt(labels[index]);
  }

  /// A copy of the pixels of an image, `[height, width]`.
  public byte[] image(int index) {
    int size = height * width;
    return Arrays.copyOfRange(pixels, index * size, (index + 1) * size);
  }

  /// A copy of the images from `from` up to, not including, `to`.
  ///
  /// - **Throws** [IndexOutOfBoundsException] unless `0 ≤ from ≤ to ≤ count()`
  public LabelledImages slice(int from, int to) {
    Objects.checkFromToIndex(from, to, count());
    int size = height * width;
    return new LabelledImages(
        height,
        width,
        classes,
        Arrays.copyOfRange(pixels, from * size, to * size),
        Arrays.copyOfRange(labels, from, to));
  }

  /// Equal sizes, pixels and labels.
  @Override
  public boolean equals(Object other) {
    return other instanceof LabelledImages that
        && height == that.height
        && width == that.width
        && classes == that.classes
        && Arrays.equals(labels, that.labels)
        && Arrays.equals(pixels, that.pixels);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(pixels) + Arrays.hashCode(labels);
  }

  @Override
  public String toString() {
    return "%d images of %d x %d in %d classes".formatted(count(), height, width, classes);
  }
}
