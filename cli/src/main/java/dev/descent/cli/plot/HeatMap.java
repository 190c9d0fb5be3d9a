package dev.descent.cli.plot;

import dev.descent.cli.plot.Drawing.Anchor;
import dev.descent.cli.plot.Drawing.Box;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleFunction;

/// A table whose cells are the stronger coloured the greater their values are. Immutable: each
/// method gives a new chart.
///
/// @param rowLabel what the rows are
/// @param columnLabel what the columns are
/// @param values `[rows][columns]`; NaN for a cell without a value
/// @param format how values are written
/// @param diagonalApart whether the diagonal has a colour and a scale of its own: in a confusion
///   matrix it is so great that nothing else would be seen
@SuppressWarnings("ArrayRecordComponent") // Never compared.
public record HeatMap(
    String title,
    String rowLabel,
    List<String> rows,
    String columnLabel,
    List<String> columns,
    double[][] values,
    DoubleFunction<String> format,
    boolean diagonalApart,
    double width,
    double height)
    implements Chart {
  /// From here on, letters on a cell are of the paper's colour.
  private static final double STRONG = 0.6;

  public HeatMap {
    rows = List.copyOf(rows);
    columns = List.copyOf(columns);
  }

  HeatMap(String title) {
    this(title, "", List.of(), "", List.of(), new double[0][], Ticks::label, false, 480, 480);
  }

  /// Names the rows.
  public HeatMap rows(String label, List<String> names) {
    return new HeatMap(
        title, label, names, columnLabel, columns, values, format, diagonalApart, width, height);
  }

  /// Names the columns.
  public HeatMap columns(String label, List<String> names) {
    return new HeatMap(
        title, rowLabel, rows, label, names, values, format, diagonalApart, width, height);
  }

  /// The values, a row for each row's name.
  ///
  /// @throws IllegalArgumentException if there are not as many as cells
  public HeatMap values(double[][] table, DoubleFunction<String> newFormat) {
    if (table.length != rows.size()) {
      throw new IllegalArgumentException(
          "%d rows of values for %d names".formatted(table.length, rows.size()));
    }
    for (double[] row : table) {
      if (row.length != columns.size()) {
        throw new IllegalArgumentException(
            "%d values in a row of %d columns".formatted(row.length, columns.size()));
      }
    }
    return new HeatMap(
        title,
        rowLabel,
        rows,
        columnLabel,
        columns,
        table,
        newFormat,
        diagonalApart,
        width,
        height);
  }

  /// Gives the diagonal a colour and a scale of its own.
  public HeatMap withDiagonalApart() {
    return new HeatMap(
        title, rowLabel, rows, columnLabel, columns, values, format, true, width, height);
  }

  @Override
  public HeatMap size(double newWidth, double newHeight) {
    return new HeatMap(
        title,
        rowLabel,
        rows,
        columnLabel,
        columns,
        values,
        format,
        diagonalApart,
        newWidth,
        newHeight);
  }

  @Override
  public String description() {
    return "%d rows (%s) by %d columns (%s)"
        .formatted(rows.size(), rowLabel, columns.size(), columnLabel);
  }

  @Override
  public List<List<String>> table() {
    List<List<String>> table = new ArrayList<>();
    List<String> heading = new ArrayList<>(List.of(rowLabel + " \\ " + columnLabel));
    heading.addAll(columns);
    table.add(heading);
    for (int row = 0; row < rows.size(); row++) {
      List<String> cells = new ArrayList<>(List.of(rows.get(row)));
      for (double value : values[row]) {
        cells.add(text(value));
      }
      table.add(cells);
    }
    return table;
  }

  private String text(double value) {
    return Double.isNaN(value) ? "–" : format.apply(value);
  }

  @Override
  public Drawing draw() {
    Drawing drawing = new Drawing(width, height);
    double top = Frame.title(drawing, title) + 34;
    double names = 0;
    for (String name : rows) {
      names = Math.max(names, Drawing.textWidth(name, Frame.FONT));
    }
    names = Math.min(names, width * 0.3);
    double left = Frame.MARGIN + 20 + names + 6;
    double cellWidth = (width - Frame.MARGIN - left) / Math.max(1, columns.size());
    double cellHeight = (height - Frame.MARGIN - top) / Math.max(1, rows.size());
    drawing.text(
        (left + width - Frame.MARGIN) / 2,
        top - 24,
        columnLabel,
        Frame.FONT,
        Anchor.MIDDLE,
        Ink.MUTED);
    Frame.sideways(drawing, Frame.MARGIN + 10, top, height - Frame.MARGIN, rowLabel);
    for (int column = 0; column < columns.size(); column++) {
      String name = Drawing.fit(columns.get(column), Frame.FONT, cellWidth);
      drawing.text(
          left + (column + 0.5) * cellWidth, top - 7, name, Frame.FONT, Anchor.MIDDLE, Ink.TEXT);
    }
    for (int row = 0; row < rows.size(); row++) {
      double y = top + row * cellHeight;
      String name = Drawing.fit(rows.get(row), Frame.FONT, names);
      drawing.text(left - 6, y + cellHeight / 2 + 4, name, Frame.FONT, Anchor.END, Ink.TEXT);
      for (int column = 0; column < columns.size(); column++) {
        cell(drawing, row, column, left + column * cellWidth, y, cellWidth, cellHeight);
      }
    }
    return drawing;
  }

  private void cell(
      Drawing drawing,
      int row,
      int column,
      double x,
      double y,
      double cellWidth,
      double cellHeight) {
    double value = values[row][column];
    boolean apart = diagonalApart && row != column;
    double level = level(value, apart);
    drawing.add(new Box(x + 0.5, y + 0.5, cellWidth - 1, cellHeight - 1, Ink.GRID, 0.35));
    if (level > 0) {
      Ink ink = apart ? Ink.VERMILLION : Ink.BLUE;
      drawing.add(new Box(x + 0.5, y + 0.5, cellWidth - 1, cellHeight - 1, ink, level));
    }
    double size = Math.min(Frame.SMALL, cellHeight * 0.7);
    String text = text(value);
    // A cell that is too small for its number has its colour; the number is in the table.
    if (Drawing.textWidth(text, size) <= cellWidth && size >= 6) {
      drawing.text(
          x + cellWidth / 2,
          y + cellHeight / 2 + size * 0.36,
          text,
          size,
          Anchor.MIDDLE,
          level > STRONG ? Ink.PAPER : level > 0 ? Ink.TEXT : Ink.MUTED);
    }
  }

  /// From 0 for the least to 1 for the greatest value of those with the same scale.
  private double level(double value, boolean apart) {
    double least = Double.POSITIVE_INFINITY;
    double greatest = Double.NEGATIVE_INFINITY;
    for (int row = 0; row < rows.size(); row++) {
      for (int column = 0; column < columns.size(); column++) {
        boolean same = !diagonalApart || (row != column) == apart;
        if (same && Double.isFinite(values[row][column])) {
          least = Math.min(least, values[row][column]);
          greatest = Math.max(greatest, values[row][column]);
        }
      }
    }
    if (diagonalApart) {
      least = 0; // counts
    }
    if (!Double.isFinite(value) || greatest <= least) {
      return 0;
    }
    double share = (value - least) / (greatest - least);
    return diagonalApart ? share : 0.1 + 0.9 * share;
  }
}
