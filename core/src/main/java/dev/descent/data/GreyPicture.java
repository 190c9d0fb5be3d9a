package dev.descent.data;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.Raster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

/// The brightness of a picture's pixels. The only class that uses the JDK's module for pictures,
/// which is loaded when the first one is read.
///
/// @param grey `[height, width]`, unsigned
@SuppressWarnings("ArrayRecordComponent") // never compared
public record GreyPicture(int height, int width, byte[] grey) {
  /// Decoded, a picture of this size takes about 160 MB.
  private static final long MOST_PIXELS = 40_000_000;

  static {
    System.setProperty("java.awt.headless", "true");
    ImageIO.setUseCache(false);
  }

  /// Reads a PNG, JPEG, GIF or BMP file of any size.
  ///
  /// - **Throws** [DataException] if the file is missing, no picture, damaged or too large
  public static GreyPicture read(Path file) {
    BufferedImage image = decode(file);
    return new GreyPicture(image.getHeight(), image.getWidth(), grey(image));
  }

  /// The picture in another size, stretched if its shape is another. Shrinking averages areas,
  /// enlarging interpolates linearly.
  ///
  /// - **Shapes** → `[toHeight, toWidth]`, unsigned
  public byte[] scaled(int toHeight, int toWidth) {
    float[] levels = new float[grey.length];
    for (int i = 0; i < levels.length; i++) {
      levels[i] = Byte.toUnsignedInt(grey[i]);
    }
    // Each call transposes.
    float[] narrowed = DigitNormalizer.resampleRows(levels, 0, width, height, width, toWidth);
    float[] small = DigitNormalizer.resampleRows(narrowed, 0, height, toWidth, height, toHeight);
    byte[] pixels = new byte[small.length];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) Math.clamp(Math.round(small[i]), 0, 255);
    }
    return pixels;
  }

  private static BufferedImage decode(Path file) {
    if (Files.isDirectory(file)) {
      throw new DataException(file + ": this is a folder; name a PNG or JPEG file");
    }
    try (var bytes = Files.newInputStream(file);
        ImageInputStream in = ImageIO.createImageInputStream(bytes)) {
      Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
      if (!readers.hasNext()) {
        throw new DataException(
            file + ": this is no picture that can be read; use a PNG or JPEG file");
      }
      ImageReader reader = readers.next();
      try {
        reader.setInput(in, true, true);
        requireModest(file, reader.getWidth(0), reader.getHeight(0));
        return reader.read(0);
      } finally {
        reader.dispose();
      }
    } catch (NoSuchFileException e) {
      throw new DataException(file + ": there is no such file", e);
    } catch (IOException e) {
      throw damaged(file, e);
    } catch (DataException e) {
      throw e;
    } catch (RuntimeException e) {
      // Damaged files make the JDK's decoders throw almost anything.
      throw damaged(file, e);
    }
  }

  private static DataException damaged(Path file, Exception e) {
    String reason = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    return new DataException(
        "%s: the picture cannot be read (%s); save it again as PNG".formatted(file, reason), e);
  }

  private static void requireModest(Path file, int width, int height) {
    if ((long) width * height > MOST_PIXELS) {
      throw new DataException(
          "%s: %d x %d pixels are too many; scale the picture down to 40 million at most"
              .formatted(file, width, height));
    }
  }

  /// The brightness of each pixel, in front of white where the picture is transparent.
  private static byte[] grey(BufferedImage image) {
    int width = image.getWidth();
    int height = image.getHeight();
    byte[] grey = new byte[width * height];
    ColorModel colours = image.getColorModel();
    if (colours.getColorSpace().getType() == ColorSpace.TYPE_GRAY && !colours.hasAlpha()) {
      // getRGB would take the levels for linear light, and brighten them.
      Raster levels = image.getRaster();
      int bits = levels.getSampleModel().getSampleSize(0);
      int[] row = new int[width];
      for (int y = 0; y < height; y++) {
        levels.getSamples(0, y, width, 1, 0, row);
        for (int x = 0; x < width; x++) {
          grey[y * width + x] = (byte) (row[x] * 255L / ((1L << bits) - 1));
        }
      }
      return grey;
    }
    int[] row = new int[width];
    for (int y = 0; y < height; y++) {
      image.getRGB(0, y, width, 1, row, 0, width);
      for (int x = 0; x < width; x++) {
        grey[y * width + x] = (byte) brightness(row[x]);
      }
    }
    return grey;
  }

  /// **Source** ITU-R BT.601, the weights of red, green and blue
  private static int brightness(int argb) {
    int alpha = argb >>> 24;
    int level =
        (299 * (argb >> 16 & 0xFF) + 587 * (argb >> 8 & 0xFF) + 114 * (argb & 0xFF) + 500) / 1000;
    return (level * alpha + 255 * (255 - alpha) + 127) / 255;
  }
}
