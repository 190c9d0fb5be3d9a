package dev.descent.data;

import dev.descent.io.Json;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Random changes of grey images that leave what they show as it was, so that a network sees each
/// example a little differently in every epoch.
///
/// An image is sheared and scaled, turned and moved, all about its centre, and bent by slow waves.
/// Pixels in between are interpolated linearly; what comes in from outside is black. The amounts
/// are drawn anew, uniformly, for each image: a pure function of (seed, epoch, number of the
/// example).
///
/// - **Source** Simard, Steinkraus and Platt 2003, "Best practices for convolutional neural
///   networks applied to visual document analysis"
///
/// @param height rows of an image
/// @param width columns of an image
/// @param shift the most pixels to move, along each axis
/// @param rotation the most degrees to turn, either way
/// @param scale the most to grow or shrink, as a share of the size, below 1
/// @param shear the most columns by which neighbouring rows slip against each other
/// @param elastic how many pixels the waves move a point along each axis (root of the mean square)
/// @param seed decides what is drawn
public record Augmentation(
    int height,
    int width,
    double shift,
    double rotation,
    double scale,
    double shear,
    double elastic,
    long seed) {
  private static final int LARGEST_SIDE = 4096;
  private static final List<String> AMOUNTS =
      List.of("shift", "rotation", "scale", "shear", "elastic");

  /// **Throws** [IllegalArgumentException] if an amount is negative or makes no sense
  public Augmentation {
    if (height < 1 || width < 1 || height > LARGEST_SIDE || width > LARGEST_SIDE) {
      throw new IllegalArgumentException(
          "images to change must have from 1 to %d rows and columns, not %d x %d"
              .formatted(LARGEST_SIDE, height, width));
    }
    require("shift", shift, LARGEST_SIDE);
    require("rotation", rotation, 180);
    require("scale", scale, 0.9);
    require("shear", shear, 1);
    require("elastic", elastic, LARGEST_SIDE);
  }

  private static void require(String name, double amount, double most) {
    if (!(amount >= 0 && amount <= most)) {
      throw new IllegalArgumentException(
          "%s must be from 0 to %s, not %s".formatted(name, most, amount));
    }
  }

  /// Changes that suit handwritten digits of 28x28 pixels: up to 2 pixels, 12 degrees and 12 % of
  /// the size, a shear of 0.15, and waves of 0.7 pixels.
  public static Augmentation ofDigits(long seed) {
    return new Augmentation(28, 28, 2, 12, 0.12, 0.15, 0.7, seed);
  }

  /// An augmentation in words: `digits` for the amounts of [#ofDigits], or with others, such as
  /// `digits:rotation=5,elastic=0`.
  ///
  /// **Throws** [IllegalArgumentException] that says what there is
  ///
  /// @param height rows of an image
  /// @param width columns of an image
  public static Augmentation named(String text, int height, int width, long seed) {
    Map<String, @Nullable Object> amounts = ofDigits(seed).toMap();
    amounts.put("height", height);
    amounts.put("width", width);
    String[] nameAndAmounts = text.split(":", 2);
    if (!nameAndAmounts[0].equals("digits")) {
      throw new IllegalArgumentException(
          "there is no augmentation '%s'; there are: none, digits, digits:shift=2,rotation=12,..."
              .formatted(text));
    }
    for (String amount :
        nameAndAmounts.length == 1 ? new String[0] : nameAndAmounts[1].split(",")) {
      String[] pair = amount.split("=", 2);
      if (pair.length < 2 || !AMOUNTS.contains(pair[0])) {
        throw new IllegalArgumentException(
            "'%s' is no amount of an augmentation; there are: %s"
                .formatted(amount, String.join(", ", AMOUNTS)));
      }
      try {
        amounts.put(pair[0], Double.valueOf(pair[1]));
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException(
            "'%s' is not a number, in the augmentation '%s'".formatted(pair[1], text), e);
      }
    }
    return fromMap(amounts);
  }

  /// Changes images.
  ///
  /// @param epoch the number of the epoch
  /// @param examples the images' numbers in their dataset
  /// @param images `[examples.length, height, width]`, levels as one likes, 0 for black
  /// @return the changed images, of the same shape
  public float[] apply(long epoch, int[] examples, float[] images) {
    int size = height * width;
    if (images.length != examples.length * size) {
      throw new IllegalArgumentException(
          "%d images of %d x %d have %d pixels, not %d"
              .formatted(examples.length, height, width, examples.length * size, images.length));
    }
    float[] changed = new float[images.length];
    ImageWarp warp = new ImageWarp(this);
    for (int i = 0; i < examples.length; i++) {
      warp.apply(epoch, examples[i], images, changed, i * size);
    }
    return changed;
  }

  /// The augmentation as JSON holds it.
  public Map<String, @Nullable Object> toMap() {
    return Json.object(
        "height",
        height,
        "width",
        width,
        "shift",
        shift,
        "rotation",
        rotation,
        "scale",
        scale,
        "shear",
        shear,
        "elastic",
        elastic,
        "seed",
        seed);
  }

  /// The augmentation that [#toMap()] wrote.
  ///
  /// **Throws** [IllegalArgumentException] naming what is missing or makes no sense
  public static Augmentation fromMap(Map<?, ?> map) {
    MapFields fields = new MapFields("augmentation", map);
    return new Augmentation(
        (int) fields.integer("height", 1, LARGEST_SIDE),
        (int) fields.integer("width", 1, LARGEST_SIDE),
        fields.number("shift"),
        fields.number("rotation"),
        fields.number("scale"),
        fields.number("shear"),
        fields.number("elastic"),
        fields.integer("seed", Long.MIN_VALUE, Long.MAX_VALUE));
  }
}
