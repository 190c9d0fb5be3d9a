package dev.descent.io;

import dev.descent.io.Safetensors.Entry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.SequencedMap;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;

/// Writes the parts of one safetensors file, in order, through one buffer.
final class SafetensorsWriter {
  private static final int ALIGNMENT = 8;

  private final FileChannel channel;
  private final ByteBuffer chunk = Safetensors.chunk(Long.MAX_VALUE);

  SafetensorsWriter(FileChannel channel) {
    this.channel = channel;
  }

  /// The first part of a file: the header's length, and the header, padded with spaces to a
  /// multiple of 8 bytes.
  static byte[] header(
      SequencedMap<String, ? extends Entry> entries, Map<String, String> metadata) {
    entries.keySet().forEach(SafetensorsWriter::checkText);
    metadata.keySet().forEach(SafetensorsWriter::checkText);
    metadata.values().forEach(SafetensorsWriter::checkText);
    ByteArrayOutputStream json = new ByteArrayOutputStream();
    try (JsonGenerator generator = JsonTree.generator(ObjectWriteContext.empty(), json)) {
      generator.writeStartObject();
      if (!metadata.isEmpty()) {
        generator.writeName(SafetensorsHeader.METADATA);
        JsonTree.write(generator, metadata);
      }
      long begin = 0;
      for (Map.Entry<String, ? extends Entry> named : entries.entrySet()) {
        begin = describe(generator, named.getKey(), named.getValue(), begin);
      }
      generator.writeEndObject();
    }
    while (json.size() % ALIGNMENT != 0) {
      json.write(' ');
    }
    if (json.size() > Safetensors.MAX_HEADER_BYTES) {
      throw new IllegalArgumentException(
          "names and metadata need a header of " + json.size() + " bytes; the most is 100 MB");
    }
    return ByteBuffer.allocate(Safetensors.LENGTH_BYTES + json.size())
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(json.size())
        .put(json.toByteArray())
        .array();
  }

  /// Half a surrogate pair would be written as an escape that other readers of the format refuse.
  private static void checkText(String text) {
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
      throw new IllegalArgumentException(
          "a name or metadata is not valid Unicode: " + OneLine.of(text));
    }
  }

  private static long describe(JsonGenerator generator, String name, Entry entry, long begin) {
    if (name.equals(SafetensorsHeader.METADATA)) {
      throw new IllegalArgumentException(
          "a tensor cannot be named " + name + ": the format reserves it");
    }
    long end = begin + (long) length(entry) * entry.dtype().bytes();
    generator.writeName(name);
    generator.writeStartObject();
    generator.writeStringProperty("dtype", storedType(entry).name());
    generator.writeName("shape");
    generator.writeArray(entry.shape(), 0, entry.shape().length);
    generator.writeName("data_offsets");
    generator.writeArray(new long[] {begin, end}, 0, 2);
    generator.writeEndObject();
    return end;
  }

  private static SafetensorsHeader.StoredType storedType(Entry entry) {
    return switch (entry) {
      case Entry.Float32 _ -> SafetensorsHeader.StoredType.F32;
      case Entry.Int32 _ -> SafetensorsHeader.StoredType.I32;
      case Entry.UInt8 _ -> SafetensorsHeader.StoredType.U8;
    };
  }

  private static int length(Entry entry) {
    return switch (entry) {
      case Entry.Float32 floats -> floats.values().length;
      case Entry.Int32 ints -> ints.values().length;
      case Entry.UInt8 bytes -> bytes.values().length;
    };
  }

  void write(Entry entry) throws IOException {
    switch (entry) {
      case Entry.Float32(int[] _, float[] values) ->
          forEachChunk(
              values.length,
              Float.BYTES,
              (from, count) -> chunk.asFloatBuffer().put(values, from, count));
      case Entry.Int32(int[] _, int[] values) ->
          forEachChunk(
              values.length,
              Integer.BYTES,
              (from, count) -> chunk.asIntBuffer().put(values, from, count));
      case Entry.UInt8(int[] _, byte[] values) -> write(values);
    }
  }

  void write(byte[] values) throws IOException {
    forEachChunk(values.length, 1, (from, count) -> chunk.slice().put(values, from, count));
  }

  /// Writes what is still in the buffer; to be called last.
  void flush() throws IOException {
    chunk.flip();
    while (chunk.hasRemaining()) {
      channel.write(chunk);
    }
    chunk.clear();
  }

  private interface ChunkWriter {
    /// Puts the elements `from` to `from + count - 1` at the buffer's position and leaves the
    /// position.
    void put(int from, int count);
  }

  private void forEachChunk(int length, int elementBytes, ChunkWriter writer) throws IOException {
    for (int from = 0, count; from < length; from += count) {
      if (chunk.remaining() < elementBytes) {
        flush();
      }
      count = Math.min(chunk.remaining() / elementBytes, length - from);
      writer.put(from, count);
      chunk.position(chunk.position() + count * elementBytes);
    }
  }
}
