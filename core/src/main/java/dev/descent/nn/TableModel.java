package dev.descent.nn;

import dev.descent.tensor.Tensor;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/// A network for the rows of a table, from raw cells to class scores or to a number in the target's
/// own units: "input" ([TableInput]), "network", and for regression "target" ([TableOutput]).
///
/// - **Shapes** x `[n, columns]` → logits `[n, classes]`, or predictions `[n, 1]`
public final class TableModel extends Module {
  private final TableInput input;
  private final Module network;
  private final @Nullable TableOutput output;

  private TableModel(
      List<TableColumn> columns, IntFunction<Module> network, @Nullable TableOutput output) {
    this.input = child("input", new TableInput(columns));
    this.network = child("network", network.apply(input.width()));
    this.output = output == null ? null : child("target", output);
  }

  /// A model that tells classes.
  ///
  /// @param network makes a network with the given number of inputs, and one output a class
  public static TableModel classifier(List<TableColumn> columns, IntFunction<Module> network) {
    return new TableModel(columns, network, null);
  }

  /// A model that predicts a number.
  ///
  /// @param target the number's mean and deviation
  /// @param network makes a network with the given number of inputs, and one output
  public static TableModel regressor(
      List<TableColumn> columns, TableColumn target, IntFunction<Module> network) {
    return new TableModel(columns, network, new TableOutput(target));
  }

  /// The loss to train with, of outputs and labels: cross entropy, or [TableOutput#loss].
  public BinaryOperator<Tensor> loss() {
    return output == null ? Losses::crossEntropy : output::loss;
  }

  @Override
  protected Tensor forward(Tensor inputs) {
    Tensor results = network.apply(input.apply(inputs));
    return output == null ? results : output.apply(results);
  }
}
