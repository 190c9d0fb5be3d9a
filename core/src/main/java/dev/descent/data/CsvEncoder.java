package dev.descent.data;

import dev.descent.data.CsvColumn.Categorical;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Turns the rows of a file into numbers, by a schema that may come from another file.
///
/// Columns are found by name; others are ignored. In a file without a header they are found by
/// their place, and the target's column may be absent.
final class CsvEncoder {
  private final CsvFile csv;
  private final CsvSchema schema;
  private final List<CsvColumn> inputs;
  private final int[] places;
  private final List<Map<String, Integer>> codes = new ArrayList<>();
  private final CsvColumn target;
  private final int targetPlace;
  private final Map<String, Integer> targetCodes;
  private final UnknownCategories unknown;
  private long rows;

  /// - **Throws** [DataException] if the file lacks a column
  ///
  /// @param withTarget whether the rows must have a target
  /// @param unknown hears of the categories that the schema does not have
  CsvEncoder(CsvFile csv, CsvSchema schema, boolean withTarget, UnknownCategories unknown) {
    this.unknown = unknown;
    this.csv = csv;
    this.schema = schema;
    this.inputs = schema.inputs();
    this.target = schema.targetColumn();
    this.targetCodes = codes(target);
    List<String> names = schema.header() ? csv.names() : places(withTarget);
    places = new int[inputs.size()];
    for (int i = 0; i < places.length; i++) {
      places[i] = place(names, inputs.get(i).name());
      codes.add(codes(inputs.get(i)));
    }
    targetPlace = withTarget ? place(names, target.name()) : -1;
  }

  /// The names that belong to the places of a file without header.
  private List<String> places(boolean withTarget) {
    List<String> names = new ArrayList<>();
    schema.columns().forEach(column -> names.add(column.name()));
    int found = csv.names().size();
    if (!withTarget && found == names.size() - 1) {
      names.remove(target.name());
    } else if (found != names.size()) {
      throw csv.error(
          "expected %d columns in the order of the training file, which had no header, found %d"
              .formatted(names.size(), found));
    }
    return names;
  }

  private int place(List<String> names, String name) {
    int place = names.indexOf(name);
    if (place < 0) {
      throw new DataException(
          "%s: there is no column \"%s\", which the model needs; the columns are %s"
              .formatted(csv.path(), name, CsvInference.shorten(String.join(", ", names), 300)));
    }
    return place;
  }

  private static Map<String, Integer> codes(CsvColumn column) {
    Map<String, Integer> codes = new HashMap<>();
    if (column instanceof Categorical categorical) {
      for (String category : categorical.categories()) {
        codes.put(category, codes.size() + 1);
      }
    }
    return codes;
  }

  /// The number of inputs.
  int width() {
    return places.length;
  }

  /// The cells of the next row; null at the end.
  String @Nullable [] next() {
    rows++;
    return csv.next();
  }

  /// Writes the inputs of a row: numbers, NaN where they are missing, and the codes of categories,
  /// 0 where they are unknown or missing.
  void inputs(String[] cells, float[] to, int offset) {
    for (int i = 0; i < places.length; i++) {
      String cell = cells[places[i]];
      if (inputs.get(i) instanceof Categorical) {
        to[offset + i] = code(i, cell);
      } else {
        to[offset + i] = CsvCell.isMissing(cell) ? Float.NaN : number(inputs.get(i), cell);
      }
    }
  }

  private int code(int input, String cell) {
    Integer code = codes.get(input).get(CsvCell.category(cell));
    if (code == null && !CsvCell.isMissing(cell)) {
      unknown.found(rows, inputs.get(input).name(), cell);
    }
    return code == null ? 0 : code;
  }

  /// The target of a row: its class from 0 on, or the number; NaN if it is missing.
  float target(String[] cells) {
    String cell = cells[targetPlace];
    if (CsvCell.isMissing(cell)) {
      return Float.NaN;
    }
    if (target instanceof Categorical classes) {
      Integer code = targetCodes.get(CsvCell.category(cell));
      if (code == null) {
        throw csv.error(
            "the model knows no class \"%s\" of \"%s\"; it knows %s"
                .formatted(
                    CsvInference.shorten(cell, 30),
                    target.name(),
                    CsvInference.shorten(String.join(", ", classes.categories()), 300)));
      }
      return code - 1;
    }
    return number(target, cell);
  }

  private float number(CsvColumn column, String cell) {
    double number = CsvCell.number(cell);
    if (Double.isNaN(number)) {
      throw csv.error(
          "\"%s\" must be a number, not \"%s\"; %s"
              .formatted(
                  column.name(),
                  CsvInference.shorten(cell, 30),
                  Objects.requireNonNullElse(
                      CsvCell.mistake(cell), "correct the cell or leave it empty")));
    }
    return (float) number;
  }
}
