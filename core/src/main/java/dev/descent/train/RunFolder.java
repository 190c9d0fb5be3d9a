package dev.descent.train;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/// Whether a folder can become the place of a new run.
final class RunFolder {
  private RunFolder() {}

  /// **Throws** [RunException] if the folder holds a run or other things
  static void requireUsable(Path folder) throws IOException {
    if (RunDirectory.isRun(folder)) {
      throw new RunException(
          folder
              + " already holds a run; go on with it by `descent resume`, give another folder, or"
              + " delete this one");
    }
    try (Stream<Path> entries = Files.list(folder)) {
      if (entries.anyMatch(entry -> !isLeftover(entry.getFileName().toString()))) {
        throw new RunException(
            folder
                + " is not empty and holds no run; give another folder, so that nothing is mixed up");
      }
    }
  }

  /// Whether a file is what a killed program leaves behind before it has written `run.json`.
  private static boolean isLeftover(String name) {
    return name.equals(RunLock.NAME) || (name.startsWith(".descent-") && name.endsWith(".tmp"));
  }

  /// Why nothing can be written to a folder, in one line.
  static IOException explain(Path folder, IOException e) {
    return switch (e) {
      case AccessDeniedException denied ->
          new IOException(
              "cannot write to " + denied.getFile() + ": permission denied; give another folder",
              e);
      case FileSystemException _ ->
          new IOException("cannot make the folder " + folder + ": " + e.getMessage(), e);
      default -> e;
    };
  }
}
