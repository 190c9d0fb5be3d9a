package dev.descent.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MnistTest {
  @TempDir Path folder;

  private static Path write(Path folder, String format, boolean compress) throws IOException {
    Files.createDirectories(folder);
    for (String part : new String[] {"train", "t10k"}) {
      int count = part.equals("train") ? 20 : 10;
      byte[] images = IdxFiles.images(count, 4, 4);
      byte[] labels = IdxFiles.labels(count);
      Files.write(
          folder.resolve(format.formatted(part, "images", 3)),
          compress ? IdxFiles.gzip(images) : images);
      Files.write(
          folder.resolve(format.formatted(part, "labels", 1)),
          compress ? IdxFiles.gzip(labels) : labels);
    }
    return folder;
  }

  @Test
  void loadsFilesUnderTheNamesFoundInTheWild() throws IOException {
    Mnist plain = Mnist.load(write(folder.resolve("a"), "%s-%s-idx%d-ubyte", false));
    assertThat(plain.train().count()).isEqualTo(20);
    assertThat(plain.test().count()).isEqualTo(10);
    assertThat(Mnist.load(write(folder.resolve("b"), "%s-%s.idx%d-ubyte", false))).isEqualTo(plain);
    assertThat(Mnist.load(write(folder.resolve("c"), "%s-%s-idx%d-ubyte.gz", true)))
        .isEqualTo(plain);
    assertThat(Mnist.load(write(folder.resolve("d"), "%s-%s.idx%d-ubyte.gz", true)))
        .isEqualTo(plain);
  }

  @Test
  void looksInTheGivenFolderThenTheEnvironmentThenTheCache() throws IOException {
    Path given = write(folder.resolve("given"), "%s-%s-idx%d-ubyte", false);
    Path named = write(folder.resolve("data/mnist"), "%s-%s-idx%d-ubyte", false);
    Path home = folder.resolve("home");
    Path cached = write(home.resolve(".cache/descent/mnist"), "%s-%s-idx%d-ubyte", false);
    Path xdg = write(folder.resolve("xdg/descent/mnist"), "%s-%s-idx%d-ubyte", false);
    Map<String, String> data = Map.of("DESCENT_DATA", folder.resolve("data").toString());

    assertThat(Mnist.find(Optional.of(given), data, home)).contains(given);
    assertThat(Mnist.find(Optional.empty(), data, home)).contains(named);
    assertThat(Mnist.find(Optional.empty(), Map.of("DESCENT_DATA", "absent"), home))
        .contains(cached);
    assertThat(Mnist.find(Optional.empty(), Map.of(), home)).contains(cached);
    assertThat(
            Mnist.find(
                Optional.empty(),
                Map.of("XDG_CACHE_HOME", folder.resolve("xdg").toString()),
                folder))
        .contains(xdg);
    assertThat(Mnist.find(Optional.empty(), Map.of("XDG_CACHE_HOME", "xdg"), home))
        .contains(cached);
    assertThat(Mnist.find(Optional.empty(), Map.of(), folder)).isEmpty();
  }

  @Test
  void anUnfinishedCacheIsNotFoundButAnUnfinishedNamedFolderIsReported() throws IOException {
    Path cached = write(folder.resolve(".cache/descent/mnist"), "%s-%s-idx%d-ubyte", false);
    Files.delete(cached.resolve("t10k-labels-idx1-ubyte"));
    assertThat(Mnist.find(Optional.empty(), Map.of(), folder)).isEmpty();
    assertThatThrownBy(() -> Mnist.find(Optional.of(cached), Map.of(), folder))
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll(
            cached.toString(), "no t10k-labels-idx1-ubyte", "t10k-labels.idx1-ubyte", ".gz");
    Map<String, String> data = Map.of("DESCENT_DATA", cached.resolveSibling("").toString());
    assertThatThrownBy(() -> Mnist.find(Optional.empty(), data, folder))
        .isInstanceOf(DataException.class);
  }

  @Test
  void reportsAMissingFolder() {
    Path absent = folder.resolve("absent");
    assertThatThrownBy(() -> Mnist.load(absent))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith(absent + ": no such folder");
  }

  @Test
  void reportsADamagedTestFileAndPartsOfDifferentSizes() throws IOException {
    write(folder, "%s-%s-idx%d-ubyte", false);
    Path images = folder.resolve("t10k-images-idx3-ubyte");
    Files.write(images, IdxFiles.images(10, 4, 5));
    assertThatThrownBy(() -> Mnist.load(folder))
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll("4 x 4", "4 x 5");
    Files.write(images, new byte[3]);
    assertThatThrownBy(() -> Mnist.load(folder))
        .isInstanceOf(DataException.class)
        .hasMessageContaining(images.toString());
  }

  @Test
  void theRealFilesHaveThePublishedChecksums() throws Exception {
    String data = System.getenv("DESCENT_DATA");
    assumeTrue(data != null && Files.isDirectory(Path.of(data, "mnist")));
    Mnist mnist = Mnist.load(Path.of(data, "mnist"));
    assertThat(mnist.train().count()).isEqualTo(60_000);
    assertThat(mnist.test().count()).isEqualTo(10_000);
    assertDigests(mnist.train(), Mnist.File.TRAIN_IMAGES, Mnist.File.TRAIN_LABELS);
    assertDigests(mnist.test(), Mnist.File.TEST_IMAGES, Mnist.File.TEST_LABELS);
  }

  private static void assertDigests(LabelledImages part, Mnist.File images, Mnist.File labels)
      throws Exception {
    byte[] imagesHeader =
        ByteBuffer.allocate(16).putInt(0x803).putInt(part.count()).putInt(28).putInt(28).array();
    byte[] labelsHeader = ByteBuffer.allocate(8).putInt(0x801).putInt(part.count()).array();
    assertThat(sha256(imagesHeader, part.pixels())).isEqualTo(images.remote().sha256());
    assertThat(sha256(labelsHeader, part.labels())).isEqualTo(labels.remote().sha256());
  }

  private static String sha256(byte[] header, byte[] body) throws Exception {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    digest.update(header);
    return HexFormat.of().formatHex(digest.digest(body));
  }
}
