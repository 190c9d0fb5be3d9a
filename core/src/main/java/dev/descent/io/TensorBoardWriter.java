package dev.descent.io;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.zip.CRC32C;

/// Writes an event file that TensorBoard shows: `tensorboard --logdir FOLDER`.
///
/// A file is a sequence of records, each an `Event` in Protocol Buffers behind its length and
/// between two checksums. A record is handed to the operating system whole before a method returns,
/// so that a process killed at any instant leaves at most one incomplete record, which TensorBoard
/// ignores. Every writer makes a file of its own; TensorBoard joins those of one folder by their
/// steps.
///
/// Tags are names such as `loss/training`: what is before the slash groups the plots.
///
/// - **Source** TensorFlow: `event.proto`, `summary.proto` and `record_writer.cc`
public final class TensorBoardWriter implements Closeable {
  private static final int CHECKSUM_MASK = 0xa282ead8;
  private static final int BUCKETS = 30;

  /// `SessionLog.START`
  private static final int START = 1;

  private final Path file;
  private final OutputStream out;
  private final InstantSource clock;

  private TensorBoardWriter(Path file, OutputStream out, InstantSource clock) {
    this.file = file;
    this.out = out;
    this.clock = clock;
  }

  /// Opens a new event file in a folder, which is created where it is missing.
  ///
  /// @throws IOException if it cannot be written to
  public static TensorBoardWriter in(Path folder) throws IOException {
    return in(folder, InstantSource.system());
  }

  static TensorBoardWriter in(Path folder, InstantSource clock) throws IOException {
    try {
      Files.createDirectories(folder);
      Path file = newFile(folder, clock.instant().getEpochSecond());
      TensorBoardWriter writer = new TensorBoardWriter(file, Files.newOutputStream(file), clock);
      writer.write(writer.event(0).text(3, "brain.Event:2"));
      return writer;
    } catch (IOException e) {
      throw IoErrors.explain("write TensorBoard's events to", folder, e);
    }
  }

  /// Creates a file that nobody else has, not even a program that starts in the same second.
  private static Path newFile(Path folder, long second) throws IOException {
    int number = 0;
    while (true) {
      try {
        return Files.createFile(
            folder.resolve("events.out.tfevents.%010d.descent.%d".formatted(second, number)));
      } catch (FileAlreadyExistsException e) {
        number++;
      }
    }
  }

  /// The file.
  public Path file() {
    return file;
  }

  /// Says that training begins, or goes on, with a step: what other files of the folder hold of
  /// that step and later ones happens again, and TensorBoard forgets it.
  public void start(long step) throws IOException {
    write(event(step).message(7, new Protobuf().integer(1, START)));
  }

  /// A number, for a curve over the steps. It is stored as a float.
  public void scalar(String tag, long step, double value) throws IOException {
    value(step, new Protobuf().text(1, tag).float32(2, (float) value));
  }

  /// How values are spread, in 30 buckets of equal width; values that are not finite are left out.
  public void histogram(String tag, long step, float[] values) throws IOException {
    double least = Double.POSITIVE_INFINITY;
    double most = Double.NEGATIVE_INFINITY;
    double sum = 0;
    double squares = 0;
    int count = 0;
    for (float value : values) {
      if (Float.isFinite(value)) {
        least = Math.min(least, value);
        most = Math.max(most, value);
        sum += value;
        squares += (double) value * value;
        count++;
      }
    }
    if (count == 0) {
      return;
    }
    double width = most > least ? (most - least) / BUCKETS : 1;
    double[] limits = new double[BUCKETS];
    double[] buckets = new double[BUCKETS];
    for (int i = 0; i < BUCKETS; i++) {
      limits[i] = least + width * (i + 1);
    }
    for (float value : values) {
      if (Float.isFinite(value)) {
        buckets[Math.min((int) ((value - least) / width), BUCKETS - 1)]++;
      }
    }
    Protobuf histogram =
        new Protobuf()
            .float64(1, least)
            .float64(2, most)
            .float64(3, count)
            .float64(4, sum)
            .float64(5, squares)
            .float64s(6, limits)
            .float64s(7, buckets);
    value(step, new Protobuf().text(1, tag).message(5, histogram));
  }

  /// A picture.
  ///
  /// @param png the picture in the PNG format
  public void image(String tag, long step, int height, int width, byte[] png) throws IOException {
    Protobuf image = new Protobuf().integer(1, height).integer(2, width).integer(3, 3).blob(4, png);
    value(step, new Protobuf().text(1, tag).message(4, image));
  }

  @Override
  public void close() throws IOException {
    out.close();
  }

  private void value(long step, Protobuf value) throws IOException {
    write(event(step).message(5, new Protobuf().message(1, value)));
  }

  private Protobuf event(long step) {
    return new Protobuf().float64(1, clock.millis() * 1e-3).integer(2, step);
  }

  private void write(Protobuf event) throws IOException {
    byte[] data = event.toByteArray();
    ByteBuffer record =
        ByteBuffer.allocate(Long.BYTES + Integer.BYTES + data.length + Integer.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN);
    record.putLong(data.length);
    record.putInt(checksum(record.array(), 0, Long.BYTES));
    record.put(data);
    record.putInt(checksum(data, 0, data.length));
    try {
      out.write(record.array());
    } catch (IOException e) {
      throw IoErrors.explain("write to", file, e);
    }
  }

  /// The checksum is turned and shifted, because that of data which hold their own checksum is
  /// weak.
  private static int checksum(byte[] bytes, int start, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, start, length);
    return Integer.rotateRight((int) crc.getValue(), 15) + CHECKSUM_MASK;
  }
}
