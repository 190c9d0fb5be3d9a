package dev.descent.train;

/// A file that a newer version of this program has written.
final class NewerFormatException extends RunException {
  private static final long serialVersionUID = 1L;

  NewerFormatException(String message) {
    super(message);
  }
}
