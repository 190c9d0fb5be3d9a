package dev.descent.data;

/// Data that cannot be found, fetched or read. The message is one line: what is wrong, where, and
/// how to mend it.
public final class DataException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public DataException(String message) {
    super(message);
  }

  public DataException(String message, Throwable cause) {
    super(message, cause);
  }
}
