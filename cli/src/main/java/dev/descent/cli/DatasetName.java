package dev.descent.cli;

import java.util.Locale;

/// The datasets that commands know by name.
enum DatasetName {
  /// The handwritten digits of the MNIST database.
  MNIST,
  /// Digits that the program draws itself.
  DIGITS;

  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  @Override
  public String toString() {
    return label();
  }
}
