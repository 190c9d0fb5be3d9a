package dev.descent.lab.engine;

import java.nio.ByteBuffer;

/// The way to a page. All methods may be called from any thread and return at once.
public interface Wire {
  /// Sends a text.
  void text(String json);

  /// Sends a binary message.
  void binary(ByteBuffer message);

  /// Whether the latest binary message has left.
  boolean isReady();
}
