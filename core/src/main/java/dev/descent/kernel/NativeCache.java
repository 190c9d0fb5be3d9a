package dev.descent.kernel;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.CheckedOutputStream;

/// A folder of unpacked native libraries.
///
/// Files are written to a folder of their own, checked against their digests and synced; then the
/// folder is renamed. A folder under its final name is therefore complete, its name holds the
/// digests, and a start only compares sizes. Processes that unpack at once do the work twice, and
/// the second one finds the first one's folder.
final class NativeCache {
  private NativeCache() {}

  /// The folder in `root` that holds the resources' files, unpacked now if it is not there yet.
  static Path unpack(List<NativeResource> resources, Path root, String platform)
      throws IOException {
    StringBuilder name = new StringBuilder(platform);
    for (NativeResource resource : resources) {
      name.append('-').append(Long.toHexString(resource.crc()));
    }
    Path folder = root.resolve(name.toString());
    if (isComplete(resources, folder)) {
      return folder;
    }
    Files.createDirectories(root);
    Path fresh = Files.createTempDirectory(root, ".unpacking-");
    try {
      for (NativeResource resource : resources) {
        write(resource, fresh.resolve(resource.file()));
      }
      return publish(resources, fresh, folder);
    } finally {
      deleteOrDeferToExit(fresh);
    }
  }

  private static Path publish(List<NativeResource> resources, Path fresh, Path folder)
      throws IOException {
    try {
      return Files.move(fresh, folder, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException taken) {
      if (isComplete(resources, folder)) {
        return folder;
      }
      // What stands there is damaged: move it aside, for another process may have it open.
      Path aside = Files.createTempDirectory(folder.getParent(), ".damaged-");
      try {
        Files.move(folder, aside.resolve("folder"), StandardCopyOption.ATOMIC_MOVE);
        return Files.move(fresh, folder, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        deleteOrDeferToExit(aside);
      }
    }
  }

  private static boolean isComplete(List<NativeResource> resources, Path folder)
      throws IOException {
    for (NativeResource resource : resources) {
      Path file = folder.resolve(resource.file());
      if (!Files.isRegularFile(file) || Files.size(file) != resource.size()) {
        return false;
      }
    }
    return true;
  }

  private static void write(NativeResource resource, Path file) throws IOException {
    CRC32 crc = new CRC32();
    try (InputStream in = resource.url().openStream();
        FileChannel channel =
            FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        OutputStream out = new CheckedOutputStream(Channels.newOutputStream(channel), crc)) {
      long written = in.transferTo(out);
      channel.force(true);
      if (written != resource.size() || crc.getValue() != resource.crc()) {
        throw new IOException(
            resource.url() + " is damaged: its content does not match its digest");
      }
    }
  }

  /// Deletes a folder and what is in it; what cannot be deleted now, as a loaded library on
  /// Windows, is deleted when the JVM ends.
  static void deleteOrDeferToExit(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    List<File> parentsFirst;
    try (Stream<Path> files = Files.walk(folder)) {
      parentsFirst = files.map(Path::toFile).toList();
    }
    for (File file : parentsFirst.reversed()) {
      if (!file.delete()) {
        parentsFirst.stream().filter(File::exists).forEach(File::deleteOnExit);
        return;
      }
    }
  }
}
