package dev.descent.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativeCacheTest {
  private static final byte[] CONTENT = {1, 2, 3, 4, 5};

  @TempDir Path folder;
  private Path root;
  private List<NativeResource> resources;

  @BeforeEach
  void makeResource() throws IOException {
    root = folder.resolve("cache");
    Path source = Files.write(folder.resolve("source"), CONTENT);
    CRC32 crc = new CRC32();
    crc.update(CONTENT);
    resources =
        List.of(new NativeResource(source.toUri().toURL(), "lib", CONTENT.length, crc.getValue()));
  }

  @Test
  void unpacksOnce() throws IOException {
    Path unpacked = NativeCache.unpack(resources, root, "p");
    Path lib = unpacked.resolve("lib");
    assertThat(lib).hasBinaryContent(CONTENT);
    FileTime old = FileTime.fromMillis(0);
    Files.setLastModifiedTime(lib, old);
    assertThat(NativeCache.unpack(resources, root, "p").resolve("lib")).isEqualTo(lib);
    assertThat(Files.getLastModifiedTime(lib)).isEqualTo(old);
    assertOnly(unpacked);
  }

  @Test
  void replacesATruncatedFile() throws IOException {
    Path unpacked = NativeCache.unpack(resources, root, "p");
    Path lib = unpacked.resolve("lib");
    Files.write(lib, new byte[] {1});
    assertThat(NativeCache.unpack(resources, root, "p").resolve("lib")).hasBinaryContent(CONTENT);
    assertOnly(unpacked);
  }

  @Test
  void refusesContentThatDoesNotMatchItsDigest() {
    List<NativeResource> wrong =
        List.of(new NativeResource(resources.getFirst().url(), "lib", CONTENT.length, 1));
    assertThatThrownBy(() -> NativeCache.unpack(wrong, root, "p"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("does not match its digest");
    assertThat(root).isEmptyDirectory();
  }

  @Test
  void unpackingAtTheSameTimeLeavesOneFolder() throws Exception {
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<Path>> calls = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        calls.add(() -> NativeCache.unpack(resources, root, "p"));
      }
      for (Future<Path> done : executor.invokeAll(calls)) {
        assertThat(done.get().resolve("lib")).hasBinaryContent(CONTENT);
        assertOnly(done.get());
      }
    }
  }

  private void assertOnly(Path expected) throws IOException {
    try (Stream<Path> list = Files.list(root)) {
      assertThat(list).containsExactly(expected);
    }
  }
}
