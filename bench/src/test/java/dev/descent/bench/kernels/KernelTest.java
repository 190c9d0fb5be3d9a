package dev.descent.bench.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.List;
import org.junit.jupiter.api.Test;

class KernelTest {
  private static final long SMALL = 1 << 23;

  @Test
  void kernelsHaveNamesOfTheirOwnAndABound() {
    List<Kernel> all = Kernel.all();
    assertThat(all).extracting(Kernel::name).doesNotHaveDuplicates();
    assertThat(all)
        .allSatisfy(kernel -> {
          assertThat(kernel.touched()).isPositive().isLessThanOrEqualTo(kernel.moved());
          assertThat(kernel.systems().keySet()).first().isEqualTo(Kernel.DESCENT);
        });
  }

  /// Making a kernel ready checks its results.
  @Test
  void smallKernelsComputeTheSameInAllSystemsAndCanBeRepeated() {
    List<Kernel> small =
        Kernel.all().stream()
            .filter(kernel -> kernel.touched() < SMALL && kernel.flops() < 1e9)
            .toList();
    assertThat(small).hasSizeGreaterThan(10);
    for (Kernel kernel : small) {
      kernel
          .systems()
          .forEach((system, make) ->
              assertThatCode(() -> make.get().run())
                  .as("%s by %s", kernel.name(), system)
                  .doesNotThrowAnyException());
    }
  }

  @Test
  void wrongResultsAreRefused() {
    Agreement.require("sum", new float[] {1, 100}, new double[] {1.009, 100});
    assertThatIllegalStateException()
        .isThrownBy(() -> Agreement.require("sum", new float[] {1, 100}, new double[] {1.02, 100}))
        .withMessage("sum: element 0 is 1.0, not 1.02");
    assertThatIllegalStateException()
        .isThrownBy(() -> Agreement.require("sum", new float[] {Float.NaN}, new double[] {1}));
    assertThatIllegalStateException()
        .isThrownBy(() -> Agreement.require("sum", new float[] {0}, new double[] {0}));
    assertThatIllegalStateException()
        .isThrownBy(() -> Agreement.require("sum", new float[] {1}, new double[] {1, 1}));
  }
}
