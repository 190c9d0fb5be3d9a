package dev.descent.cli.plot;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// Several charts on one sheet, row by row, all of one size.
///
/// @param charts at least one
public record Panels(
    String title, int columns, List<? extends Chart> charts, double width, double height)
    implements Chart {
  private static final double PANEL_WIDTH = 420;
  private static final double PANEL_HEIGHT = 280;

  public Panels {
    charts = List.copyOf(charts);
    if (columns < 1 || charts.isEmpty()) {
      throw new IllegalArgumentException(
          "%d charts in %d columns; expected at least one of each"
              .formatted(charts.size(), columns));
    }
  }

  Panels(String title, int columns, List<? extends Chart> charts) {
    this(
        title,
        columns,
        charts,
        columns * PANEL_WIDTH,
        Math.ceilDiv(charts.size(), columns) * PANEL_HEIGHT + (title.isEmpty() ? 0 : 36));
  }

  @Override
  public Panels size(double newWidth, double newHeight) {
    return new Panels(title, columns, charts, newWidth, newHeight);
  }

  @Override
  public String description() {
    return charts.stream()
        .map(chart -> chart.title() + ": " + chart.description())
        .collect(Collectors.joining(" "));
  }

  @Override
  public List<List<String>> table() {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("chart"));
    for (Chart chart : charts) {
      for (List<String> row : chart.table()) {
        List<String> named = new ArrayList<>(List.of(chart.title()));
        named.addAll(row);
        rows.add(named);
      }
    }
    return rows;
  }

  @Override
  public Drawing draw() {
    Drawing sheet = new Drawing(width, height);
    double top = title.isEmpty() ? 0 : Frame.title(sheet, title);
    double panelWidth = width / columns;
    double panelHeight = (height - top) / Math.ceilDiv(charts.size(), columns);
    for (int i = 0; i < charts.size(); i++) {
      int row = i / columns;
      int column = i % columns;
      Drawing panel = charts.get(i).size(panelWidth, panelHeight).draw();
      sheet.add(panel, column * panelWidth, top + row * panelHeight);
    }
    return sheet;
  }
}
