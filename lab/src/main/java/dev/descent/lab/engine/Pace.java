package dev.descent.lab.engine;

/// How fast steps are done, and how fast they may be.
final class Pace {
  private static final long WINDOW = 500_000_000L;
  private static final long SECOND = 1_000_000_000L;

  private double limit;
  private long next = System.nanoTime();
  private long windowStart = System.nanoTime();
  private long steps;
  private double perSecond;

  /// Sets the most steps in a second; 0 for as many as can be.
  void limit(double stepsPerSecond) {
    limit = stepsPerSecond;
    next = System.nanoTime();
  }

  /// Begins to count anew, after standing still.
  void restart() {
    next = System.nanoTime();
    windowStart = next;
    steps = 0;
  }

  /// The nanoseconds until the next step may be done.
  long untilNext(long now) {
    return limit == 0 ? 0 : Math.max(0, next - now);
  }

  /// Notes a step.
  void done() {
    steps++;
    if (limit > 0) {
      long gap = (long) (SECOND / limit);
      // What could not be done in time is not made up for.
      next = Math.max(next + gap, System.nanoTime() - 10 * gap);
    }
  }

  /// The steps in a second, at present.
  double perSecond() {
    long now = System.nanoTime();
    if (now - windowStart > WINDOW) {
      perSecond = steps * (double) SECOND / (now - windowStart);
      windowStart = now;
      steps = 0;
    }
    return perSecond;
  }
}
