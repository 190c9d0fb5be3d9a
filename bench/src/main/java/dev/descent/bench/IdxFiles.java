package dev.descent.bench;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/// MNIST as the peers read it.
///
/// The benchmarks have a reader of their own, so that a mistake in Descent's shows as a difference.
final class IdxFiles {
  /// Grey levels of one image.
  static final int PIXELS = 28 * 28;

  private IdxFiles() {}

  /// Images of one split, row by row, scaled to `[0, 1]`.
  ///
  /// @param directory the folder of the four files, each with or without `.gz`
  /// @param split `train` or `t10k`
  /// @throws IOException if the file is missing or is not what its header says
  static float[] images(Path directory, String split) throws IOException {
    byte[] pixels = body(directory, split + "-images-idx3-ubyte", 0x803);
    float[] images = new float[pixels.length];
    for (int i = 0; i < images.length; i++) images[i] = (pixels[i] & 0xFF) / 255f;
    return images;
  }

  /// Digits of one split, as PyTorch wants class indices.
  ///
  /// @param directory the folder of the four files, each with or without `.gz`
  /// @param split `train` or `t10k`
  /// @throws IOException if the file is missing or is not what its header says
  static long[] labels(Path directory, String split) throws IOException {
    byte[] digits = body(directory, split + "-labels-idx1-ubyte", 0x801);
    long[] labels = new long[digits.length];
    for (int i = 0; i < labels.length; i++) labels[i] = digits[i];
    return labels;
  }

  private static byte[] body(Path directory, String name, int magic) throws IOException {
    Path plain = directory.resolve(name);
    Path zipped = directory.resolve(name + ".gz");
    if (!Files.exists(plain) && !Files.exists(zipped)) {
      throw new IOException(plain + ": no such file, nor with .gz; --data names the folder");
    }
    Path file = Files.exists(plain) ? plain : zipped;
    try (InputStream raw = new BufferedInputStream(Files.newInputStream(file));
        DataInputStream in =
            new DataInputStream(file.equals(plain) ? raw : new GZIPInputStream(raw))) {
      return body(in, magic);
    } catch (IOException e) {
      throw new IOException("%s: no readable IDX file: %s".formatted(file, e), e);
    }
  }

  private static byte[] body(DataInputStream in, int magic) throws IOException {
    int found = in.readInt();
    if (found != magic) {
      throw new IOException("magic number 0x%x, not 0x%x".formatted(found, magic));
    }
    long size = 1;
    for (int axis = 0; axis < (magic & 0xFF); axis++) size *= in.readInt();
    byte[] body = in.readAllBytes();
    if (body.length != size) {
      throw new IOException("%d bytes, not %d".formatted(body.length, size));
    }
    return body;
  }
}
