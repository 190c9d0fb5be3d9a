package dev.descent.kernel;

/// The native library cannot be used; the message says why in one line.
public final class NativeLibraryException extends Exception {
  private static final long serialVersionUID = 1L;
  private final String reason;

  NativeLibraryException(String reason, Throwable cause) {
    super(reason, cause);
    this.reason = reason;
  }

  NativeLibraryException(String reason) {
    super(reason);
    this.reason = reason;
  }

  @Override
  public String getMessage() {
    return reason;
  }
}
