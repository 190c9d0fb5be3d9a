package dev.descent.io;

import dev.descent.io.Safetensors.Entry;
import dev.descent.io.SafetensorsHeader.Slot;
import dev.descent.io.SafetensorsHeader.StoredType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.LongBuffer;
import java.nio.ShortBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/// Reads the parts of one safetensors file.
final class SafetensorsReader {
  private final Path file;
  private final FileChannel channel;
  private final ByteBuffer chunk;
  private long dataStart;

  SafetensorsReader(Path file, FileChannel channel) throws IOException {
    this.file = file;
    this.channel = channel;
    this.chunk = Safetensors.chunk(channel.size());
  }

  /// Reads and checks the header; to be called first.
  SafetensorsHeader header() throws IOException {
    long size = channel.size();
    if (size < Safetensors.LENGTH_BYTES) {
      throw FormatException.atByte(
          file, size, "the file ends; expected the 8 bytes of the header's length");
    }
    ByteBuffer first = ByteBuffer.allocate(Safetensors.LENGTH_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    readFully(first, 0);
    long length = first.getLong(0);
    long available = size - Safetensors.LENGTH_BYTES;
    if (length < 0 || length > available || length > Safetensors.MAX_HEADER_BYTES) {
      throw FormatException.atByte(
          file,
          0,
          String.format(
              "the header's length is %s; expected at most the %d bytes that follow, and 100 MB",
              Long.toUnsignedString(length), available));
    }
    byte[] json = new byte[(int) length];
    readFully(ByteBuffer.wrap(json), Safetensors.LENGTH_BYTES);
    if (length == 0 || json[0] != '{') {
      throw FormatException.atByte(
          file,
          Safetensors.LENGTH_BYTES,
          "expected the header's opening brace: not a safetensors file");
    }
    dataStart = Safetensors.LENGTH_BYTES + length;
    return SafetensorsHeader.parse(file, json, available - length);
  }

  /// Reads one tensor.
  Entry entry(Slot slot) throws IOException {
    return switch (slot.type()) {
      case F32, F64, F16, BF16 -> new Entry.Float32(slot.shape(), floats(slot));
      case I32, I64 -> new Entry.Int32(slot.shape(), ints(slot));
      case U8 -> new Entry.UInt8(slot.shape(), bytes(slot));
    };
  }

  private float[] floats(Slot slot) throws IOException {
    float[] values = new float[slot.elements()];
    ChunkReader reader =
        switch (slot.type()) {
          case F64 ->
              (bytes, from, count) -> {
                DoubleBuffer chunk = bytes.asDoubleBuffer();
                for (int i = 0; i < count; i++) {
                  values[from + i] = (float) chunk.get(i);
                }
              };
          case F16 ->
              (bytes, from, count) -> {
                ShortBuffer chunk = bytes.asShortBuffer();
                for (int i = 0; i < count; i++) {
                  values[from + i] = Float.float16ToFloat(chunk.get(i));
                }
              };
          case BF16 ->
              (bytes, from, count) -> {
                ShortBuffer chunk = bytes.asShortBuffer();
                for (int i = 0; i < count; i++) {
                  values[from + i] = Float.intBitsToFloat(chunk.get(i) << Short.SIZE);
                }
              };
          default -> (bytes, from, count) -> bytes.asFloatBuffer().get(values, from, count);
        };
    forEachChunk(slot, reader);
    return values;
  }

  private int[] ints(Slot slot) throws IOException {
    int[] values = new int[slot.elements()];
    if (slot.type() == StoredType.I32) {
      forEachChunk(slot, (bytes, from, count) -> bytes.asIntBuffer().get(values, from, count));
    } else {
      forEachChunk(
          slot,
          (bytes, from, count) -> {
            LongBuffer chunk = bytes.asLongBuffer();
            for (int i = 0; i < count; i++) {
              values[from + i] = narrow(slot, from + i, chunk.get(i));
            }
          });
    }
    return values;
  }

  private byte[] bytes(Slot slot) throws IOException {
    byte[] values = new byte[slot.elements()];
    forEachChunk(slot, (bytes, from, count) -> bytes.get(values, from, count));
    return values;
  }

  private int narrow(Slot slot, int index, long value) {
    if (value != (int) value) {
      throw FormatException.atByte(
          file,
          dataStart + slot.begin() + (long) index * Long.BYTES,
          "element "
              + index
              + " of tensor '"
              + slot.name()
              + "' is "
              + value
              + "; expected 32 bits");
    }
    return (int) value;
  }

  private interface ChunkReader {
    /// Takes the elements `from` to `from + count - 1` of a tensor out of a buffer.
    void take(ByteBuffer bytes, int from, int count);
  }

  private void forEachChunk(Slot slot, ChunkReader reader) throws IOException {
    int size = slot.type().bytes;
    int most = chunk.capacity() / size;
    for (int from = 0, count; from < slot.elements(); from += count) {
      count = Math.min(most, slot.elements() - from);
      readFully(chunk.clear().limit(count * size), dataStart + slot.begin() + (long) from * size);
      reader.take(chunk.flip(), from, count);
    }
  }

  private void readFully(ByteBuffer buffer, long start) throws IOException {
    while (buffer.hasRemaining()) {
      long offset = start + buffer.position();
      if (channel.read(buffer, offset) < 0) {
        throw FormatException.atByte(file, offset, "the file became shorter while it was read");
      }
    }
  }
}
