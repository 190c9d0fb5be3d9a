package dev.descent.cli.plot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/// Charts, looked at through what stands in their SVG and in the pixels of their PNG.
class ChartTest {
  private static final double[] ONE_TO_FIVE = {1, 2, 3, 4, 5};

  @TempDir Path folder;

  @Test
  void equalStepsAreEquallyLong() {
    double[][] points = curve(Chart.lines("").add("y", ONE_TO_FIVE, new double[] {0, 1, 2, 3, 4}));
    for (int i = 1; i < 4; i++) {
      assertThat(points[i + 1][0] - points[i][0])
          .isCloseTo(points[1][0] - points[0][0], within(0.02));
      assertThat(points[i][1] - points[i + 1][1])
          .isPositive()
          .isCloseTo(points[0][1] - points[1][1], within(0.02));
    }
  }

  @Test
  void equalFactorsAreEquallyLongOnALogarithmicAxis() {
    double[][] points =
        curve(
            Chart.lines("")
                .y("", Scale.LOG)
                .add("y", ONE_TO_FIVE, new double[] {1e-2, 1e-1, 1, 10, 100}));
    for (int i = 1; i < 4; i++) {
      assertThat(points[i][1] - points[i + 1][1])
          .isPositive()
          .isCloseTo(points[0][1] - points[1][1], within(0.02));
    }
  }

  @Test
  void whatHasNoPlaceIsAGap() {
    double[] ys = {1, 2, Double.NaN, 3, 4};
    assertThat(curves(Chart.lines("").add("y", ONE_TO_FIVE, ys))).hasSize(2);
    double[] notPositive = {1, 2, 0, 3, 4};
    assertThat(curves(Chart.lines("").y("", Scale.LOG).add("y", ONE_TO_FIVE, notPositive)))
        .hasSize(2);
    assertThat(Chart.lines("").add("y", ONE_TO_FIVE, new double[5]).isEmpty()).isFalse();
    assertThat(Chart.lines("").y("", Scale.LOG).add("y", ONE_TO_FIVE, new double[5]).isEmpty())
        .isTrue();
  }

  @Test
  void awkwardValuesAreDrawnAllTheSame() {
    double[][] awkward = {
      {},
      {0},
      {Double.NaN},
      {Double.MAX_VALUE, Double.MIN_VALUE},
      {1e-320, 1e308},
      {1e-250, 1e250},
      {1e16, 1e16 + 2},
      {0, 1e-310},
      {3, 3, 3},
      {Double.NEGATIVE_INFINITY, 1, Double.POSITIVE_INFINITY}
    };
    for (double[] ys : awkward) {
      double[] xs = IntStream.range(0, ys.length).asDoubleStream().toArray();
      for (Scale scale : Scale.values()) {
        LineChart chart = Chart.lines("t").x("x", scale).y("y", scale).add("s", xs, ys);
        assertThat(chart.svg(Theme.LIGHT))
            .as(Arrays.toString(ys))
            .doesNotContain("NaN", "Infinity");
        assertThat(chart.table()).hasSize(1 + ys.length);
      }
    }
  }

  @Test
  void noPeakIsLostWhenPointsAreLeftOut() {
    int count = 100_000;
    double[] xs = IntStream.range(0, count).asDoubleStream().toArray();
    double[] ys = new double[count];
    ys[54_321] = 10;
    ys[77_777] = -5;
    double[][] all = curve(Chart.lines("").add("y", xs, ys));
    assertThat(all.length).isLessThan(2000);
    double[][] plain = curve(Chart.lines("").add("y", new double[] {0, 1}, new double[] {10, -5}));
    assertThat(Arrays.stream(all).mapToDouble(p -> p[1]).min()).hasValue(plain[0][1]);
    assertThat(Arrays.stream(all).mapToDouble(p -> p[1]).max()).hasValue(plain[1][1]);
  }

  @Test
  void movingAverage() {
    // By hand: (1), (1 · 1/2 + 3 · 1) / (3/2), with the weight 1/2.
    double[] smooth =
        Series.of("s", new double[] {1, 2}, new double[] {1, 3}).smoothed("a", 0.5).ys();
    assertThat(smooth[0]).isEqualTo(1);
    assertThat(smooth[1]).isCloseTo(3.5 / 1.5, within(1e-12));
  }

  @Test
  void namesFromFilesStayText() {
    String hostile = "</title><script>alert(1)</script> & \"q\" ' \u0000 \ud800 ü 日本";
    String svg =
        Chart.lines(hostile)
            .x(hostile)
            .y(hostile)
            .add(hostile, ONE_TO_FIVE, ONE_TO_FIVE)
            .add("other", ONE_TO_FIVE, ONE_TO_FIVE)
            .size(2000, 400)
            .svg(Theme.LIGHT);
    Document document = parse(svg);
    assertThat(document.getElementsByTagName("script").getLength()).isZero();
    assertThat(document.getElementsByTagName("title").item(0).getTextContent())
        .isEqualTo("</title><script>alert(1)</script> & \"q\" ' ? ? ü 日本");
  }

  @Test
  void everySeriesLooksDifferent() {
    LineChart chart = Chart.lines("");
    for (int i = 0; i < 14; i++) {
      chart = chart.add(Series.of("s" + i, ONE_TO_FIVE, new double[] {i, i, i, i, i}).asMarked());
    }
    List<String> looks = new ArrayList<>();
    for (Element line : elements(chart, "polyline")) {
      if (line.getAttribute("stroke-width").equals("2")) {
        looks.add(line.getAttribute("stroke") + " " + line.getAttribute("stroke-dasharray"));
      }
    }
    // Once in the legend and once as the curve.
    assertThat(looks.stream().distinct()).hasSize(14);
    assertThat(looks).hasSize(28);
  }

  @Test
  void lettersCanBeReadOnBothPapers() {
    for (boolean dark : new boolean[] {false, true}) {
      for (Ink ink : List.of(Ink.TEXT, Ink.MUTED)) {
        assertThat(contrast(ink.rgb(dark), Ink.PAPER.rgb(dark)))
            .as("%s, dark: %s", ink, dark)
            .isGreaterThan(4.5);
      }
    }
  }

  @Test
  void aPngHasTheCurveInItsColour() throws IOException {
    LineChart chart =
        Chart.lines("Title").add("y", ONE_TO_FIVE, new double[] {1, 5, 2, 4, 3}).size(300, 200);
    Path file = folder.resolve("chart.png");
    chart.writePng(file);
    BufferedImage image = ImageIO.read(file.toFile());
    assertThat(image.getWidth()).isEqualTo(750);
    assertThat(image.getHeight()).isEqualTo(500);
    assertThat(image.getRGB(0, 0) & 0xffffff).isEqualTo(0xffffff);
    assertThat(count(image, 0x0072b2)).isGreaterThan(500);
    BufferedImage dark = ImageIO.read(new ByteArrayInputStream(chart.png(Theme.DARK)));
    assertThat(dark.getRGB(0, 0) & 0xffffff).isEqualTo(0x16191d);
    assertThat(count(dark, 0x56b4e9)).isGreaterThan(500);
  }

  @Test
  void heatMapsShowEveryValue() {
    HeatMap map =
        Chart.heatMap("Accuracy")
            .rows("rate", List.of("0.1", "1"))
            .columns("batch", List.of("32", "128", "512"))
            .values(
                new double[][] {{1, 2, 3}, {4, Double.NaN, 6}},
                value -> String.format(Locale.ROOT, "%.1f", value));
    assertThat(map.table())
        .containsExactly(
            List.of("rate \\ batch", "32", "128", "512"),
            List.of("0.1", "1.0", "2.0", "3.0"),
            List.of("1", "4.0", "–", "6.0"));
    assertThat(map.svg(Theme.LIGHT)).contains(">1.0<", ">6.0<", ">–<", ">rate<", ">512<");
    assertThatThrownBy(() -> map.rows("x", List.of("a")).values(new double[2][3], Ticks::label))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("2 rows of values for 1 names");
  }

  @Test
  void barsAreAsLongAsTheirValues() {
    BarChart chart = Chart.bars("b").add("one", 1).add("two", 2, 0.5).add("none", Double.NaN);
    List<Double> widths =
        elements(chart, "rect").stream()
            .filter(rect -> rect.getAttribute("fill").equals("#0072b2"))
            .map(rect -> Double.parseDouble(rect.getAttribute("width")))
            .toList();
    assertThat(widths).hasSize(2);
    assertThat(widths.get(1)).isCloseTo(2 * widths.get(0), within(0.02));
    assertThat(chart.description()).isEqualTo(": one 1, two 2 ± 0.5, none –");
  }

  @Test
  void theNumbersAlongBarsAreRoundWhateverTheFormatOfTheirValues() {
    BarChart chart =
        Chart.bars("b").values("share", 0, value -> "%.2f".formatted(value)).add("one", 97.5, 1.25);
    assertThat(texts(chart)).contains("0", "50", "97.50 ± 1.25").doesNotContain("0.00", "50.00");
  }

  @Test
  void whatIsNeverNegativeHasNoRoomBelowZero() {
    LineChart chart = Chart.lines("").add("y", ONE_TO_FIVE, new double[5]);
    assertThat(texts(chart)).contains("0.0").noneMatch(text -> text.startsWith("-"));
    assertThat(texts(Chart.lines("").add("y", ONE_TO_FIVE, new double[] {-1, 0, 1, 2, 3})))
        .anyMatch(text -> text.startsWith("-"));
  }

  @Test
  void aTableSaysWhetherItLeavesValuesOut() {
    assertThat(Chart.lines("").add("y", ONE_TO_FIVE, ONE_TO_FIVE).isTableThinned()).isFalse();
    double[] many = IntStream.range(0, 100).asDoubleStream().toArray();
    LineChart chart = Chart.lines("").add("y", many, many);
    assertThat(chart.isTableThinned()).isTrue();
    assertThat(chart.table()).hasSizeLessThan(100);
  }

  private static List<String> texts(Chart chart) {
    return elements(chart, "text").stream().map(Element::getTextContent).toList();
  }

  @Test
  void panelsLieSideBySide() {
    LineChart chart = Chart.lines("t").add("y", ONE_TO_FIVE, ONE_TO_FIVE);
    Panels panels = Chart.panels("", 2, List.of(chart, chart, chart));
    List<Element> curves =
        elements(panels, "polyline").stream()
            .filter(line -> line.getAttribute("stroke-width").equals("2"))
            .toList();
    assertThat(curves).hasSize(3);
    double[] first = points(curves.get(0))[0];
    assertThat(points(curves.get(1))[0][0]).isCloseTo(first[0] + 420, within(0.02));
    assertThat(points(curves.get(1))[0][1]).isCloseTo(first[1], within(0.02));
    assertThat(points(curves.get(2))[0][1]).isCloseTo(first[1] + 280, within(0.02));
  }

  private static double[][] curve(LineChart chart) {
    List<double[][]> curves = curves(chart);
    assertThat(curves).hasSize(1);
    return curves.getFirst();
  }

  private static List<double[][]> curves(LineChart chart) {
    return elements(chart, "polyline").stream()
        .filter(line -> line.getAttribute("stroke-width").equals("2"))
        .map(ChartTest::points)
        .toList();
  }

  private static double[][] points(Element line) {
    return Arrays.stream(line.getAttribute("points").split(" ", -1))
        .map(
            point -> Arrays.stream(point.split(",", -1)).mapToDouble(Double::parseDouble).toArray())
        .toArray(double[][]::new);
  }

  private static List<Element> elements(Chart chart, String name) {
    NodeList nodes = parse(chart.svg(Theme.LIGHT)).getElementsByTagName(name);
    return IntStream.range(0, nodes.getLength()).mapToObj(i -> (Element) nodes.item(i)).toList();
  }

  private static Document parse(String svg) {
    try {
      return DocumentBuilderFactory.newInstance()
          .newDocumentBuilder()
          .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
    } catch (IOException | SAXException | ParserConfigurationException e) {
      throw new AssertionError(svg, e);
    }
  }

  private static int count(BufferedImage image, int rgb) {
    int count = 0;
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        count += (image.getRGB(x, y) & 0xffffff) == rgb ? 1 : 0;
      }
    }
    return count;
  }

  /// As the Web Content Accessibility Guidelines 2.1 define it.
  private static double contrast(int a, int b) {
    double one = luminance(a) + 0.05;
    double other = luminance(b) + 0.05;
    return Math.max(one, other) / Math.min(one, other);
  }

  private static double luminance(int rgb) {
    double sum = 0;
    double[] weights = {0.0722, 0.7152, 0.2126};
    for (int i = 0; i < 3; i++) {
      double part = ((rgb >> (8 * i)) & 0xff) / 255.0;
      sum += weights[i] * (part <= 0.03928 ? part / 12.92 : Math.pow((part + 0.055) / 1.055, 2.4));
    }
    return sum;
  }
}
