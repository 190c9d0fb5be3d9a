package dev.descent.io;

import java.io.IOException;

/// Takes a value and may fail with an [IOException].
///
/// @param <T> what it takes
@FunctionalInterface
public interface IOConsumer<T> {
  /// Takes one value.
  void accept(T value) throws IOException;
}
