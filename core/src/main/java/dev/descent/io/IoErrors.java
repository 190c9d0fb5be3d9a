package dev.descent.io;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Turns the errors of the file system, many of which say just a path, into one clear line.
final class IoErrors {
  private IoErrors() {}

  /// @param action what failed, such as `write`
  static IOException explain(String action, Path path, IOException error) {
    return new IOException(
        OneLine.of("cannot " + action + " " + path + ": " + reason(error)), error);
  }

  static IOException explain(String action, Path path, String reason) {
    return new IOException(OneLine.of("cannot " + action + " " + path + ": " + reason));
  }

  private static String reason(IOException error) {
    String said = said(error);
    return switch (error) {
      case AccessDeniedException _ ->
          "permission denied; check the owner and mode of it and its folder";
      case NoSuchFileException _ -> "there is no such file";
      default ->
          said.contains("No space left on device")
              ? "no space is left; free some or choose another disk"
              : said;
    };
  }

  private static String said(IOException error) {
    @Nullable String message =
        error instanceof FileSystemException f && f.getReason() != null
            ? f.getReason()
            : error.getMessage();
    return message != null ? message : error.getClass().getSimpleName();
  }
}
