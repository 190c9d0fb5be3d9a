package dev.descent.kernel;

/// Checks of indices that are only known when a plan runs.
final class Indices {
  private Indices() {}

  static int check(int index, int size, int position) {
    if (index < 0 || index >= size) {
      throw new IndexOutOfBoundsException(
          "[take] index "
              + index
              + " at position "
              + position
              + " is out of range 0 … "
              + (size - 1));
    }
    return index;
  }
}
