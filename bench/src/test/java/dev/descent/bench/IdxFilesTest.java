package dev.descent.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdxFilesTest {
  private static final String IMAGES = "train-images-idx3-ubyte";

  @TempDir Path folder;

  private static byte[] image(int count) {
    ByteBuffer file = ByteBuffer.allocate(16 + IdxFiles.PIXELS);
    file.putInt(0x803).putInt(count).putInt(28).putInt(28).put((byte) 0).put((byte) 255);
    return file.array();
  }

  @Test
  void scalesImagesToUnitRange() throws IOException {
    Files.write(folder.resolve(IMAGES), image(1));

    assertThat(IdxFiles.images(folder, "train")).hasSize(IdxFiles.PIXELS).startsWith(0f, 1f, 0f);
  }

  @Test
  void readsLabelsFromGzip() throws IOException {
    Path file = folder.resolve("t10k-labels-idx1-ubyte.gz");
    try (GZIPOutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write(new byte[] {0, 0, 8, 1, 0, 0, 0, 3, 7, 0, 9});
    }

    assertThat(IdxFiles.labels(folder, "t10k")).containsExactly(7, 0, 9);
  }

  @Test
  void refusesAFileShorterThanItsHeaderSays() throws IOException {
    Files.write(folder.resolve(IMAGES), image(2));

    assertThatIOException()
        .isThrownBy(() -> IdxFiles.images(folder, "train"))
        .withMessageContaining(IMAGES)
        .withMessageContaining("784 bytes, not 1568");
  }

  @Test
  void namesAMissingFile() {
    assertThatIOException()
        .isThrownBy(() -> IdxFiles.images(folder, "train"))
        .withMessageContaining(IMAGES + ": no such file");
  }
}
