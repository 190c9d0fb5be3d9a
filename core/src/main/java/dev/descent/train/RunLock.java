package dev.descent.train;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// Keeps a run directory for one program. The operating system lets go of the lock when the program
/// ends, however it ends; the empty file stays, since deleting it could let two programs in.
final class RunLock implements AutoCloseable {
  static final String NAME = ".lock";

  private final FileChannel channel;

  private RunLock(FileChannel channel) {
    this.channel = channel;
  }

  /// **Throws** [RunException] if another program, or another run of this one, has it
  static RunLock take(Path folder) throws IOException {
    FileChannel channel =
        FileChannel.open(folder.resolve(NAME), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      if (channel.tryLock() != null) {
        return new RunLock(channel);
      }
    } catch (OverlappingFileLockException e) {
      channel.close();
      throw taken(folder);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
    channel.close();
    throw taken(folder);
  }

  private static RunException taken(Path folder) {
    return new RunException(
        "another program is training in " + folder + "; wait for it, or give another folder");
  }

  /// Removes the file from a folder that nobody else can know of yet.
  static void delete(Path folder) throws IOException {
    Files.deleteIfExists(folder.resolve(NAME));
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
