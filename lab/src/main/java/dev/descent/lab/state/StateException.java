package dev.descent.lab.state;

import org.jspecify.annotations.Nullable;

/// Something in a message that makes no sense. The text is one line for people.
public final class StateException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final @Nullable String field;

  /// A problem of one field.
  ///
  /// @param field the dotted name; null if none is to blame
  public StateException(@Nullable String field, String text) {
    super(text);
    this.field = field;
  }

  /// The dotted name of the field; null if none is to blame.
  public @Nullable String field() {
    return field;
  }

  /// The text.
  public String text() {
    return String.valueOf(getMessage());
  }
}
