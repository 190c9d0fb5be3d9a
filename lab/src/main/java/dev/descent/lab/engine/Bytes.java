package dev.descent.lab.engine;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/// Writes a binary message: little-endian, grown as needed, with sections that begin at multiples
/// of 8 bytes.
final class Bytes {
  private ByteBuffer buffer = ByteBuffer.allocate(1 << 16).order(ByteOrder.LITTLE_ENDIAN);
  private int sectionAt = -1;
  private int sections;

  private ByteBuffer room(int bytes) {
    if (buffer.remaining() < bytes) {
      int size = Math.max(2 * buffer.capacity(), buffer.position() + bytes);
      buffer =
          ByteBuffer.wrap(Arrays.copyOf(buffer.array(), size))
              .order(ByteOrder.LITTLE_ENDIAN)
              .position(buffer.position());
    }
    return buffer;
  }

  Bytes u8(int value) {
    room(1).put((byte) value);
    return this;
  }

  Bytes u16(int value) {
    room(2).putShort((short) value);
    return this;
  }

  Bytes u32(long value) {
    room(4).putInt((int) value);
    return this;
  }

  Bytes f32(double value) {
    room(4).putFloat((float) value);
    return this;
  }

  Bytes f64(double value) {
    room(8).putDouble(value);
    return this;
  }

  /// A whole number below 2^53 as an f64.
  Bytes step(long value) {
    return f64((double) value);
  }

  Bytes f32s(float[] values) {
    room(4 * values.length).asFloatBuffer().put(values);
    buffer.position(buffer.position() + 4 * values.length);
    return this;
  }

  Bytes bytes(byte[] values) {
    room(values.length).put(values);
    return this;
  }

  /// Begins a section.
  void begin(Section section) {
    u16(section.code()).u16(0).u32(0);
    sectionAt = buffer.position();
    sections++;
  }

  /// Ends the section: notes its length and pads it.
  void end() {
    int length = buffer.position() - sectionAt;
    buffer.putInt(sectionAt - 4, length);
    pad();
  }

  private void pad() {
    while (buffer.position() % 8 != 0) {
      u8(0);
    }
  }

  int sections() {
    return sections;
  }

  /// Puts the number of sections where a header has left room for it.
  void sectionsAt(int position) {
    buffer.putShort(position, (short) sections);
  }

  /// The message.
  ByteBuffer done() {
    return ByteBuffer.wrap(buffer.array(), 0, buffer.position());
  }
}
