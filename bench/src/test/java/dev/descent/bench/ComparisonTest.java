package dev.descent.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class ComparisonTest {
  private static final List<String> NAMES = List.of("Ours", "Theirs");

  /// A run whose warm-up took 100 s and whose other epochs took the given times.
  private static List<Epoch> run(double loss, double... seconds) {
    List<Epoch> epochs = new java.util.ArrayList<>(List.of(new Epoch(1, 9, 0.1, 100)));
    for (double time : seconds) epochs.add(new Epoch(epochs.size() + 1, loss, 0.975, time));
    return epochs;
  }

  @Test
  void tableHasMediansAndRatiosOfPairsWithoutTheWarmUp() {
    // Medians a run: 1, 2, 3 against 2, 2, 12, so the ratios are 0.5, 1 and 0.25.
    Comparison comparison =
        new Comparison(
            NAMES,
            List.of(
                List.of(run(0.08, 1, 0.5, 1.5), run(0.081, 2, 2, 2)),
                List.of(run(0.07, 2, 2, 2), run(0.07, 2, 2, 2)),
                List.of(run(0.09, 3, 3, 3), run(0.09, 12, 12, 12))));

    assertThat(comparison.table())
        .isEqualTo(
            """
            | system | seconds an epoch | Ours ÷ this | loss | test accuracy |
            | --- | --- | --- | --- | --- |
            | Ours | 2.000 (0.500 to 3.000) |  | 0.0800 | 97.50 % |
            | Theirs | 2.000 (2.000 to 12.000) | 0.50 (0.25 to 1.00) | 0.0810 | 97.50 % |
            """);
  }

  @Test
  void lossesWithinTheToleranceAgree() {
    Comparison comparison = new Comparison(NAMES, List.of(List.of(run(0.1, 1), run(0.1019, 1))));

    assertThat(comparison.disagreements(0.02)).isEmpty();
  }

  @Test
  void lossesFurtherApartAreNamed() {
    Comparison comparison = new Comparison(NAMES, List.of(List.of(run(0.1, 1), run(0.103, 1))));

    assertThat(comparison.disagreements(0.02))
        .containsExactly("Theirs ends at loss 0.10300, Ours at 0.10000");
  }

  @Test
  void lossThatIsNoNumberDisagrees() {
    Comparison comparison =
        new Comparison(NAMES, List.of(List.of(run(0.1, 1), run(Double.NaN, 1))));

    assertThat(comparison.disagreements(0.02)).hasSize(1);
  }

  @Test
  void runOfOnlyAWarmUpIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Comparison(NAMES, List.of(List.of(run(0.1, 1), run(0.1)))))
        .withMessage("a run needs an epoch after its warm-up");
  }
}
