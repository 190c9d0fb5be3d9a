package dev.descent.io;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// One message in the binary form of Protocol Buffers: fields with a number, appended in order.
///
/// - **Source** Protocol Buffers, "Encoding"
final class Protobuf {
  private static final int VARINT = 0;
  private static final int EIGHT_BYTES = 1;
  private static final int LENGTH_DELIMITED = 2;
  private static final int FOUR_BYTES = 5;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  /// An `int64` or `int32`.
  Protobuf integer(int field, long value) {
    tag(field, VARINT);
    varint(value);
    return this;
  }

  Protobuf float32(int field, float value) {
    tag(field, FOUR_BYTES);
    byte[] fixed = new byte[Float.BYTES];
    littleEndian(fixed).putFloat(value);
    bytes.writeBytes(fixed);
    return this;
  }

  Protobuf float64(int field, double value) {
    tag(field, EIGHT_BYTES);
    byte[] fixed = new byte[Double.BYTES];
    littleEndian(fixed).putDouble(value);
    bytes.writeBytes(fixed);
    return this;
  }

  /// A packed `repeated double`.
  Protobuf float64s(int field, double[] values) {
    byte[] packed = new byte[values.length * Double.BYTES];
    littleEndian(packed).asDoubleBuffer().put(values);
    return blob(field, packed);
  }

  Protobuf text(int field, String value) {
    return blob(field, value.getBytes(StandardCharsets.UTF_8));
  }

  Protobuf blob(int field, byte[] value) {
    tag(field, LENGTH_DELIMITED);
    varint(value.length);
    bytes.writeBytes(value);
    return this;
  }

  Protobuf message(int field, Protobuf value) {
    return blob(field, value.toByteArray());
  }

  byte[] toByteArray() {
    return bytes.toByteArray();
  }

  private void tag(int field, int wireType) {
    varint(((long) field << 3) | wireType);
  }

  /// Seven bits a byte, the lowest first; the top bit says that more follow.
  private void varint(long value) {
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      bytes.write((int) ((rest & 0x7F) | 0x80));
      rest >>>= 7;
    }
    bytes.write((int) rest);
  }

  private static ByteBuffer littleEndian(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
