package dev.descent.data;

import dev.descent.io.OneLine;

/// Data that cannot be found, fetched or read. The message is one line: what is wrong, where, and
/// how to mend it. Control characters in it are written as `\u001b`.
public final class DataException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public DataException(String message) {
    super(OneLine.of(message));
  }

  public DataException(String message, Throwable cause) {
    super(OneLine.of(message), cause);
  }
}
