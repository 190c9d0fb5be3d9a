package dev.descent.nn;

import dev.descent.tensor.Tensor;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/// A count that a module keeps, such as how often it has drawn random numbers. It belongs to the
/// state of a training run: a run that is resumed sets it to where it was.
public final class Counter {
  private long value;
  private @Nullable LongFunction<Tensor> maker;
  private @Nullable Tensor drawn;

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

  /// A tensor that is made of the present count, such as the key of random numbers; the next call
  /// makes one of one more.
  ///
  /// @param make a pure function
  public Tensor draw(LongFunction<Tensor> make) {
    maker = make;
    drawn = make.apply(next());
    return drawn;
  }

  /// Draws as it was drawn last.
  ///
  /// **Throws** [IllegalStateException] if that has never been
  public void drawAgain() {
    if (maker == null) {
      throw new IllegalStateException("nothing has been drawn so far");
    }
    drawn = maker.apply(next());
  }

  /// What was drawn last; null if nothing was.
  public @Nullable Tensor drawn() {
    return drawn;
  }

  /// The present count; the next call yields one more.
  public long next() {
    return value++;
  }
}
