package dev.descent.io;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.IntUnaryOperator;

/// Reads one array from a stream whose length is known, and thus never makes room for more than
/// there is.
final class NpyReader {
  private static final int CHUNK_BYTES = 1 << 16;

  /// Makes the error for something wrong at a byte.
  interface Complaint {
    FormatException at(long offset, String problem);
  }

  private final InputStream in;
  private final long size;
  private final Complaint complaint;
  private long offset;

  /// @param size the number of bytes in the stream
  NpyReader(InputStream in, long size, Complaint complaint) {
    this.in = in;
    this.size = size;
    this.complaint = complaint;
  }

  NpyArray read() throws IOException {
    byte[] start = bytes(NpyHeader.MAGIC.length + 2);
    if (!Arrays.equals(NpyHeader.MAGIC, Arrays.copyOf(start, NpyHeader.MAGIC.length))) {
      throw complaint.at(0, "expected the bytes 93 NUMPY: not an array of NumPy");
    }
    int major = start[NpyHeader.MAGIC.length];
    if (major < 1 || major > 3 || start[NpyHeader.MAGIC.length + 1] != 0) {
      throw complaint.at(NpyHeader.MAGIC.length, "expected the format's version 1.0, 2.0 or 3.0");
    }
    long lengthOffset = offset;
    ByteBuffer length = ByteBuffer.wrap(bytes(major == 1 ? Short.BYTES : Integer.BYTES));
    length.order(ByteOrder.LITTLE_ENDIAN);
    long count =
        major == 1
            ? Short.toUnsignedLong(length.getShort())
            : Integer.toUnsignedLong(length.getInt());
    if (count > Math.min(NpyHeader.MAX_BYTES, size - offset)) {
      throw complaint.at(
          lengthOffset,
          "the header's length is %d; expected at most the %d bytes that follow, and %d"
              .formatted(count, size - offset, NpyHeader.MAX_BYTES));
    }
    long headerOffset = offset;
    NpyHeader header;
    try {
      header = NpyHeader.parse(new String(bytes((int) count), StandardCharsets.ISO_8859_1));
    } catch (NpyHeader.Problem e) {
      throw complaint.at(headerOffset + e.position, String.valueOf(e.getMessage()));
    }
    int elements = header.elements();
    if (elements < 0 || (long) elements * header.type().bytes != size - offset) {
      throw complaint.at(
          offset,
          "the shape %s of %s does not match the %d bytes of data"
              .formatted(Arrays.toString(header.shape()), header.type().code(), size - offset));
    }
    return elements(header, elements);
  }

  private NpyArray elements(NpyHeader header, int count) throws IOException {
    int[] shape = header.shape();
    IntUnaryOperator place = header.columnMajor() ? columnMajor(shape) : i -> i;
    return switch (header.type()) {
      case F4 -> {
        float[] values = new float[count];
        read(header, count, (bytes, i) -> values[place.applyAsInt(i)] = bytes.getFloat());
        yield new NpyArray.Float32(shape, values);
      }
      case F8 -> {
        double[] values = new double[count];
        read(header, count, (bytes, i) -> values[place.applyAsInt(i)] = bytes.getDouble());
        yield new NpyArray.Float64(shape, values);
      }
      case I4 -> {
        int[] values = new int[count];
        read(header, count, (bytes, i) -> values[place.applyAsInt(i)] = bytes.getInt());
        yield new NpyArray.Int32(shape, values);
      }
      case I8 -> {
        long[] values = new long[count];
        read(header, count, (bytes, i) -> values[place.applyAsInt(i)] = bytes.getLong());
        yield new NpyArray.Int64(shape, values);
      }
      case U1 -> {
        byte[] values = new byte[count];
        read(header, count, (bytes, i) -> values[place.applyAsInt(i)] = bytes.get());
        yield new NpyArray.UInt8(shape, values);
      }
    };
  }

  private interface Element {
    /// Takes the element with the file's number `index` at the buffer's position.
    void take(ByteBuffer bytes, int index);
  }

  private void read(NpyHeader header, int count, Element element) throws IOException {
    int most = CHUNK_BYTES / header.type().bytes;
    for (int from = 0; from < count; ) {
      int until = Math.min(count, from + most);
      ByteBuffer bytes = ByteBuffer.wrap(bytes((until - from) * header.type().bytes));
      bytes.order(header.order());
      for (; from < until; from++) {
        element.take(bytes, from);
      }
    }
  }

  /// Row-major places for elements that come with the first axis fastest.
  private static IntUnaryOperator columnMajor(int[] shape) {
    int[] strides = new int[shape.length];
    int stride = 1;
    for (int axis = shape.length - 1; axis >= 0; axis--) {
      strides[axis] = stride;
      stride *= shape[axis];
    }
    return index -> {
      int place = 0;
      int rest = index;
      for (int axis = 0; axis < shape.length; axis++) {
        place += rest % shape[axis] * strides[axis];
        rest /= shape[axis];
      }
      return place;
    };
  }

  private byte[] bytes(int count) throws IOException {
    byte[] bytes = in.readNBytes(count);
    offset += bytes.length;
    if (bytes.length < count) {
      throw complaint.at(
          offset, "the file ends; expected " + (count - bytes.length) + " bytes more");
    }
    return bytes;
  }
}
