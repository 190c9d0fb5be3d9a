package dev.descent.train;

import dev.descent.data.Batch;
import dev.descent.nn.Module;
import dev.descent.nn.State;
import dev.descent.tensor.DType;
import dev.descent.tensor.Graph;
import dev.descent.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;

/// Finds the first tensor that holds NaN or an infinity, and says so: `parameter hidden.weight is
/// NaN`.
final class NonFinite {
  private static final int MAGNITUDE = 0x7FFFFFFF;
  private static final int INFINITY = 0x7F800000;

  private NonFinite() {}

  /// Looks at parameters and buffers.
  static @Nullable String find(Map<String, State> states) {
    for (Map.Entry<String, State> state : states.entrySet()) {
      Tensor value = state.getValue().value();
      if (holdsAny(value)) {
        return "parameter " + state.getKey() + " is " + first(value);
      }
    }
    return null;
  }

  /// Looks at a batch, at what each layer makes of it, and at the loss.
  static @Nullable String find(Module model, BinaryOperator<Tensor> loss, Batch batch) {
    Map<String, Tensor> seen = new LinkedHashMap<>();
    seen.put("the input", batch.inputs());
    seen.put("the label", batch.labels());
    Tensor outputs =
        model.observe(
            batch.inputs(),
            (path, output) ->
                seen.put(path.isEmpty() ? "the model's output" : "the output of " + path, output));
    seen.put("the loss", loss.apply(outputs, batch.labels()));
    Tensor.eval(action -> seen.values().forEach(action));
    for (Map.Entry<String, Tensor> tensor : seen.entrySet()) {
      if (holdsAny(tensor.getValue())) {
        return tensor.getKey() + " is " + first(tensor.getValue());
      }
    }
    return null;
  }

  /// Without branches, so that the loop is vectorised: it runs over all weights.
  private static boolean holdsAny(Tensor tensor) {
    int largest = 0;
    if (tensor.dtype() == DType.FLOAT32
        && Graph.storage(tensor.eval()) instanceof float[] elements) {
      for (float element : elements) {
        largest = Math.max(largest, Float.floatToRawIntBits(element) & MAGNITUDE);
      }
    }
    return largest >= INFINITY;
  }

  private static float first(Tensor tensor) {
    float[] elements = tensor.toFloatArray();
    int i = 0;
    while (Float.isFinite(elements[i])) {
      i++;
    }
    return elements[i];
  }
}
