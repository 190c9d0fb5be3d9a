package dev.descent.data;

import dev.descent.data.CsvColumn.Categorical;
import dev.descent.data.CsvColumn.Dropped;
import dev.descent.data.CsvColumn.Numeric;
import dev.descent.io.Json;
import dev.descent.io.OneLine;
import dev.descent.tensor.PlainNumber;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the columns of a CSV file are, and which of them is to be predicted. A model keeps it, and
/// later files are read by it.
///
/// @param columns all columns in the file's order, the target among them
/// @param target the target's name
/// @param rows rows that have a target
/// @param header whether the file's first row holds the names; otherwise they are "column 1", ...
/// @param separator what stands between cells
public record CsvSchema(
    List<CsvColumn> columns, String target, long rows, boolean header, char separator) {
  private static final int SHOWN = 60;

  /// **Throws** [IllegalArgumentException] if no column of that name can be a target
  public CsvSchema {
    columns = List.copyOf(columns);
    if (columns.stream().noneMatch(c -> c.name().equals(target) && !(c instanceof Dropped))) {
      throw new IllegalArgumentException(
          "the target \"%s\" is not among the columns".formatted(target));
    }
  }

  /// Reads a whole file, row by row, to find out what its columns are.
  ///
  /// - **Throws** [DataException] with one line if the file cannot be read as a table, has no such
  ///   target, or leaves nothing to learn
  public static CsvSchema infer(Path file, String target, CsvOptions options) {
    return new CsvInference(file, target, options).run();
  }

  /// The columns from which the target is predicted, in the file's order.
  public List<CsvColumn> inputs() {
    return columns.stream()
        .filter(c -> !(c instanceof Dropped) && !c.name().equals(target))
        .toList();
  }

  /// The column that is predicted: [Categorical] for classification, [Numeric] for regression.
  public CsvColumn targetColumn() {
    return columns.stream().filter(c -> c.name().equals(target)).findFirst().orElseThrow();
  }

  /// The classes in the order of their numbers; none for regression.
  public List<String> classNames() {
    return targetColumn() instanceof Categorical classes ? classes.categories() : List.of();
  }

  /// The schema as JSON holds it.
  public Map<String, @Nullable Object> toMap() {
    return Json.object(
        "target",
        target,
        "rows",
        rows,
        "header",
        header,
        "separator",
        String.valueOf(separator),
        "columns",
        columns.stream().map(CsvColumn::toMap).toList());
  }

  /// The schema that [#toMap()] wrote.
  ///
  /// **Throws** [IllegalArgumentException] naming what is missing or makes no sense
  public static CsvSchema fromMap(Map<?, ?> map) {
    MapFields fields = new MapFields("schema", map);
    String separator = fields.text("separator");
    if (separator.length() != 1) {
      throw fields.wrong("separator", "one character");
    }
    return new CsvSchema(
        fields.objects("columns").stream().map(CsvSchema::column).toList(),
        fields.text("target"),
        fields.integer("rows", 0, Long.MAX_VALUE),
        fields.flag("header"),
        separator.charAt(0));
  }

  private static CsvColumn column(MapFields fields) {
    String name = fields.text("name");
    long missing = fields.integer("missing", 0, Long.MAX_VALUE);
    return switch (fields.text("kind")) {
      case "numeric" ->
          new Numeric(
              name,
              missing,
              fields.number("least"),
              fields.number("most"),
              fields.number("mean"),
              fields.number("deviation"));
      case "categorical" -> new Categorical(name, missing, fields.texts("categories"));
      case "dropped" -> new Dropped(name, missing, fields.text("reason"));
      default -> throw fields.wrong("kind", "numeric, categorical or dropped");
    };
  }

  /// The columns as a table for people: name, kind, missing cells, range or categories.
  public String table() {
    int name = "column".length();
    for (CsvColumn column : columns) {
      name = Math.clamp(OneLine.of(column.name()).length(), name, SHOWN / 2);
    }
    String format = "%-" + name + "s  %-11s  %7s  %s%n";
    StringBuilder table = new StringBuilder(format.formatted("column", "kind", "missing", ""));
    for (CsvColumn column : columns) {
      String role = column.name().equals(target) ? "target: " : "";
      table.append(
          format.formatted(
              cut(column.name(), name), kind(column), column.missing(), role + details(column)));
    }
    return table.toString().replaceAll("(?m) +$", "").stripTrailing();
  }

  private static String kind(CsvColumn column) {
    return switch (column) {
      case Numeric _ -> "numeric";
      case Categorical _ -> "categorical";
      case Dropped _ -> "dropped";
    };
  }

  private static String details(CsvColumn column) {
    return switch (column) {
      case Numeric n ->
          String.format(
              Locale.ROOT,
              "%s to %s, mean %.4g, deviation %.4g",
              PlainNumber.of(n.least()),
              PlainNumber.of(n.most()),
              n.mean(),
              n.deviation());
      case Categorical c ->
          cut("%d: %s".formatted(c.categories().size(), String.join(", ", c.categories())), SHOWN);
      case Dropped d -> d.reason();
    };
  }

  private static String cut(String text, int length) {
    String line = OneLine.of(text);
    return line.length() <= length ? line : line.substring(0, length - 3) + "...";
  }
}
