package dev.descent.io;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Writes files so that whoever reads one sees the whole old content or the whole new one.
///
/// The content goes to a temporary file (`.descent-….tmp`) in the same folder, is forced to the
/// disk, and is then renamed over the target; the folder is forced too, so that the rename survives
/// a power cut. When anything fails before the rename, the temporary file is deleted and the target
/// stays as it was. Only a process killed midway leaves its temporary file or folder behind;
/// nothing ever reads it ([#deleteLeftFolders]).
///
/// A symbolic link as target is followed. Errors are [IOException]s of one line that name the
/// target. Interrupting the writing thread makes the write fail, as with every [FileChannel].
public final class AtomicFiles {
  private static final int BUFFER_BYTES = 1 << 16;
  private static final boolean WINDOWS = System.getProperty("os.name", "").startsWith("Windows");

  private static final Pattern TEMPORARY =
      Pattern.compile("\\.descent-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\\.tmp");

  private AtomicFiles() {}

  /// Replaces a file with what `body` writes to a buffered stream. Closing that stream is allowed,
  /// not required.
  ///
  /// @throws IOException if `body` throws one, or the file cannot be written
  public static void write(Path target, IOConsumer<? super OutputStream> body) throws IOException {
    writeChannel(
        target,
        channel -> {
          OutputStream out =
              new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER_BYTES) {
                // The channel is still to be forced to the disk.
                @Override
                public void close() throws IOException {
                  flush();
                }
              };
          body.accept(out);
          out.flush();
        });
  }

  /// Replaces a file with what `body` writes to a channel, which it must leave open.
  ///
  /// @throws IOException if `body` throws one, or the file cannot be written
  public static void writeChannel(Path target, IOConsumer<? super FileChannel> body)
      throws IOException {
    try {
      replace(regularFile(target), body);
    } catch (IOException e) {
      throw IoErrors.explain("write", target, e);
    }
  }

  /// Makes a folder with what `body` puts into it, whole or not at all: it is filled under a
  /// temporary name and then renamed. Files must be forced to the disk by `body`, as those written
  /// by this class are.
  ///
  /// @param target does not exist; its parent does
  /// @throws IOException if `body` throws one, or the folder cannot be made
  public static void writeFolder(Path target, IOConsumer<? super Path> body) throws IOException {
    Path temporary = target.resolveSibling(temporaryName());
    try {
      Files.createDirectory(temporary);
      try {
        body.accept(temporary);
        syncDirectory(temporary);
        Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
      } catch (Throwable failure) {
        deleteFolder(temporary, failure);
        throw failure;
      }
      syncDirectory(target.resolveSibling(""));
    } catch (IOException e) {
      // Not the name of the temporary folder, which is gone.
      throw IoErrors.explain(
          "write", target, e.getCause() instanceof IOException cause ? cause : e);
    }
  }

  private static String temporaryName() {
    return ".descent-" + UUID.randomUUID() + ".tmp";
  }

  /// Removes the temporary folders that killed processes have left in a folder. Nobody may be
  /// writing there. A temporary folder with anything in it that [#writeFolder] cannot have been
  /// putting there stays, and so does what can't be removed.
  ///
  /// @param known whether a file of that name can have been meant to be in such a folder
  public static void deleteLeftFolders(Path parent, Predicate<String> known) throws IOException {
    try (Stream<Path> entries = Files.list(parent)) {
      for (Path entry : (Iterable<Path>) entries::iterator) {
        if (isTemporary(entry) && Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
          deleteLeft(entry, known);
        }
      }
    }
  }

  private static boolean isTemporary(Path path) {
    return TEMPORARY.matcher(path.getFileName().toString()).matches();
  }

  private static void deleteLeft(Path folder, Predicate<String> known) {
    try (Stream<Path> entries = Files.list(folder)) {
      List<Path> files = entries.toList();
      for (Path file : files) {
        boolean ours = isTemporary(file) || known.test(file.getFileName().toString());
        if (!ours || !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
          return;
        }
      }
      for (Path file : files) {
        Files.delete(file);
      }
      Files.delete(folder);
    } catch (IOException e) {
      return; // it only takes up room
    }
  }

  private static void deleteFolder(Path folder, Throwable failure) {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Files.delete(file);
      }
      Files.delete(folder);
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  /// Forces a folder's entries (names created, renamed or deleted in it) to the disk. Windows has
  /// no such call and needs none: there this does nothing.
  public static void syncDirectory(Path directory) throws IOException {
    if (WINDOWS) {
      return;
    }
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      throw IoErrors.explain("sync folder", directory, e);
    }
  }

  private static Path regularFile(Path target) throws IOException {
    Path file = Files.isSymbolicLink(target) ? target.toRealPath() : target.toAbsolutePath();
    if (Files.isDirectory(file)) {
      throw new IOException("it is a folder; give the name of a file");
    }
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw new IOException(
          "it is a device or pipe, which cannot be replaced; give the name of a file");
    }
    return file;
  }

  private static void replace(Path file, IOConsumer<? super FileChannel> body) throws IOException {
    Path folder = file.getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw new IOException("there is no folder " + folder + "; create it first");
    }
    Path temporary = folder.resolve(temporaryName());
    FileChannel channel =
        FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    try {
      try (channel) {
        body.accept(channel);
        channel.force(true);
      }
      Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (Throwable failure) {
      delete(temporary, failure);
      throw failure;
    }
    syncDirectory(folder);
  }

  private static void delete(Path temporary, Throwable failure) {
    try {
      Files.deleteIfExists(temporary);
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }
}
