package dev.descent.train;

import dev.descent.data.CsvColumn;
import dev.descent.data.CsvColumn.Categorical;
import dev.descent.data.CsvColumn.Numeric;
import dev.descent.data.CsvSchema;
import dev.descent.nn.Activation;
import dev.descent.nn.Mlp;
import dev.descent.nn.Module;
import dev.descent.nn.TableColumn;
import dev.descent.nn.TableInput;
import dev.descent.nn.TableModel;
import java.util.List;
import java.util.function.IntFunction;

/// Models for what a schema describes.
public final class TableModels {
  private TableModels() {}

  /// A multilayer perceptron for the rows of a table.
  ///
  /// @param seed the same seed gives the same weights
  /// @param activation what follows every layer but the last
  /// @param hidden the numbers of each hidden layer's units
  public static TableModel mlp(CsvSchema schema, long seed, Activation activation, int... hidden) {
    return of(
        schema,
        inputs -> {
          int[] sizes = new int[hidden.length + 2];
          sizes[0] = inputs;
          System.arraycopy(hidden, 0, sizes, 1, hidden.length);
          sizes[hidden.length + 1] = outputs(schema);
          return Mlp.of(seed, activation, sizes);
        });
  }

  /// A model around any network.
  ///
  /// @param network makes a network with the given number of inputs and [#outputs]
  public static TableModel of(CsvSchema schema, IntFunction<Module> network) {
    List<TableColumn> columns = columns(schema);
    return schema.targetColumn() instanceof Numeric target
        ? TableModel.regressor(columns, column(target), network)
        : TableModel.classifier(columns, network);
  }

  /// How many inputs a network for a schema's columns needs, once they are encoded.
  public static int inputs(CsvSchema schema) {
    return new TableInput(columns(schema)).width();
  }

  /// How many outputs a network for a schema's target needs: one a class, or 1 for a number.
  public static int outputs(CsvSchema schema) {
    return Math.max(1, schema.classNames().size());
  }

  private static List<TableColumn> columns(CsvSchema schema) {
    return schema.inputs().stream().map(TableModels::column).toList();
  }

  private static TableColumn column(CsvColumn column) {
    return switch (column) {
      case Numeric n -> TableColumn.numeric(n.mean(), n.deviation(), n.missing() > 0);
      case Categorical c -> TableColumn.categorical(c.categories().size(), c.missing() > 0);
      case CsvColumn.Dropped d ->
          throw new IllegalArgumentException("\"" + d.name() + "\" is no input");
    };
  }
}
