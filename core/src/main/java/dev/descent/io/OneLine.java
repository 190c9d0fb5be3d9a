package dev.descent.io;

/// Texts from files, for messages to people.
public final class OneLine {
  private OneLine() {}

  /// A text on one line, in which control characters are written as `\u001b`: what a file holds may
  /// be shown, but must not steer a terminal.
  public static String of(String text) {
    StringBuilder line = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isISOControl(c)) {
        line.append("\\u%04x".formatted((int) c));
      } else {
        line.append(c);
      }
    }
    return line.toString();
  }
}
