package dev.descent.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.framework.HistogramProto;
import org.tensorflow.framework.Summary;
import org.tensorflow.util.Event;
import org.tensorflow.util.SessionLog;

/// Event files, read with TensorFlow's own message classes and a checksum by its definition.
class TensorBoardWriterTest {
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.ofEpochMilli(1_700_000_000_250L));

  @TempDir Path folder;

  @Test
  void theChecksumOfThisTestIsTheStandardOne() {
    // RFC 3720, B.4, and the check value of every catalogue of checksums
    assertThat(crc32c("123456789".getBytes(StandardCharsets.US_ASCII))).isEqualTo(0xe3069283);
    assertThat(crc32c(new byte[32])).isEqualTo(0x8a9136aa);
  }

  @Test
  void aFileBeginsWithItsVersion() throws IOException {
    List<Event> events = written(writer -> {});
    assertThat(events).hasSize(1);
    assertThat(events.getFirst().getFileVersion()).isEqualTo("brain.Event:2");
    assertThat(events.getFirst().getWallTime()).isEqualTo(1_700_000_000.25);
  }

  @Test
  void scalars() throws IOException {
    List<Event> events =
        written(writer -> {
          writer.scalar("loss/training", 1, 2.25);
          writer.scalar("größe 日本", 5_000_000_000L, Double.NaN);
          writer.scalar("", 300, -0.1);
        });
    assertThat(events).hasSize(4);
    assertThat(events.get(1).getStep()).isEqualTo(1);
    assertThat(value(events.get(1)).getTag()).isEqualTo("loss/training");
    assertThat(value(events.get(1)).getSimpleValue()).isEqualTo(2.25f);
    assertThat(events.get(2).getStep()).isEqualTo(5_000_000_000L);
    assertThat(value(events.get(2)).getTag()).isEqualTo("größe 日本");
    assertThat(value(events.get(2)).getSimpleValue()).isNaN();
    assertThat(value(events.get(3)).getSimpleValue()).isEqualTo(-0.1f);
  }

  @Test
  void starts() throws IOException {
    Event event = written(writer -> writer.start(42)).get(1);
    assertThat(event.getStep()).isEqualTo(42);
    assertThat(event.getSessionLog().getStatus()).isEqualTo(SessionLog.SessionStatus.START);
  }

  @Test
  void histograms() throws IOException {
    List<Event> events =
        written(writer -> {
          writer.histogram("weights", 7, new float[] {-1, 0, 0.5f, 2, Float.NaN});
          writer.histogram("constant", 7, new float[] {3, 3});
          writer.histogram("none", 7, new float[] {Float.POSITIVE_INFINITY});
        });
    assertThat(events).hasSize(3);
    HistogramProto weights = value(events.get(1)).getHisto();
    assertThat(weights.getMin()).isEqualTo(-1);
    assertThat(weights.getMax()).isEqualTo(2);
    assertThat(weights.getNum()).isEqualTo(4);
    assertThat(weights.getSum()).isEqualTo(1.5);
    assertThat(weights.getSumSquares()).isEqualTo(5.25);
    assertThat(weights.getBucketLimitList()).hasSize(30).isSorted();
    assertThat(weights.getBucketLimit(29)).isEqualTo(2, within(1e-12));
    // Buckets are a tenth wide: −1 is in the first, 0 begins the 11th, 0.5 the 16th, 2 ends the
    // last.
    assertThat(weights.getBucketList()).filteredOn(count -> count > 0).hasSize(4);
    assertThat(weights.getBucket(0)).isEqualTo(1);
    assertThat(weights.getBucket(29)).isEqualTo(1);
    assertThat(value(events.get(2)).getHisto().getBucket(0)).isEqualTo(2);
  }

  @Test
  void images() throws IOException {
    byte[] png = {(byte) 0x89, 'P', 'N', 'G'};
    Summary.Image image =
        value(written(writer -> writer.image("digit", 3, 28, 14, png)).get(1)).getImage();
    assertThat(image.getHeight()).isEqualTo(28);
    assertThat(image.getWidth()).isEqualTo(14);
    assertThat(image.getEncodedImageString().toByteArray()).isEqualTo(png);
  }

  @Test
  void twoWritersOfOneSecondHaveAFileEach() throws IOException {
    try (TensorBoardWriter one = TensorBoardWriter.in(folder, CLOCK);
        TensorBoardWriter two = TensorBoardWriter.in(folder, CLOCK)) {
      assertThat(one.file()).isNotEqualTo(two.file());
      assertThat(one.file().getFileName().toString())
          .isEqualTo("events.out.tfevents.1700000000.descent.0");
    }
  }

  private List<Event> written(IOConsumer<TensorBoardWriter> body) throws IOException {
    Path file;
    try (TensorBoardWriter writer = TensorBoardWriter.in(folder.resolve("new"), CLOCK)) {
      body.accept(writer);
      file = writer.file();
    }
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    List<Event> events = new ArrayList<>();
    while (bytes.hasRemaining()) {
      byte[] length = new byte[Long.BYTES];
      bytes.get(bytes.position(), length);
      byte[] data = new byte[Math.toIntExact(bytes.getLong())];
      assertThat(bytes.getInt()).as("checksum of the length").isEqualTo(masked(crc32c(length)));
      bytes.get(data);
      assertThat(bytes.getInt()).as("checksum of the data").isEqualTo(masked(crc32c(data)));
      events.add(Event.parseFrom(data));
    }
    return events;
  }

  private static Summary.Value value(Event event) {
    assertThat(event.getSummary().getValueCount()).isEqualTo(1);
    return event.getSummary().getValue(0);
  }

  /// Castagnoli's polynomial, a bit at a time.
  private static int crc32c(byte[] bytes) {
    int crc = -1;
    for (byte value : bytes) {
      crc ^= Byte.toUnsignedInt(value);
      for (int bit = 0; bit < Byte.SIZE; bit++) {
        crc = (crc & 1) == 0 ? crc >>> 1 : crc >>> 1 ^ 0x82f63b78;
      }
    }
    return ~crc;
  }

  /// As TensorFlow's `crc32c.h` says.
  private static int masked(int crc) {
    return (crc >>> 15 | crc << 17) + 0xa282ead8;
  }
}
