package dev.descent.cli.plot;

import dev.descent.io.AtomicFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/// Something to look at, such as
///
/// ```java
/// Chart.lines("Loss")
///     .x("step")
///     .y("loss", Scale.LOG)
///     .add(Series.of("training", steps, losses))
///     .add(Series.of("validation", epochEnds, testLosses).asMarked())
///     .writePng(Path.of("loss.png"));
/// ```
public sealed interface Chart permits LineChart, BarChart, HeatMap, Panels {
  /// Pixels of a PNG to a length of 1: enough for print.
  double DENSITY = 2.5;

  /// Curves over an axis.
  static LineChart lines(String title) {
    return new LineChart(title);
  }

  /// Bars, one below the other.
  static BarChart bars(String title) {
    return new BarChart(title);
  }

  /// A table of coloured cells.
  static HeatMap heatMap(String title) {
    return new HeatMap(title);
  }

  /// Several charts on one sheet.
  static Panels panels(String title, int columns, List<? extends Chart> charts) {
    return new Panels(title, columns, charts);
  }

  /// What it is.
  String title();

  /// What it shows in a sentence, for those who cannot see it.
  String description();

  /// The numbers in it as rows of cells, the first of which is the heading; long series are thinned
  /// out.
  List<List<String>> table();

  /// The same chart in another size, in CSS pixels.
  Chart size(double width, double height);

  /// Lays it out.
  Drawing draw();

  /// The chart as SVG, for a file or to put into a page.
  default String svg(Theme theme) {
    return Svg.of(draw(), theme, title(), description());
  }

  /// The chart as the content of a PNG file.
  ///
  /// @throws IOException if this machine has no fonts to draw letters with
  default byte[] png(Theme theme) throws IOException {
    return Png.of(draw(), theme, DENSITY);
  }

  /// Replaces a file, as [AtomicFiles] does, with the chart as SVG, dark on white.
  default void writeSvg(Path file) throws IOException {
    byte[] bytes = svg(Theme.LIGHT).getBytes(StandardCharsets.UTF_8);
    AtomicFiles.write(file, out -> out.write(bytes));
  }

  /// Replaces a file, as [AtomicFiles] does, with the chart as PNG, dark on white.
  default void writePng(Path file) throws IOException {
    byte[] bytes = png(Theme.LIGHT);
    AtomicFiles.write(file, out -> out.write(bytes));
  }
}
