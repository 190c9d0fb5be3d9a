package dev.descent.cli.plot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TicksTest {
  @Test
  void linearTicksAreRound() {
    assertThat(Ticks.of(Scale.LINEAR, 0, 10, 5, 0)).containsExactly(0.0, 2.0, 4.0, 6.0, 8.0, 10.0);
    assertThat(Ticks.of(Scale.LINEAR, -0.31, 0.31, 7, 0))
        .containsExactly(-0.3, -0.2, -0.1, 0.0, 0.1, 0.2, 0.3);
    assertThat(Ticks.of(Scale.LINEAR, 938, 4690, 4, 0))
        .containsExactly(1000.0, 2000.0, 3000.0, 4000.0);
    assertThat(Ticks.of(Scale.LINEAR, 1, 3, 8, 1)).containsExactly(1.0, 2.0, 3.0);
  }

  @Test
  void logarithmicTicksAreDecadesOrTheirFirstFifthAndHalf() {
    assertThat(Ticks.of(Scale.LOG, 1e-4, 1, 8, 0)).containsExactly(1e-4, 1e-3, 1e-2, 0.1, 1.0);
    assertThat(Ticks.of(Scale.LOG, 0.04, 3, 8, 0)).containsExactly(0.05, 0.1, 0.2, 0.5, 1.0, 2.0);
    assertThat(Ticks.of(Scale.LOG, 0.9, 1.1, 4, 0)).containsExactly(0.9, 0.95, 1.0, 1.05, 1.1);
    assertThat(Ticks.of(Scale.LOG, 1, 1e30, 5, 0)).hasSizeLessThanOrEqualTo(6).contains(1e6);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "0.25, 0.25",
    "-3, -3",
    "9999, 9999",
    "20000, 20k",
    "1500000, 1.5M",
    "0.00002, 2e-5",
    "0.0001, 0.0001",
    "1.5e-7, 1.5e-7",
    "1e26, 1e26",
    "-2.5e12, -2.5e12",
    "NaN, –",
    "Infinity, ∞",
    "0.30000000000000004, 0.3",
    "1e9, 1e9"
  })
  void numbersAreShort(double number, String text) {
    assertThat(Ticks.label(number)).isEqualTo(text);
  }

  @Test
  void labelsOfOneAxisHaveTheSameDecimals() {
    assertThat(Ticks.labels(Scale.LINEAR, List.of(0.0, 0.05, 0.1)))
        .containsExactly("0.00", "0.05", "0.10");
    assertThat(Ticks.labels(Scale.LINEAR, List.of(0.0, 5000.0, 10000.0)))
        .containsExactly("0", "5000", "10k");
    assertThat(Ticks.labels(Scale.LOG, List.of(0.01, 0.1, 1.0)))
        .containsExactly("0.01", "0.1", "1");
  }
}
