package dev.descent.cli.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class ComparisonTest {
  /// A run with a slow warm-up, whose mean loss is the given one.
  private static List<Series> run(double loss, double... seconds) {
    DoubleStream all = DoubleStream.concat(DoubleStream.of(1000), Arrays.stream(seconds));
    return all.mapToObj(s -> new Series(s, loss)).toList();
  }

  private static final Comparison MNIST =
      new Comparison(
          "mnist",
          List.of("Descent", "Other"),
          List.of(
              List.of(run(0.0500, 0.4, 0.5, 0.6), run(0.0502, 1.0, 1.0, 1.1)),
              List.of(run(0.0510, 0.8, 0.8, 0.9), run(0.0509, 1.6, 1.0, 1.0)),
              List.of(run(0.0505, 0.2, 0.2, 0.2), run(0.0508, 2.0, 2.0, 2.0))));

  @Test
  void theTableHasMediansSpreadsAndTheRatioOfEachRound() {
    Comparison tiny =
        new Comparison("tiny", List.of("Descent"), List.of(List.of(run(1.5, 2e-6, 3e-6, 4e-6))));
    // Ratios of the rounds: 0.5/1.0, 0.8/1.0, 0.2/2.0.
    assertThat(Comparison.table(List.of(MNIST, tiny)))
        .isEqualTo(
            """
            | workload | system | time (median, min–max) | Descent ÷ this (median, min to max) | loss |
            | --- | --- | --- | --- | --- |
            | mnist | Descent | 0.500 s (0.200–0.900) |  | 0.0505 |
            | mnist | Other | 1.100 s (1.000–2.000) | 0.50 (0.10 to 0.80) | 0.0508 |
            | tiny | Descent | 3.00 µs (2.00–4.00) |  | 1.5000 |
            """);
  }

  @Test
  void programsGetTheSameNumbers() {
    assertThat(MNIST.objects()).hasSize(2);
    assertThat(MNIST.objects().getLast())
        .containsEntry("workload", "mnist")
        .containsEntry("system", "Other")
        .containsEntry("seconds", 1.1)
        .containsEntry("ratio", 0.5)
        .containsEntry("ratioMin", 0.1)
        .containsEntry("ratioMax", 0.8)
        .containsEntry("loss", 0.0508);
  }

  @Test
  void unequalLossesAreTold() {
    assertThat(MNIST.disagreements(0.02)).isEmpty();
    assertThat(MNIST.disagreements(0.005))
        .containsExactly("mnist: Other has loss 0.05080, Descent 0.05050");
  }

  @Test
  void theLossIsTheMeanOfTheRun() {
    List<Series> run = List.of(new Series(1, 0.6), new Series(1, 0.2), new Series(1, 0.1));
    assertThat(Comparison.loss(run)).isCloseTo(0.3, within(1e-12));
  }

  @Test
  void aLossThatIsNoNumberIsUnequal() {
    Comparison diverged =
        new Comparison(
            "mnist",
            List.of("Descent", "Other"),
            List.of(List.of(run(0.05, 1), run(Double.NaN, 1))));
    assertThat(diverged.disagreements(0.02)).hasSize(1);
  }

  @Test
  void everyRoundHasARunOfEachSystemWithMoreThanItsWarmUp() {
    List<String> two = List.of("Descent", "Other");
    List<List<List<Series>>> lacking = List.of(List.of(run(1, 1)));
    List<List<List<Series>>> onlyWarm = List.of(List.of(run(1, 1), run(1)));
    assertThatThrownBy(() -> new Comparison("mnist", two, List.of()))
        .hasMessageContaining("no rounds");
    assertThatThrownBy(() -> new Comparison("mnist", two, lacking))
        .hasMessageContaining("a run of each system");
    assertThatThrownBy(() -> new Comparison("mnist", two, onlyWarm))
        .hasMessageContaining("after its warm-up");
  }

  @Test
  void spreadsOfEvenAndOddCounts() {
    assertThat(Spread.of(3, 1, 2)).isEqualTo(new Spread(2, 1, 3));
    assertThat(Spread.of(4, 1, 2, 3)).isEqualTo(new Spread(2.5, 1, 4));
    assertThat(Spread.of(0.0125, 0.0025).time()).isEqualTo("7.50 ms (2.50–12.50)");
    assertThatThrownBy(Spread::of).hasMessage("no values");
  }

  @Test
  void seriesAreReadFromLinesOfJson() {
    assertThat(Series.parse("{\"event\":\"series\",\"seconds\":0.25,\"loss\":1}"))
        .contains(new Series(0.25, 1));
    assertThat(Series.parse("{\"event\":\"started\"}")).isEmpty();
    assertThatThrownBy(() -> Series.parse("{\"event\":\"series\",\"seconds\":1,\"loss\":\"NaN\"}"))
        .hasMessageStartingWith("no number \"loss\"");
    assertThatThrownBy(() -> Series.parse("Loading ..."))
        .hasMessage("not a line of JSON: Loading ...");
  }
}
