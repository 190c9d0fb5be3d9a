package dev.descent.nn;

/// A count that a module keeps, such as how often it has drawn random numbers. It belongs to the
/// state of a training run: a run that is resumed sets it to where it was.
public final class Counter {
  private long value;

  /// A counter at 0.
  Counter() {}

  /// The present count.
  public long value() {
    return value;
  }

  /// Sets the count.
  public void value(long next) {
    if (next < 0) {
      throw new IllegalArgumentException("a count must be at least 0, not " + next);
    }
    value = next;
  }

  /// The present count; the next call yields one more.
  public long next() {
    return value++;
  }
}
