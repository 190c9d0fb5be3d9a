package dev.descent.cli.plot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TextChartTest {
  @Test
  void drawsALetterACurve() {
    LineChart chart =
        Chart.lines("")
            .x("step")
            .y("loss")
            .add("falling", new double[] {0, 20}, new double[] {4, 0})
            .add("flat", new double[] {0, 20}, new double[] {2, 2});
    assertThat(TextChart.lines(chart, 34, 5))
        .containsExactly(
            "  a  falling",
            "  b  flat",
            "",
            "     4.00 |aaa",
            "          |   aaaaa",
            "     2.00 |bbbbbbbbaaaaabbbbbbbb",
            "          |             aaaaa",
            "     0.00 |                  aaa",
            "          +---------------------",
            "           0    5    10   15   20  step");
  }

  @Test
  void whatHasNoPlaceIsAGap() {
    LineChart chart =
        Chart.lines("")
            .y("loss", Scale.LOG)
            .add(
                "gaps", new double[] {0, 5, 10, 15, 20}, new double[] {1, Double.NaN, 100, -1, 10});
    List<String> lines = TextChart.lines(chart, 34, 3);
    assertThat(lines.subList(2, 5))
        .containsExactly(
            "      100 |          a", "     10.0 |                    a", "     1.00 |a");
  }

  @Test
  void nothingToDrawIsAnEmptyChart() {
    LineChart chart = Chart.lines("").add("none", new double[0], new double[0]);
    assertThat(TextChart.lines(chart, 80, 4)).hasSize(1 + 1 + 4 + 2);
  }
}
