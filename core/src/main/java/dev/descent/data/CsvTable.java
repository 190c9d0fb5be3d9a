package dev.descent.data;

import dev.descent.data.CsvColumn.Numeric;
import dev.descent.data.CsvOptions.Header;
import dev.descent.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.function.Consumer;

/// Tables in CSV files as data to learn from, to judge by and to predict from.
///
/// A model's inputs are the schema's [CsvSchema#inputs()], one float32 a column: numbers as they
/// are, NaN where they are missing; categories by code, 0 where they are unknown or missing. Labels
/// are int32 classes `[n]`, or targets `[n, 1]` in their own units. Bringing the numbers to one
/// scale is the model's business, so that whoever uses the model cannot do it differently.
///
/// Files may have more rows than fit in memory. Rows without a target are left out.
public final class CsvTable {
  private CsvTable() {}

  /// Reads a file in which everything is to be found out, and splits it at random.
  ///
  /// - **Throws** [DataException] with one line if the file is no table to learn from
  ///
  /// @param trainLimit the most rows to learn from
  public static LoadedData load(Path file, String target, CsvOptions options, int trainLimit) {
    CsvSchema schema = CsvSchema.infer(file, target, options);
    RowDataset all = read(file, schema, FloatRows.usualLimit());
    if (all.size() != schema.rows()) {
      throw new DataException(file + ": the file changed while it was read; try again");
    }
    Split split = split(file, all, options);
    int[] chosen = ((Subset) split.train()).chosen();
    if (chosen.length > trainLimit) {
      chosen = Arrays.copyOf(chosen, trainLimit);
    }
    CsvSchema measured = measure(schema, all.rows(), chosen);
    return new LoadedData(
        new Subset(all, chosen),
        split.validation(),
        schema.classNames(),
        null,
        measured,
        CsvInference.notes(schema));
  }

  private static Split split(Path file, Dataset all, CsvOptions options) {
    try {
      return Split.trainValidation(all, options.validation(), options.seed());
    } catch (IllegalArgumentException e) {
      throw new DataException(file + ": " + e.getMessage(), e);
    }
  }

  /// The names of a file's columns.
  ///
  /// - **Throws** [DataException] with one line if the file cannot be read
  public static List<String> columns(Path file) {
    try (CsvFile csv = new CsvFile(file, CsvOptions.FIND_SEPARATOR, CsvOptions.Header.FIND)) {
      return List.copyOf(csv.names());
    }
  }

  /// Reads a file by the schema of another, with its targets, in the file's order.
  ///
  /// - **Throws** [DataException] with one line if a column is missing, or a cell makes no sense
  public static Dataset read(Path file, CsvSchema schema) {
    return read(file, schema, FloatRows.usualLimit());
  }

  /// @param memoryLimit bytes of rows to keep in memory
  static RowDataset read(Path file, CsvSchema schema, long memoryLimit) {
    try (CsvFile csv = open(file, schema)) {
      CsvEncoder encoder = new CsvEncoder(csv, schema, true, (_, _, _) -> {});
      int width = encoder.width();
      float[] row = new float[width + 1];
      try (FloatRows.Writer writer = new FloatRows.Writer(width + 1, memoryLimit)) {
        for (String[] cells = encoder.next(); cells != null; cells = encoder.next()) {
          row[width] = encoder.target(cells);
          if (!Float.isNaN(row[width])) {
            encoder.inputs(cells, row, 0);
            writer.add(row);
          }
        }
        FloatRows rows = writer.finish();
        if (rows.count() == 0) {
          throw new DataException(
              "%s: no row has a value for \"%s\"".formatted(file, schema.target()));
        }
        return new RowDataset(rows, schema.classNames().size());
      } catch (IOException e) {
        throw new DataException(
            "%s: its rows cannot be kept in %s: %s; make room there, or name another folder with -Djava.io.tmpdir"
                .formatted(file, System.getProperty("java.io.tmpdir"), e.getMessage()),
            e);
      } catch (ArithmeticException e) {
        throw new DataException(file + ": more than 2,147,483,647 rows; split the file", e);
      }
    }
  }

  /// Hands out the inputs of a file's rows, batch after batch, in the file's order. The target's
  /// column may be absent.
  ///
  /// - **Shapes** `[batchSize or fewer, columns]`
  /// - **Throws** [DataException] with one line if a column is missing, or a cell makes no sense
  ///
  /// @param unknown hears of categories that the schema does not have, before the batch is handed
  ///   out that they are in
  public static void forEachBatch(
      Path file,
      CsvSchema schema,
      int batchSize,
      UnknownCategories unknown,
      Consumer<Tensor> action) {
    try (CsvFile csv = open(file, schema)) {
      CsvEncoder encoder = new CsvEncoder(csv, schema, false, unknown);
      int width = encoder.width();
      float[] batch = new float[batchSize * width];
      int rows = 0;
      for (String[] cells = encoder.next(); cells != null; cells = encoder.next()) {
        encoder.inputs(cells, batch, rows++ * width);
        if (rows == batchSize) {
          action.accept(Tensor.of(batch, rows, width));
          rows = 0;
        }
      }
      if (rows > 0) {
        action.accept(Tensor.wrap(Arrays.copyOf(batch, rows * width), rows, width));
      }
    }
  }

  /// Another file than the schema's may have another separator.
  private static CsvFile open(Path file, CsvSchema schema) {
    return new CsvFile(file, CsvOptions.FIND_SEPARATOR, schema.header() ? Header.YES : Header.NO);
  }

  /// The schema with mean and deviation of the rows that are learned from. They are read in the
  /// file's order, for the sake of files that do not fit in memory.
  private static CsvSchema measure(CsvSchema schema, FloatRows rows, int[] chosen) {
    BitSet train = new BitSet(rows.count());
    for (int row : chosen) {
      train.set(row);
    }
    int width = rows.width();
    Moments[] moments = new Moments[width];
    Arrays.setAll(moments, _ -> new Moments());
    float[] row = new float[width];
    for (int i = train.nextSetBit(0); i >= 0; i = train.nextSetBit(i + 1)) {
      rows.copy(i, 0, width, row, 0);
      for (int column = 0; column < width; column++) {
        if (!Float.isNaN(row[column])) {
          moments[column].add(row[column]);
        }
      }
    }
    List<CsvColumn> inputs = schema.inputs();
    List<CsvColumn> columns = new ArrayList<>();
    for (CsvColumn column : schema.columns()) {
      boolean isTarget = column.name().equals(schema.target());
      Moments found = isTarget ? moments[width - 1] : null;
      int place = inputs.indexOf(column);
      if (place >= 0) {
        found = moments[place];
      }
      columns.add(
          column instanceof Numeric n && found != null
              ? new Numeric(
                  n.name(), n.missing(), n.least(), n.most(), found.mean(), found.deviation())
              : column);
    }
    return new CsvSchema(
        columns, schema.target(), schema.rows(), schema.header(), schema.separator());
  }
}
