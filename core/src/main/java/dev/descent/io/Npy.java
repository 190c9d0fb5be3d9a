package dev.descent.io;

import dev.descent.io.NpyHeader.StoredType;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// One array a file, in NumPy's format: what `numpy.save` writes and `numpy.load` reads.
///
/// Types are float32, float64, int32, int64 and uint8. Reading takes both byte orders, and both
/// orders of axes; writing is little-endian and row-major, byte for byte as NumPy 2 does it. A file
/// is never trusted: its shape is checked against its size before anything is allocated.
///
/// - **Source** NumPy enhancement proposal 1, and `numpy.lib.format`
public final class Npy {
  private static final int CHUNK_BYTES = 1 << 16;

  private Npy() {}

  /// Reads a file.
  ///
  /// @throws FormatException if it is damaged, cut short, or holds another type
  /// @throws IOException if it cannot be read
  public static NpyArray read(Path file) throws IOException {
    if (Files.isDirectory(file)) {
      throw IoErrors.explain("read", file, "it is a folder; give the name of a file");
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      InputStream in = Channels.newInputStream(channel);
      return new NpyReader(
              in,
              channel.size(),
              (offset, problem) -> FormatException.atByte(file, offset, problem))
          .read();
    } catch (IOException e) {
      throw IoErrors.explain("read", file, e);
    }
  }

  /// Replaces a file, as [AtomicFiles] does.
  ///
  /// @throws IOException if it cannot be written
  public static void write(Path file, NpyArray array) throws IOException {
    AtomicFiles.write(file, out -> write(out, array));
  }

  static void write(OutputStream out, NpyArray array) throws IOException {
    NpyHeader header = header(array);
    out.write(header.encode());
    Element element =
        switch (array) {
          case NpyArray.Float32(int[] _, float[] values) -> (to, i) -> to.putFloat(values[i]);
          case NpyArray.Float64(int[] _, double[] values) -> (to, i) -> to.putDouble(values[i]);
          case NpyArray.Int32(int[] _, int[] values) -> (to, i) -> to.putInt(values[i]);
          case NpyArray.Int64(int[] _, long[] values) -> (to, i) -> to.putLong(values[i]);
          case NpyArray.UInt8(int[] _, byte[] values) -> (to, i) -> to.put(values[i]);
        };
    ByteBuffer chunk = ByteBuffer.allocate(CHUNK_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    int most = CHUNK_BYTES / header.type().bytes;
    int count = header.elements();
    for (int from = 0; from < count; ) {
      int until = Math.min(count, from + most);
      chunk.clear();
      for (; from < until; from++) {
        element.put(chunk, from);
      }
      out.write(chunk.array(), 0, chunk.position());
    }
  }

  /// The number of bytes that [#write] writes.
  static long size(NpyArray array) {
    NpyHeader header = header(array);
    return header.encode().length + (long) header.elements() * header.type().bytes;
  }

  private static NpyHeader header(NpyArray array) {
    StoredType type =
        switch (array) {
          case NpyArray.Float32 _ -> StoredType.F4;
          case NpyArray.Float64 _ -> StoredType.F8;
          case NpyArray.Int32 _ -> StoredType.I4;
          case NpyArray.Int64 _ -> StoredType.I8;
          case NpyArray.UInt8 _ -> StoredType.U1;
        };
    return new NpyHeader(type, ByteOrder.LITTLE_ENDIAN, false, array.shape());
  }

  private interface Element {
    /// Puts the element of a number at the buffer's position.
    void put(ByteBuffer bytes, int index);
  }
}
