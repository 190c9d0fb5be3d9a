package dev.descent.train;

import java.io.IOException;
import java.util.Objects;

/// A run directory that cannot be used. The message is one line: what is wrong, where, and how to
/// mend it.
public class RunException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// A problem, in one line.
  public RunException(String message) {
    super(message);
  }

  RunException(String message, Throwable cause) {
    super(message, cause);
  }

  /// The errors of [dev.descent.io] say in one line what is wrong.
  static RunException of(IOException cause) {
    return new RunException(
        Objects.requireNonNullElse(cause.getMessage(), cause.toString()), cause);
  }
}
