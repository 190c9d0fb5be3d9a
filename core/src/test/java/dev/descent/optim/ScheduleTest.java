package dev.descent.optim;

import static dev.descent.torch.Expected.numbers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScheduleTest {
  private static final int TOTAL = 50;

  private static Schedule schedule(String label) {
    return switch (label) {
      case "step" -> Schedule.stepDecay(7, 0.5);
      case "exponential" -> Schedule.exponential(0.01, TOTAL);
      case "polynomial" -> Schedule.polynomial(2, 0, TOTAL);
      case "cosine" -> Schedule.cosine(0.1, TOTAL);
      case "warmup" -> Schedule.warmup(8);
      case "warmupCosine" -> Schedule.warmupCosine(8, 0.1, TOTAL);
      case "oneCycle" -> Schedule.oneCycle(TOTAL + 1);
      case "restarts" -> Schedule.cosineRestarts(10, 2, 0.1);
      case "restartsEqual" -> Schedule.cosineRestarts(10, 1, 0.1);
      default -> throw new AssertionError(label);
    };
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "step|step:every=7,factor=0.5",
        "exponential|exponential:end=0.01",
        "polynomial|polynomial:power=2",
        "cosine|cosine:0.1",
        "warmup|warmup:8",
        "warmupCosine|warmup-cosine:warmup=8,end=0.1",
        "oneCycle|one-cycle",
        "restarts|cosine-restarts:period=10,growth=2,end=0.1",
        "restartsEqual|cosine-restarts:period=10, end=0.1"
      })
  void factorsArePyTorchs(String label, String text) {
    double[] expected = numbers("schedule." + label);
    Schedule schedule = schedule(label);
    Schedule named = Schedule.named(text, label.equals("oneCycle") ? TOTAL + 1 : TOTAL);
    for (int step = 0; step < TOTAL; step++) {
      assertThat(schedule.factor(step))
          .as("step %d", step)
          .isCloseTo(expected[step], within(1e-12));
      assertThat(named.factor(step)).isEqualTo(schedule.factor(step));
    }
  }

  @Test
  void theEndIsKept() {
    assertThat(Schedule.cosine(0.25, 10).factor(1_000_000)).isEqualTo(0.25);
    assertThat(Schedule.polynomial(1, 0.5, 10).factor(10)).isEqualTo(0.5);
    assertThat(Schedule.oneCycle(0.3, 0.1, 0.01, 10).factor(9)).isCloseTo(0.01, within(1e-15));
    assertThat(Schedule.oneCycle(0.3, 0.1, 0.01, 10).factor(99)).isCloseTo(0.01, within(1e-15));
    assertThat(Schedule.oneCycle(1, 0.1, 0.01, 10).factor(9)).isEqualTo(1);
    assertThat(Schedule.oneCycle(1).factor(0)).isEqualTo(1);
    assertThat(Schedule.constant().factor(7)).isEqualTo(1);
    assertThat(Schedule.warmupCosine(0, 0, 2).factor(1)).isCloseTo(0.5, within(1e-15));
  }

  @Test
  void schedulesCompose() {
    Schedule both = Schedule.warmup(4).then(4, Schedule.stepDecay(2, 0.5));
    assertThat(factors(both, 9)).containsExactly(0.25, 0.5, 0.75, 1, 1, 1, 0.5, 0.5, 0.25);
    Schedule product = Schedule.warmup(4).times(Schedule.stepDecay(2, 0.5));
    assertThat(factors(product, 5)).containsExactly(0.25, 0.5, 0.375, 0.5, 0.25);
    assertThat(factors(Schedule.named("warmup:4 * step:every=2,factor=0.5", 9), 5))
        .containsExactly(0.25, 0.5, 0.375, 0.5, 0.25);
  }

  private static double[] factors(Schedule schedule, int steps) {
    double[] factors = new double[steps];
    for (int step = 0; step < steps; step++) {
      factors[step] = schedule.factor(step);
    }
    return factors;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "cosin|there is no schedule \"cosin\"; there are: constant, step, exponential, polynomial,"
            + " cosine, warmup, warmup-cosine, one-cycle, cosine-restarts",
        "cosine:last=0|the schedule \"cosine\" has no \"last\"; it has: end",
        "cosine:end=x|\"end\" of the schedule \"cosine\" must be a number, not \"x\"",
        "cosine:end=1,end=2|\"end\" of the schedule \"cosine\" is given twice",
        "step:factor=0.5|the schedule \"step\" needs a number for \"every\": step:every=...",
        "step:every=1.5|\"every\" of the schedule \"step\" must be a whole number, not 1.5",
        "constant:1|the schedule \"constant\" takes no numbers",
        "step:every=0|the number of steps between decays must be at least 1, not 0",
        "cosine:end=-1|the last factor of the learning rate must be a finite number of at least 0,"
            + " not -1.0",
        "warmup-cosine:warmup=50|a warm-up of 50 steps leaves nothing of 50 steps in all"
      })
  void mistakesAreExplained(String text, String message) {
    assertThatThrownBy(() -> Schedule.named(text, TOTAL))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  private static ReduceOnPlateau plateau() {
    return ReduceOnPlateau.named(
        "plateau:factor=0.5,patience=3,threshold=0.05,cooldown=2,least=0.02");
  }

  @ParameterizedTest
  @CsvSource({"min", "max"})
  void plateausAreLeftAsInPyTorch(String mode) {
    double[] metrics = numbers("plateau.metrics");
    double[] expected = numbers("plateau." + mode);
    ReduceOnPlateau plateau = mode.equals("max") ? plateau().larger() : plateau();
    for (int i = 0; i < metrics.length; i++) {
      assertThat(plateau.report(metrics[i])).as("report %d", i).isEqualTo(expected[i]);
      ReduceOnPlateau resumed = mode.equals("max") ? plateau().larger() : plateau();
      resumed.restore(plateau.state());
      plateau = resumed;
    }
    assertThat(plateau.factor()).isEqualTo(expected[expected.length - 1]);
  }

  @Test
  void aMetricThatIsNoNumberIsNoBetter() {
    ReduceOnPlateau plateau = new ReduceOnPlateau(0.5, 1);
    assertThat(plateau.state()).doesNotContainKey("best");
    plateau.restore(plateau.state());
    assertThat(plateau.report(Double.NaN)).isEqualTo(1);
    assertThat(plateau.report(Double.NEGATIVE_INFINITY)).isEqualTo(0.5);
    assertThat(plateau.report(3)).isEqualTo(0.5);
    assertThat(plateau.state()).containsEntry("best", 3.0);
    assertThat(ReduceOnPlateau.isNamed("plateau:patience=2")).isTrue();
    assertThat(ReduceOnPlateau.isNamed("cosine")).isFalse();
    assertThatThrownBy(() -> plateau.restore(Map.of("factor", 1)))
        .hasMessage("the state of a plateau needs a number for \"waited\", not null");
    assertThatThrownBy(() -> new ReduceOnPlateau(1, 3)).hasMessageContaining("below 1, not 1.0");
  }
}
