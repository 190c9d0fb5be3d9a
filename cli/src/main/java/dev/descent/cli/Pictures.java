package dev.descent.cli;

import dev.descent.data.DataException;
import dev.descent.data.DigitNormalizer;
import dev.descent.data.GreyPicture;
import java.nio.file.Path;

/// Reads picture files as digits.
final class Pictures {
  private Pictures() {}

  /// Reads a PNG, JPEG, GIF or BMP file of any size, and brings it to the form of MNIST's digits.
  ///
  /// - **Shapes** → `[28, 28]`, unsigned
  /// - **Throws** [DataException] if the file is missing, no picture, damaged, too large, or shows
  ///   nothing
  static byte[] digit(Path file) {
    GreyPicture picture = GreyPicture.read(file);
    try {
      return DigitNormalizer.normalize(picture.grey(), picture.height(), picture.width());
    } catch (DataException e) {
      throw new DataException(file + ": " + e.getMessage(), e);
    }
  }
}
