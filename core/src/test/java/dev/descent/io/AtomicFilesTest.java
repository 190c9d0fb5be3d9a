package dev.descent.io;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFilesTest {
  private static final byte[] NEW = {'n', 'e', 'w'};

  @TempDir Path folder;

  @Test
  void createsAndReplaces() throws IOException {
    Path target = folder.resolve("a.txt");
    AtomicFiles.write(target, out -> out.write("first, and longer".getBytes(UTF_8)));
    assertThat(target).hasContent("first, and longer");
    AtomicFiles.write(target, out -> out.write(NEW));
    assertThat(target).hasContent("new");
    AtomicFiles.writeChannel(target, channel -> channel.write(ByteBuffer.wrap(new byte[] {7})));
    assertThat(target).hasBinaryContent(new byte[] {7});
    assertOnlyFile(target);
  }

  @Test
  void theStreamMayBeClosed() throws IOException {
    Path target = folder.resolve("a.txt");
    AtomicFiles.write(
        target,
        out -> {
          try (out) {
            out.write(NEW);
          }
        });
    assertThat(target).hasContent("new");
  }

  @Test
  void aWriteThatFailsMidwayLeavesTheOldContent() throws IOException {
    Path target = Files.writeString(folder.resolve("a.txt"), "old");
    assertThatThrownBy(() ->
            AtomicFiles.write(
                target,
                out -> {
                  out.write(new byte[1 << 20]);
                  throw new IOException("No space left on device");
                }))
        .isInstanceOf(IOException.class)
        .hasMessage("cannot write %s: no space is left; free some or choose another disk", target);
    assertThatThrownBy(() ->
            AtomicFiles.write(
                target,
                out -> {
                  out.write(NEW);
                  throw new IllegalStateException("midway");
                }))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("midway");
    assertThatThrownBy(() -> AtomicFiles.writeChannel(target, FileChannel::close))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("cannot write " + target);
    assertThat(target).hasContent("old");
    assertOnlyFile(target);
  }

  @Test
  void aFullDiskIsNamed() {
    Path full = Path.of("/dev/full");
    assumeTrue(Files.exists(full), "there is no /dev/full here");
    assertThatThrownBy(() ->
            AtomicFiles.write(
                folder.resolve("a.txt"),
                out -> {
                  try (var device = Files.newOutputStream(full)) {
                    device.write(NEW);
                  }
                }))
        .isInstanceOf(IOException.class)
        .hasMessageEndingWith("no space is left; free some or choose another disk");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void foldersAndDevicesAreNotReplaced() {
    assertThatThrownBy(() -> AtomicFiles.write(folder, out -> out.write(NEW)))
        .isInstanceOf(IOException.class)
        .hasMessage("cannot write %s: it is a folder; give the name of a file", folder);
    Path device = Path.of("/dev/null");
    assumeTrue(Files.exists(device), "there is no /dev/null here");
    assertThatThrownBy(() -> AtomicFiles.write(device, out -> out.write(NEW)))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("cannot write /dev/null: it is a device or pipe");
  }

  @Test
  void aMissingFolderIsNamed() {
    Path target = folder.resolve("missing").resolve("a.txt");
    assertThatThrownBy(() -> AtomicFiles.write(target, out -> out.write(NEW)))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "cannot write %s: there is no folder %s; create it first", target, target.getParent());
  }

  @Test
  void aReadOnlyFolderIsNamed() throws IOException {
    assumeTrue(
        Files.getFileStore(folder).supportsFileAttributeView("posix"), "no permissions here");
    Path locked = Files.createDirectory(folder.resolve("locked"));
    Files.setPosixFilePermissions(locked, PosixFilePermissions.fromString("r-xr-xr-x"));
    assumeFalse(Files.isWritable(locked), "the superuser may write anywhere");
    Path target = locked.resolve("a.txt");
    assertThatThrownBy(() -> AtomicFiles.write(target, out -> out.write(NEW)))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "cannot write %s: permission denied; check the owner and mode of it and its folder",
            target);
  }

  @Test
  void aLinkIsFollowed() throws IOException {
    Path target = Files.writeString(folder.resolve("a.txt"), "old");
    Path link = folder.resolve("link.txt");
    try {
      Files.createSymbolicLink(link, target);
    } catch (FileSystemException | UnsupportedOperationException e) {
      assumeTrue(false, "no symbolic links here");
    }
    AtomicFiles.write(link, out -> out.write(NEW));
    assertThat(target).hasContent("new");
    assertThat(link).isSymbolicLink();
  }

  @Test
  void readersSeeTheOldOrTheNewContentNeverHalf() throws Exception {
    Path target = folder.resolve("shared.bin");
    int size = 1 << 17;
    int versions = 60;
    byte[] zeros = new byte[size];
    AtomicFiles.write(target, out -> out.write(zeros));
    CountDownLatch reading = new CountDownLatch(1);
    CompletableFuture<Integer> reader =
        CompletableFuture.supplyAsync(() -> {
          int version = 0;
          while (version < versions) {
            byte[] content = readAll(target);
            reading.countDown();
            assertThat(content).as("length after version %d", version).hasSize(size);
            assertThat((int) content[0]).as("versions go forward").isGreaterThanOrEqualTo(version);
            version = content[0];
            byte[] whole = new byte[size];
            Arrays.fill(whole, content[0]);
            assertThat(content).as("content of version %d", version).isEqualTo(whole);
          }
          return version;
        });
    reading.await();
    for (int version = 1; version <= versions; version++) {
      byte[] content = new byte[size];
      Arrays.fill(content, (byte) version);
      AtomicFiles.write(
          target,
          out -> {
            for (int i = 0; i < size; i += 4096) {
              out.write(content, i, 4096);
            }
          });
    }
    assertThat(reader.get()).isEqualTo(versions);
  }

  @Test
  void foldersCanBeSynced() throws IOException {
    AtomicFiles.syncDirectory(folder);
    assertThatThrownBy(() -> AtomicFiles.syncDirectory(folder.resolve("missing")))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("cannot sync folder");
  }

  private static byte[] readAll(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new AssertionError("a reader must always find the file", e);
    }
  }

  private void assertOnlyFile(Path expected) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).as("files left in the folder").containsExactly(expected);
    }
  }
}
