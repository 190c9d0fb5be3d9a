package dev.descent.tensor;

import dev.descent.exec.Engine;

/// Runs a check under every number of threads for which results must be the same, bit for bit.
final class Threads {
  private static final int[] COUNTS = {1, 2, 3};
  private static final int USUAL = Engine.threads();

  private Threads() {}

  static void each(Runnable check) {
    try {
      for (int count : COUNTS) {
        Engine.threads(count);
        check.run();
      }
    } finally {
      Engine.threads(USUAL);
    }
  }
}
