package dev.descent.optim;

/// Checks of the numbers that rules are made with.
final class Settings {
  private Settings() {}

  static void requireNotNegative(String name, double value) {
    if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "the " + name + " must be a finite number of at least 0, not " + value);
    }
  }

  static void requirePositive(String name, double value) {
    if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "the " + name + " must be a finite number above 0, not " + value);
    }
  }

  static void requireFraction(String name, double value) {
    if (!(value >= 0 && value <= 1)) {
      throw new IllegalArgumentException("the " + name + " must be in 0 … 1, not " + value);
    }
  }

  static void requireSteps(String name, long value, long least) {
    if (value < least) {
      throw new IllegalArgumentException(
          "the " + name + " must be at least " + least + ", not " + value);
    }
  }

  static void requireBelowOne(String name, double value) {
    if (!(value >= 0 && value < 1)) {
      throw new IllegalArgumentException(
          "the " + name + " must be at least 0 and below 1, not " + value);
    }
  }
}
