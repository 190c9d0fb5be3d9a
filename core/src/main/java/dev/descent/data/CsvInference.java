package dev.descent.data;

import dev.descent.data.CsvColumn.Dropped;
import dev.descent.data.CsvOptions.ColumnKind;
import dev.descent.data.CsvOptions.TargetKind;
import dev.descent.io.OneLine;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Finds out what the columns of a file are.
final class CsvInference {
  private static final int MOST_GUESSED_CLASSES = 10;

  private final Path file;
  private final String target;
  private final CsvOptions options;

  CsvInference(Path file, String target, CsvOptions options) {
    this.file = file;
    this.target = target;
    this.options = options;
  }

  CsvSchema run() {
    try (CsvFile csv = new CsvFile(file, options.separator(), options.header())) {
      List<String> names = csv.names();
      requireKnown(names);
      List<CsvColumnScan> scans =
          names.stream().map(name -> new CsvColumnScan(name, most(name))).toList();
      long rows = scan(csv, scans, names.indexOf(target));
      List<CsvColumn> columns = new ArrayList<>();
      for (CsvColumnScan scan : scans) {
        columns.add(scan.name.equals(target) ? target(scan, rows) : input(scan));
      }
      CsvSchema schema = new CsvSchema(columns, target, rows, csv.header(), csv.separator());
      if (schema.inputs().isEmpty()) {
        throw new DataException(
            "%s: no column is left to predict \"%s\" from; see why: %s"
                .formatted(file, target, reasons(columns)));
      }
      return schema;
    }
  }

  private int most(String name) {
    boolean decided =
        options.kinds().get(name) == ColumnKind.CATEGORICAL
            || (name.equals(target) && options.target() == TargetKind.CLASSES);
    return decided ? CsvColumnScan.MOST_DECIDED : CsvColumnScan.MOST_CATEGORIES;
  }

  /// Rows without a target teach nothing: they count for its missing cells only.
  private static long scan(CsvFile csv, List<CsvColumnScan> scans, int target) {
    long rows = 0;
    for (String[] cells = csv.next(); cells != null; cells = csv.next()) {
      if (CsvCell.isMissing(cells[target])) {
        scans.get(target).add(cells[target], csv.line());
        continue;
      }
      for (int i = 0; i < cells.length; i++) {
        scans.get(i).add(cells[i], csv.line());
      }
      rows++;
    }
    return rows;
  }

  private void requireKnown(List<String> names) {
    if (!names.contains(target)) {
      throw unknown(target, names);
    }
    for (String name : options.kinds().keySet()) {
      if (!names.contains(name)) {
        throw unknown(name, names);
      }
    }
    if (options.kinds().containsKey(target)) {
      throw new DataException(
          "%s: \"%s\" is the target: say what it is as a target, not as a column"
              .formatted(file, target));
    }
  }

  private DataException unknown(String name, List<String> names) {
    return new DataException(
        "%s: there is no column \"%s\"; the columns are %s"
            .formatted(file, name, shorten(String.join(", ", names), 300)));
  }

  private CsvColumn target(CsvColumnScan scan, long rows) {
    if (scan.isEmpty() && scan.missing() == 0) {
      throw new DataException(file + ": there are no rows below the header; add some");
    }
    if (scan.isEmpty()) {
      throw new DataException(
          "%s: the target \"%s\" has no value in any row; choose another column"
              .formatted(file, target));
    }
    if (scan.isConstant()) {
      throw new DataException(
          "%s: the target \"%s\" is the same in all rows, so there is nothing to learn; choose another column"
              .formatted(file, target));
    }
    if (rows < 3) {
      throw new DataException(
          "%s: %d rows are too few to learn from and to judge by; add more".formatted(file, rows));
    }
    if (options.target() != TargetKind.CLASSES) {
      requireNoMistake(scan, "say that they are classes");
    }
    boolean classes =
        switch (options.target()) {
          case CLASSES -> true;
          case NUMBER -> false;
          case FIND -> !scan.isNumeric() || scan.looksLikeClasses(MOST_GUESSED_CLASSES);
        };
    if (!classes) {
      requireNumbers(scan);
      return scan.numeric();
    }
    if (scan.tooManyCategories()) {
      String text = scan.textAmongNumbers();
      throw new DataException(
          "%s: the target \"%s\" has %s"
              .formatted(
                  file,
                  target,
                  text == null
                      ? "too many classes (more than " + most(target) + "); choose another column"
                      : "numbers, but " + text + "; correct that cell or leave it empty"));
    }
    return scan.categorical();
  }

  private void requireNoMistake(CsvColumnScan scan, String otherwise) {
    String mistake = scan.mistake();
    if (mistake != null) {
      throw new DataException("%s: %s; or %s".formatted(file, mistake, otherwise));
    }
  }

  private void requireNumbers(CsvColumnScan scan) {
    if (!scan.isNumeric()) {
      String text = scan.textAmongNumbers();
      throw new DataException(
          "%s: \"%s\" is to be numeric, but %s; correct the cell, or take the column as categories"
              .formatted(file, scan.name, text == null ? "no cell is a number" : text));
    }
  }

  private CsvColumn input(CsvColumnScan scan) {
    ColumnKind decided = options.kinds().get(scan.name);
    if (decided == ColumnKind.DROPPED) {
      return scan.dropped("as told");
    }
    if (decided != ColumnKind.CATEGORICAL) {
      requireNoMistake(scan, "say that the column is categorical");
    }
    String reason = scan.uselessness();
    if (scan.isEmpty() || (reason != null && decided == null)) {
      return scan.dropped(String.valueOf(reason));
    }
    if (decided == ColumnKind.NUMERIC) {
      requireNumbers(scan);
    }
    if (decided == ColumnKind.NUMERIC || (decided == null && scan.isNumeric())) {
      return scan.numeric();
    }
    if (scan.tooManyCategories()) {
      String text = scan.textAmongNumbers();
      throw new DataException(
          text == null
              ? "%s: the column \"%s\" has more than %d categories; leave the column out, or say that it is categorical"
                  .formatted(file, scan.name, most(scan.name))
              : "%s: the column \"%s\" has numbers, but %s; correct that cell, leave it empty, or leave the column out"
                  .formatted(file, scan.name, text));
    }
    return scan.categorical();
  }

  private static String reasons(List<CsvColumn> columns) {
    List<String> reasons = new ArrayList<>();
    for (CsvColumn column : columns) {
      if (column instanceof Dropped dropped) {
        reasons.add("\"%s\": %s".formatted(dropped.name(), dropped.reason()));
      }
    }
    return reasons.isEmpty() ? "there is no other" : shorten(String.join("; ", reasons), 300);
  }

  /// A text for a message, on one line.
  static String shorten(String text, int length) {
    String line = OneLine.of(text.replaceAll("\\s+", " "));
    return line.length() <= length ? line : line.substring(0, length - 3) + "...";
  }

  /// What a reader of the schema should be told: what was left out, and how the target is taken.
  static List<String> notes(CsvSchema schema) {
    List<String> notes = new ArrayList<>();
    CsvColumn target = schema.targetColumn();
    notes.add(
        target instanceof CsvColumn.Categorical classes
            ? "\"%s\" is taken as one of %d classes (classification)"
                .formatted(target.name(), classes.categories().size())
            : "\"%s\" is taken as a number (regression)".formatted(target.name()));
    if (target.missing() > 0) {
      notes.add(
          "%d rows without a value for \"%s\" are left out"
              .formatted(target.missing(), target.name()));
    }
    for (CsvColumn column : schema.columns()) {
      if (column instanceof Dropped dropped) {
        notes.add("\"%s\" is left out: %s".formatted(column.name(), dropped.reason()));
      }
    }
    return notes.stream().map(OneLine::of).toList();
  }
}
