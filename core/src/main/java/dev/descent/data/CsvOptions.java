package dev.descent.data;

import dev.descent.io.Json;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How a CSV file is to be read. The defaults look at the file and decide.
///
/// @param header whether the first row holds the columns' names
/// @param separator what stands between cells; [#FIND_SEPARATOR] for the comma, semicolon, tab or
///   bar that the first line has most of
/// @param target whether the target is a class or a number
/// @param kinds what single columns are to be, by name, where the guess would be another
/// @param validation the share of rows that is held back to judge by, between 0 and 1
/// @param seed decides which rows those are
public record CsvOptions(
    Header header,
    char separator,
    TargetKind target,
    Map<String, ColumnKind> kinds,
    double validation,
    long seed) {
  /// The separator is to be found out.
  public static final char FIND_SEPARATOR = 0;

  /// The defaults: everything is found out; a fifth of the rows is held back.
  public static final CsvOptions DEFAULTS =
      new CsvOptions(Header.FIND, FIND_SEPARATOR, TargetKind.FIND, Map.of(), 0.2, 1);

  public CsvOptions {
    kinds = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(kinds));
    if (!(validation > 0 && validation < 1)) {
      throw new IllegalArgumentException(
          "the validation share must be between 0 and 1, such as 0.2, not " + validation);
    }
  }

  /// Whether the first row holds names.
  public enum Header {
    /// It does if none of its cells is a number.
    FIND,
    /// It does.
    YES,
    /// It does not: the columns are called "column 1", "column 2", and so on.
    NO;

    /// The name in lower case.
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// What is to be learned.
  public enum TargetKind {
    /// Classes for text, and for whole numbers of which there are at most 10 different ones, three
    /// rows each on average; otherwise a number.
    FIND,
    /// Classes: the task is classification.
    CLASSES,
    /// A number: the task is regression.
    NUMBER;

    /// The name in lower case.
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// What a column is.
  public enum ColumnKind {
    /// Numbers.
    NUMERIC,
    /// Categories, up to 10,000.
    CATEGORICAL,
    /// Left out.
    DROPPED;

    /// The name in lower case.
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// The same with another decision on the header.
  public CsvOptions withHeader(Header header) {
    return new CsvOptions(header, separator, target, kinds, validation, seed);
  }

  /// The same with another separator.
  public CsvOptions withSeparator(char separator) {
    return new CsvOptions(header, separator, target, kinds, validation, seed);
  }

  /// The same with another kind of target.
  public CsvOptions withTarget(TargetKind target) {
    return new CsvOptions(header, separator, target, kinds, validation, seed);
  }

  /// The same with a column's kind decided.
  public CsvOptions withColumn(String name, ColumnKind kind) {
    Map<String, ColumnKind> more = new LinkedHashMap<>(kinds);
    more.put(name, kind);
    return new CsvOptions(header, separator, target, more, validation, seed);
  }

  /// The same with another validation part.
  public CsvOptions withValidation(double share, long seed) {
    return new CsvOptions(header, separator, target, kinds, share, seed);
  }

  /// The options as JSON holds them.
  public Map<String, @Nullable Object> toMap() {
    Map<String, @Nullable Object> columns = new LinkedHashMap<>();
    kinds.forEach((name, kind) -> columns.put(name, kind.label()));
    return Json.object(
        "header",
        header.label(),
        "separator",
        separator == FIND_SEPARATOR ? "find" : String.valueOf(separator),
        "targetKind",
        target.label(),
        "columns",
        columns,
        "validation",
        validation,
        "seed",
        seed);
  }

  /// The options that [#toMap()] wrote.
  ///
  /// **Throws** [IllegalArgumentException] naming what is missing or makes no sense
  public static CsvOptions fromMap(Map<?, ?> map) {
    MapFields fields = new MapFields("data", map);
    String separator = fields.text("separator");
    Map<String, ColumnKind> kinds = new LinkedHashMap<>();
    MapFields columns = fields.object("columns");
    for (String name : columns.names()) {
      kinds.put(
          name,
          Labels.named("kind of column", ColumnKind.class, ColumnKind::label, columns.text(name)));
    }
    if (separator.length() != 1 && !separator.equals("find")) {
      throw fields.wrong("separator", "one character");
    }
    return new CsvOptions(
        Labels.named("header", Header.class, Header::label, fields.text("header")),
        separator.length() == 1 ? separator.charAt(0) : FIND_SEPARATOR,
        Labels.named("target", TargetKind.class, TargetKind::label, fields.text("targetKind")),
        kinds,
        fields.number("validation"),
        fields.integer("seed", Long.MIN_VALUE, Long.MAX_VALUE));
  }
}
