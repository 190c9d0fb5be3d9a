package dev.descent.lab.engine;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import dev.descent.io.Json;
import dev.descent.lab.state.Limits;
import dev.descent.lab.state.StateException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// A table that a person has pasted: two columns of numbers and a label.
///
/// @param points x and y by turns, mapped to −5 … 5
/// @param labels classes from 0, or numbers mapped to −1 … 1
/// @param classNames empty for numbers
/// @param scale from where it was mapped
@SuppressWarnings("ArrayRecordComponent") // never compared
record PastedTable(
    float[] points, float[] labels, List<String> classNames, Map<String, @Nullable Object> scale) {
  private static final String FIELD = "data.csv";
  private static final int MOST_CLASSES = 10;

  private record Range(double least, double most) {
    static Range of(double[] values) {
      double least = Double.POSITIVE_INFINITY;
      double most = Double.NEGATIVE_INFINITY;
      for (double value : values) {
        least = Math.min(least, value);
        most = Math.max(most, value);
      }
      return new Range(least, most);
    }

    /// Onto −half … half.
    float map(double value, double half) {
      double width = most - least;
      return width > 0 ? (float) ((2 * (value - least) / width - 1) * half) : 0;
    }

    List<Double> toList() {
      return List.of(least, most);
    }
  }

  /// Reads a table.
  ///
  /// **Throws** [StateException] naming the line that makes no sense
  static PastedTable read(String text) {
    List<List<String>> rows = rows(text);
    if (rows.isEmpty()) {
      throw new StateException(FIELD, "paste a table: two columns of numbers and one of labels");
    }
    List<String> names = List.of("x1", "x2", "label");
    if (isHeader(rows.getFirst())) {
      names = rows.removeFirst();
    }
    if (rows.size() < 10 || rows.size() > Limits.POINTS) {
      throw new StateException(
          FIELD, "the table must have from 10 to " + Limits.POINTS + " rows, not " + rows.size());
    }
    double[] x = column(rows, 0);
    double[] y = column(rows, 1);
    Range rangeX = Range.of(x);
    Range rangeY = Range.of(y);
    float[] points = new float[2 * x.length];
    for (int i = 0; i < x.length; i++) {
      points[2 * i] = rangeX.map(x[i], 5);
      points[2 * i + 1] = rangeY.map(y[i], 5);
    }
    Map<String, @Nullable Object> scale =
        Json.object("x", rangeX.toList(), "y", rangeY.toList(), "names", names);
    List<String> classes = classes(rows);
    float[] labels = new float[x.length];
    if (classes.isEmpty()) {
      double[] numbers = column(rows, 2);
      Range range = Range.of(numbers);
      for (int i = 0; i < labels.length; i++) {
        labels[i] = range.map(numbers[i], 1);
      }
      scale.put("label", range.toList());
    } else {
      for (int i = 0; i < labels.length; i++) {
        labels[i] = classes.indexOf(rows.get(i).get(2));
      }
    }
    return new PastedTable(points, labels, classes, scale);
  }

  private static List<List<String>> rows(String text) {
    char separator = separator(text);
    List<List<String>> rows = new ArrayList<>();
    try (CsvReader<CsvRecord> reader =
        CsvReader.builder().fieldSeparator(separator).ofCsvRecord(text)) {
      for (CsvRecord row : reader) {
        if (row.getFieldCount() != 3) {
          throw new StateException(
              FIELD,
              "line %d has %d columns; it takes three: two numbers and a label"
                  .formatted(row.getStartingLineNumber(), row.getFieldCount()));
        }
        rows.add(row.getFields().stream().map(String::strip).toList());
      }
    } catch (CsvParseException e) {
      throw new StateException(FIELD, "not a table of comma-separated values");
    } catch (java.io.IOException e) {
      throw new IllegalStateException("a text cannot fail to be read", e);
    }
    return rows;
  }

  private static char separator(String text) {
    String first = text.lines().findFirst().orElse("");
    return first.contains("\t") ? '\t' : first.contains(";") ? ';' : ',';
  }

  private static boolean isHeader(List<String> row) {
    return !isNumber(row.get(0)) && !isNumber(row.get(1));
  }

  private static boolean isNumber(String text) {
    try {
      return Double.isFinite(Double.parseDouble(text));
    } catch (NumberFormatException e) {
      return false;
    }
  }

  private static double[] column(List<List<String>> rows, int column) {
    double[] values = new double[rows.size()];
    for (int i = 0; i < values.length; i++) {
      String text = rows.get(i).get(column);
      if (!isNumber(text) || Math.abs(Double.parseDouble(text)) > 1e30) {
        throw new StateException(
            FIELD,
            "row %d, column %d must be a number below 1e30, not \"%s\""
                .formatted(i + 1, column + 1, text.substring(0, Math.min(30, text.length()))));
      }
      values[i] = Double.parseDouble(text);
    }
    return values;
  }

  /// The classes in order; empty if the labels are numbers with fractions, or too many.
  private static List<String> classes(List<List<String>> rows) {
    TreeSet<String> classes = new TreeSet<>();
    boolean numbers = true;
    boolean fractions = false;
    for (List<String> row : rows) {
      String label = row.get(2);
      classes.add(label);
      boolean number = isNumber(label);
      numbers &= number;
      fractions |= number && Double.parseDouble(label) != Math.rint(Double.parseDouble(label));
    }
    if (numbers && (fractions || classes.size() > MOST_CLASSES)) {
      return List.of();
    }
    if (classes.size() < 2 || classes.size() > MOST_CLASSES) {
      throw new StateException(
          FIELD, "the labels must be from 2 to 10 classes, not " + classes.size());
    }
    return List.copyOf(classes);
  }
}
