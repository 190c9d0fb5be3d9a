package dev.descent.lab.engine;

/// How long training stands back after each frame, so that a page on the same processors keeps up.
///
/// A page that asks for frames as often as a screen shows them costs training nothing but the
/// frames. One that falls behind is given time: a little more after each late frame, until it keeps
/// up, and at most so much that training has more than half of the time left. What is not needed is
/// taken back slowly.
final class Breather {
  /// Between two frames of a screen that shows 60 in a second, with some tolerance.
  private static final long LATE = 18_000_000;

  /// A page that has been away this long does not fall behind: it did not want more.
  private static final long AWAY = 250_000_000;

  private static final double MORE = 0.03;
  private static final double LESS = 0.006;

  /// Of the time, with what the frame itself takes.
  private static final double MOST = 0.4;

  private long askedAt;
  private long gap;
  private boolean known;
  private double share;
  private long until;

  /// Notes that a page has asked for a frame.
  ///
  /// @param now in nanoseconds, as all times here
  void asked(long now) {
    gap = known ? now - askedAt : AWAY;
    known = true;
    askedAt = now;
    if (gap < AWAY) {
      share = Math.clamp(share + (gap > LATE ? MORE : -LESS), 0, MOST);
    }
  }

  /// Notes that the frame has been sent.
  ///
  /// @param took what it took to make
  void sent(long now, long took) {
    long rest = gap < AWAY ? (long) (share * gap) : 0;
    until = now + Math.clamp((long) (MOST * gap) - took, 0, rest);
  }

  /// How long to stand back from now on.
  long left(long now) {
    return known ? Math.max(0, until - now) : 0;
  }
}
