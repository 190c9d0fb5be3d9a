package dev.descent.cli.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class KernelComparisonTest {
  private static final double PEAK = 100e9;

  private static String line(String kernel, String system, double seconds, long flops, long moved) {
    return """
    {"event":"kernel","kernel":"%s","system":"%s","seconds":%s,"flops":%d,"moved":%d,"touched":1000}\
    """
        .formatted(kernel, system, seconds, flops, moved);
  }

  private static List<KernelComparison> comparisons(String... lines) {
    List<KernelTiming> timings =
        List.of(lines).stream().flatMap(line -> KernelTiming.parse(line).stream()).toList();
    return KernelComparison.of(timings, PEAK, touched -> touched == 1000 ? 10e9 : Double.NaN);
  }

  private static List<KernelComparison> twoRounds() {
    return comparisons(
        line("x·Wᵀ", "Descent", 2e-3, 100_000_000, 1_000_000),
        line("x·Wᵀ", "oneDNN", 4e-3, 100_000_000, 1_000_000),
        line("Adam", "Descent", 4e-6, 0, 20_000),
        line("x·Wᵀ", "Descent", 4e-3, 100_000_000, 1_000_000),
        line("x·Wᵀ", "oneDNN", 4e-3, 100_000_000, 1_000_000),
        line("Adam", "Descent", 4e-6, 0, 20_000));
  }

  @Test
  void theTableHasAKernelALineBesideItsBoundAndTheOthers() {
    // 10⁸ operations at the peak take 1 ms; 20,000 bytes at 10 GB/s take 2 µs.
    assertThat(KernelComparison.table(twoRounds(), List.of("oneDNN", "OpenBLAS")))
        .isEqualTo(
            """
            | kernel | time (median, min–max) | rate | of the bound | Descent ÷ oneDNN | Descent ÷ OpenBLAS |
            | --- | --- | --- | --- | --- | --- |
            | x·Wᵀ | 3.00 ms (2.00–4.00) | 33.3 GFLOP/s | 33 % | 0.75 (0.50 to 1.00) |  |
            | Adam | 4.00 µs (4.00–4.00) | 5.00 GB/s | 50 % |  |  |
            """);
  }

  @Test
  void programsGetAnObjectASystem() {
    assertThat(twoRounds().getFirst().objects()).hasSize(2);
    assertThat(twoRounds().getFirst().objects().getLast())
        .containsEntry("name", "kernels")
        .containsEntry("kernel", "x·Wᵀ")
        .containsEntry("system", "oneDNN")
        .containsEntry("seconds", 4e-3)
        .containsEntry("boundSeconds", 1e-3)
        .containsEntry("boundBy", "flops")
        .containsEntry("share", 0.25)
        .containsEntry("ratio", 0.75)
        .containsEntry("ratioMin", 0.5);
    assertThat(twoRounds().getLast().objects())
        .singleElement()
        .satisfies(object -> assertThat(object).containsEntry("boundBy", "bytes"));
  }

  @Test
  void whatIsNoTimingIsRefusedOrSkipped() {
    assertThat(KernelTiming.parse("{\"event\":\"other\"}")).isEmpty();
    assertThatThrownBy(() -> KernelTiming.parse("hello")).hasMessage("not a line of JSON: hello");
    assertThatThrownBy(() -> KernelTiming.parse("{\"event\":\"kernel\",\"kernel\":\"x\"}"))
        .hasMessageStartingWith("no timing of a kernel: ");
    assertThatThrownBy(() -> KernelTiming.parse(line("x", "Descent", 0, 1, 1)))
        .hasMessageStartingWith("no timing of a kernel: ");
  }

  @Test
  void aRoundThatASystemHasNotDoneIsTold() {
    assertThatThrownBy(() ->
            comparisons(
                line("x", "Descent", 1, 1, 1),
                line("x", "oneDNN", 1, 1, 1),
                line("x", "Descent", 1, 1, 1)))
        .hasMessageContaining("a round of x without all systems");
  }
}
