package dev.descent.data;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/// Reads IDX files, the format of MNIST: a header of big-endian integers, then the values.
///
/// Files may be compressed with gzip; their first bytes tell, not their names. What a header claims
/// is checked before memory is taken for it.
///
/// - **Throws** all methods: [DataException] if a file is missing, is not an IDX file of unsigned
///   bytes, is cut off, is longer than its header says, or is damaged
/// - **Source** LeCun, Cortes and Burges, "The MNIST database of handwritten digits"
public final class IdxReader {
  private static final int IMAGES_MAGIC = 0x00000803;
  private static final int LABELS_MAGIC = 0x00000801;
  private static final int LARGEST_SIDE = 4096;
  private static final int LARGEST_ARRAY = Integer.MAX_VALUE - 8;

  /// The images of one file.
  ///
  /// @param pixels `[count, height, width]`, unsigned
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Images(int count, int height, int width, byte[] pixels) {}

  private IdxReader() {}

  /// Reads a file of images and the file of their labels.
  ///
  /// - **Throws** [DataException] also if the numbers of images and labels differ, or a label is
  ///   not below `classes`
  public static LabelledImages read(Path imagesFile, Path labelsFile, int classes) {
    byte[] labels = labels(labelsFile, classes);
    Images images = images(imagesFile);
    if (images.count() != labels.length) {
      throw new DataException(
          "%s holds %d images, but %s holds %d labels: take both files from the same data set"
              .formatted(imagesFile, images.count(), labelsFile, labels.length));
    }
    return new LabelledImages(images.height(), images.width(), classes, images.pixels(), labels);
  }

  private static Images images(Path file) {
    try (Source source = Source.open(file)) {
      int[] header = source.header(IMAGES_MAGIC, 4);
      int height = header[2];
      int width = header[3];
      if (height < 1 || height > LARGEST_SIDE || width < 1 || width > LARGEST_SIDE) {
        throw new DataException(
            "%s: at byte 8: expected the height and width of images, 1 to %d each, found %s x %s; %s"
                .formatted(
                    file,
                    LARGEST_SIDE,
                    Integer.toUnsignedString(height),
                    Integer.toUnsignedString(width),
                    Source.MEND));
      }
      byte[] pixels = source.body(16, Integer.toUnsignedLong(header[1]) * height * width);
      return new Images(header[1], height, width, pixels);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private static byte[] labels(Path file, int classes) {
    byte[] labels;
    try (Source source = Source.open(file)) {
      int[] header = source.header(LABELS_MAGIC, 2);
      labels = source.body(8, Integer.toUnsignedLong(header[1]));
    } catch (IOException e) {
      throw unreadable(file, e);
    }
    for (int i = 0; i < labels.length; i++) {
      if (Byte.toUnsignedInt(labels[i]) >= classes) {
        throw new DataException(
            "%s: at byte %d: expected a label from 0 to %d, found %d; %s"
                .formatted(file, 8 + i, classes - 1, Byte.toUnsignedInt(labels[i]), Source.MEND));
      }
    }
    return labels;
  }

  private static DataException unreadable(Path file, IOException e) {
    return new DataException("%s: cannot be read: %s".formatted(file, e), e);
  }

  /// An open file, decompressed if need be, read from front to back.
  private record Source(Path file, long size, boolean compressed, InputStream in)
      implements AutoCloseable {
    static final String MEND = "the file is damaged or of another kind: fetch it again";

    static Source open(Path file) throws IOException {
      if (Files.exists(file) && !Files.isRegularFile(file)) {
        throw new DataException(
            "%s: expected an IDX file, found something else: name the file itself".formatted(file));
      }
      try {
        long size = Files.size(file);
        InputStream raw = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
        raw.mark(2);
        boolean compressed = raw.read() == 0x1f && raw.read() == 0x8b;
        raw.reset();
        return new Source(file, size, compressed, compressed ? gunzip(file, raw) : raw);
      } catch (NoSuchFileException e) {
        throw new DataException("%s: no such file".formatted(file), e);
      }
    }

    private static InputStream gunzip(Path file, InputStream raw) throws IOException {
      try {
        return new GZIPInputStream(raw, 1 << 16);
      } catch (ZipException | EOFException e) {
        raw.close();
        throw new DataException(
            "%s: at byte 0: damaged gzip header (%s); %s".formatted(file, e.getMessage(), MEND), e);
      }
    }

    /// Reads the first integers of the file: the magic number, then sizes that are to be taken as
    /// unsigned.
    int[] header(int magic, int integers) throws IOException {
      ByteBuffer bytes = ByteBuffer.wrap(take(0, 4 * integers));
      int[] header = new int[integers];
      for (int i = 0; i < integers; i++) {
        header[i] = bytes.getInt();
      }
      if (header[0] != magic) {
        String found =
            switch (header[0]) {
              case IMAGES_MAGIC -> "images";
              case LABELS_MAGIC -> "labels";
              default -> "%08x".formatted(header[0]);
            };
        throw new DataException(
            "%s: at byte 0: expected an IDX file of %s (magic number %08x), found %s; %s"
                .formatted(file, magic == IMAGES_MAGIC ? "images" : "labels", magic, found, MEND));
      }
      return header;
    }

    /// Reads the rest of the file, which must be exactly `length` bytes.
    byte[] body(int offset, long length) throws IOException {
      // Deflate packs at most 1032 bytes into one.
      long most = compressed ? 1032 * size : size;
      if (offset + length > most || (!compressed && offset + length < size)) {
        throw new DataException(
            "%s: at byte 4: the header promises %d bytes in all, but the file's %d bytes %s; %s"
                .formatted(
                    file,
                    offset + length,
                    size,
                    compressed ? "cannot hold them" : "are all there is",
                    MEND));
      }
      if (length > LARGEST_ARRAY) {
        throw new DataException(
            "%s: at byte 4: %d bytes of data are more than the %d that fit in memory; split the file"
                .formatted(file, length, LARGEST_ARRAY));
      }
      byte[] body = take(offset, (int) length);
      // Reading to the very end also makes gzip compare its checksum.
      if (body.length == length && next(offset + length) >= 0) {
        throw new DataException(
            "%s: at byte %d: expected the end, found more data; %s"
                .formatted(file, offset + length, MEND));
      }
      return body;
    }

    /// Reads exactly `length` bytes. The buffer grows with what has really been read.
    private byte[] take(int offset, int length) throws IOException {
      byte[] bytes = new byte[(int) Math.min(length, (compressed ? 8 : 1) * size + 64)];
      int n = 0;
      while (n < length) {
        if (n == bytes.length) {
          bytes = Arrays.copyOf(bytes, (int) Math.min(length, 2L * bytes.length));
        }
        int got;
        try {
          got = in.read(bytes, n, bytes.length - n);
        } catch (ZipException | EOFException e) {
          throw damaged(offset + n, e);
        }
        if (got < 0) {
          throw new DataException(
              "%s: at byte %d: the file ends, but %d more bytes were expected; %s"
                  .formatted(file, offset + n, length - n, MEND));
        }
        n += got;
      }
      return bytes;
    }

    private int next(long offset) throws IOException {
      try {
        return in.read();
      } catch (ZipException | EOFException e) {
        throw damaged(offset, e);
      }
    }

    private DataException damaged(long offset, IOException e) {
      return new DataException(
          "%s: at byte %d of the decompressed data: the gzip data is damaged or cut off (%s); %s"
              .formatted(file, offset, e.getMessage(), MEND),
          e);
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }
}
