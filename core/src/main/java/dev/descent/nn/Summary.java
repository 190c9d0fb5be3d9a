package dev.descent.nn;

import dev.descent.tensor.Shape;
import dev.descent.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The table of a model's layers.
final class Summary {
  private static final List<String> HEAD =
      List.of("Layer", "Type", "Output", "Parameters", "Bytes");
  private static final int FIRST_NUMBER = 3;

  private final List<List<String>> rows = new ArrayList<>(List.of(HEAD));
  private long parameters;
  private long bytes;

  private Summary() {}

  static String of(Module model, Tensor inputs) {
    Map<String, Shape> results = results(model, inputs);
    Summary summary = new Summary();
    model.forEachModule("", (path, module) -> summary.add(path, module, results.get(path)));
    summary.rows.add(row("Total", "", "", summary.parameters, summary.bytes));
    return summary.text();
  }

  private static Map<String, Shape> results(Module model, Tensor inputs) {
    Map<String, Shape> results = new HashMap<>();
    Map<Module, Boolean> modes = new HashMap<>();
    model.forEachModule("", (path, module) -> modes.put(module, module.isTraining()));
    model.eval(); // so that dropout draws nothing and running statistics stay as they are
    try {
      model.observe(inputs, (path, result) -> results.put(path, result.shape()));
    } finally {
      modes.forEach(Module::setOwnTraining);
    }
    return results;
  }

  private void add(String path, Module module, @Nullable Shape result) {
    long ownParameters = 0;
    long ownBytes = 0;
    for (State state : module.ownStates()) {
      ownParameters += state instanceof Parameter ? state.shape().count() : 0;
      ownBytes += (long) state.shape().count() * state.value().dtype().bytes();
    }
    parameters += ownParameters;
    bytes += ownBytes;
    if (module.children().isEmpty() || ownBytes > 0) {
      String name = path.isEmpty() ? "-" : path;
      String output = result == null ? "not applied" : result.toString();
      rows.add(row(name, module.type(), output, ownParameters, ownBytes));
    }
  }

  private static List<String> row(
      String path, String type, String output, long parameters, long bytes) {
    return List.of(
        path,
        type,
        output,
        String.format(Locale.ROOT, "%,d", parameters),
        String.format(Locale.ROOT, "%,d", bytes));
  }

  private String text() {
    int[] widths = new int[HEAD.size()];
    for (List<String> row : rows) {
      for (int column = 0; column < widths.length; column++) {
        widths[column] = Math.max(widths[column], row.get(column).length());
      }
    }
    StringBuilder out = new StringBuilder();
    for (List<String> row : rows) {
      for (int column = 0; column < widths.length; column++) {
        String padding = " ".repeat(widths[column] - row.get(column).length());
        out.append(column == 0 ? "" : "  ");
        out.append(column < FIRST_NUMBER ? row.get(column) + padding : padding + row.get(column));
      }
      out.append('\n');
    }
    return out.toString();
  }
}
