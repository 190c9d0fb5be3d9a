package dev.descent.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.descent.exec.MachineLimits;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class InnerProductTest {
  @BeforeEach
  void needsMachineCode() {
    assumeTrue(MachineCode.whyNot() == null, () -> "no machine code: " + MachineCode.whyNot());
  }

  @Test
  void hasTwoOperationsForEachTermOfEachSum() {
    assertThat(new InnerProduct().run(5)).isEqualTo(5 * 2 * 6 * 16 * 256);
  }

  @Test
  void itsRateIsThatOfAllRounds() {
    MachineLimits.Rates rates = new MachineLimits(2).productFlopsPerSecond();
    assertThat(rates.median()).isPositive().isLessThanOrEqualTo(rates.best());
  }
}
