package dev.descent.lab.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BreatherTest {
  private static final long MILLISECOND = 1_000_000;

  private final Breather breather = new Breather();
  private long now = 5 * MILLISECOND;

  /// A page asks a number of times, always after the same time, and gets its frames in 2 ms.
  private void ask(int times, long gap) {
    for (int i = 0; i < times; i++) {
      now += gap;
      breather.asked(now);
      breather.sent(now + 2 * MILLISECOND, 2 * MILLISECOND);
    }
  }

  private long left() {
    return breather.left(now + 2 * MILLISECOND);
  }

  @Test
  void aPageThatKeepsUpCostsNothing() {
    ask(200, 16 * MILLISECOND);

    assertThat(left()).isZero();
  }

  @Test
  void aPageThatFallsBehindIsGivenMoreAndMoreButTrainingKeepsMore() {
    ask(3, 20 * MILLISECOND);
    long first = left();
    ask(3, 20 * MILLISECOND);
    long then = left();
    ask(100, 20 * MILLISECOND);
    long most = left();

    assertThat(first).isPositive();
    assertThat(then).isGreaterThan(first);
    assertThat(most).as("with the frame's own 2 ms").isEqualTo(6 * MILLISECOND);
  }

  @Test
  void whatIsNotNeededAnyMoreIsTakenBack() {
    ask(20, 20 * MILLISECOND);
    ask(1000, 16 * MILLISECOND);

    assertThat(left()).isZero();
  }

  @Test
  void aPageThatOnlyLooksNowAndThenIsNotLate() {
    ask(50, 400 * MILLISECOND);

    assertThat(left()).isZero();
  }

  @Test
  void standingBackEnds() {
    ask(50, 20 * MILLISECOND);

    assertThat(breather.left(now + 10 * MILLISECOND)).isZero();
  }
}
