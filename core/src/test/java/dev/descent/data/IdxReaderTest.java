package dev.descent.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdxReaderTest {
  private static final byte[] IMAGES = IdxFiles.images(12, 3, 2);
  private static final byte[] LABELS = IdxFiles.labels(12);

  @TempDir Path folder;

  private LabelledImages read(byte[] images, byte[] labels) throws IOException {
    Path imagesFile = Files.write(folder.resolve("images"), images);
    Path labelsFile = Files.write(folder.resolve("labels"), labels);
    return IdxReader.read(imagesFile, labelsFile, 10);
  }

  private void assertBadImages(byte[] images, String... words) {
    assertThatThrownBy(() -> read(images, LABELS))
        .isInstanceOf(DataException.class)
        .hasMessageContaining(folder.resolve("images").toString())
        .hasMessageContainingAll(words)
        .hasMessageNotContaining("\n");
  }

  private void assertBadLabels(byte[] labels, String... words) {
    assertThatThrownBy(() -> read(IMAGES, labels))
        .isInstanceOf(DataException.class)
        .hasMessageContaining(folder.resolve("labels").toString())
        .hasMessageContainingAll(words)
        .hasMessageNotContaining("\n");
  }

  private static byte[] withInt(byte[] file, int offset, int value) {
    byte[] changed = file.clone();
    ByteBuffer.wrap(changed).putInt(offset, value);
    return changed;
  }

  @Test
  void readsRawAndCompressedFilesWhateverTheirNames() throws IOException {
    LabelledImages raw = read(IMAGES, LABELS);
    assertThat(raw.count()).isEqualTo(12);
    assertThat(raw.height()).isEqualTo(3);
    assertThat(raw.width()).isEqualTo(2);
    assertThat(raw.pixels()).isEqualTo(Arrays.copyOfRange(IMAGES, 16, IMAGES.length));
    assertThat(raw.labels()).isEqualTo(Arrays.copyOfRange(LABELS, 8, LABELS.length));
    assertThat(read(IdxFiles.gzip(IMAGES), IdxFiles.gzip(LABELS))).isEqualTo(raw);
    assertThat(read(IdxFiles.gzip(IMAGES), LABELS)).isEqualTo(raw);
  }

  @Test
  void readsFilesWithoutAnyImage() throws IOException {
    assertThat(read(IdxFiles.images(0, 28, 28), IdxFiles.labels(0)).count()).isZero();
  }

  @Test
  void readsCompressedZerosManyTimesTheFileSize() throws IOException {
    byte[] images = new byte[16 + 4000 * 28 * 28];
    ByteBuffer.wrap(images).putInt(0x803).putInt(4000).putInt(28).putInt(28);
    LabelledImages read = read(IdxFiles.gzip(images), IdxFiles.labels(4000));
    assertThat(read.pixels()).hasSize(4000 * 28 * 28).containsOnly(0);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 7, 8, 12, 15, 16, 17, 50, 87})
  void reportsATruncatedFile(int length) {
    assertBadImages(Arrays.copyOf(IMAGES, length), "fetch it again");
    if (length < LABELS.length) {
      assertBadLabels(Arrays.copyOf(LABELS, length), "fetch it again");
    }
  }

  @Test
  void reportsEveryTruncationOfACompressedFile() {
    byte[] compressed = IdxFiles.gzip(IMAGES);
    for (int length = 0; length < compressed.length; length++) {
      assertBadImages(Arrays.copyOf(compressed, length), "fetch it again");
    }
  }

  @Test
  void reportsMoreDataThanTheHeaderPromises() {
    byte[] longer = Arrays.copyOf(IMAGES, IMAGES.length + 1);
    assertBadImages(longer, "at byte 4", "promises 88 bytes", "89 bytes");
    assertBadImages(IdxFiles.gzip(longer), "at byte 88", "found more data");
  }

  @Test
  void reportsAnotherMagicNumber() {
    assertBadImages(LABELS, "at byte 0", "of images", "found labels");
    assertBadLabels(IMAGES, "at byte 0", "of labels", "found images");
    assertBadImages(withInt(IMAGES, 0, 0x0d03), "at byte 0", "00000803", "found 00000d03");
  }

  @Test
  void reportsALabelOutOfRange() {
    byte[] labels = LABELS.clone();
    labels[8 + 5] = 10;
    assertBadLabels(labels, "at byte 13", "from 0 to 9", "found 10");
    labels[8 + 5] = (byte) 255;
    assertBadLabels(labels, "at byte 13", "found 255");
  }

  @Test
  void takesNoMemoryForWhatAHeaderOnlyClaims() {
    byte[] huge = withInt(withInt(withInt(IMAGES, 4, 0x80000000), 8, 28), 12, 28);
    assertBadImages(huge, "at byte 4", "promises 1683627180048 bytes");
    assertBadImages(IdxFiles.gzip(huge), "at byte 4", "promises 1683627180048 bytes");
    byte[] twoGigabytes = withInt(LABELS, 4, Integer.MAX_VALUE);
    assertBadLabels(twoGigabytes, "at byte 4", "promises 2147483655 bytes");
    assertBadLabels(IdxFiles.gzip(twoGigabytes), "at byte 4", "promises 2147483655 bytes");
  }

  @Test
  void reportsAbsurdSizes() {
    for (int size : new int[] {0, 4097, -1}) {
      assertBadImages(withInt(IMAGES, 8, size), "at byte 8", Integer.toUnsignedString(size));
      assertBadImages(withInt(IMAGES, 12, size), "at byte 8", Integer.toUnsignedString(size));
    }
  }

  @Test
  void everyFlippedBitOfARawHeaderIsReported() {
    for (int bit = 0; bit < 16 * 8; bit++) {
      byte[] flipped = IMAGES.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      assertBadImages(flipped, "fetch it again");
    }
    for (int bit = 0; bit < 8 * 8; bit++) {
      byte[] flipped = LABELS.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      assertBadLabels(flipped, "fetch it again");
    }
  }

  @Test
  void everyFlippedBitOfACompressedFileIsReportedOrMeansNothing() throws IOException {
    LabelledImages good = read(IMAGES, LABELS);
    byte[] compressed = IdxFiles.gzip(IMAGES);
    for (int bit = 0; bit < compressed.length * 8; bit++) {
      byte[] flipped = compressed.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      try {
        assertThat(read(flipped, LABELS)).as("bit %d flipped", bit).isEqualTo(good);
      } catch (DataException e) {
        assertThat(e).hasMessageContaining("images").hasMessageNotContaining("\n");
      }
    }
  }

  @Test
  void reportsDifferentNumbersOfImagesAndLabels() {
    assertBadLabels(IdxFiles.labels(11), "12 images", "11 labels");
  }

  @Test
  void reportsWhatIsNoFile() {
    Path absent = folder.resolve("absent");
    assertThatThrownBy(() -> IdxReader.read(absent, absent, 10))
        .isInstanceOf(DataException.class)
        .hasMessage(absent + ": no such file");
    assertThatThrownBy(() -> IdxReader.read(folder, folder, 10))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("name the file itself");
  }
}
