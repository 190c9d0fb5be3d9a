package dev.descent.exec;

import dev.descent.tensor.Tensor;
import java.util.List;

/// Evaluates tensors.
public final class Engine {
  private Engine() {}

  /// Computes what the given tensors still promise.
  public static void evaluate(List<Tensor> roots) {
    for (Tensor root : roots) {
      if (!root.isEvaluated()) {
        dev.descent.kernel.Reference.fulfil(root);
      }
    }
  }

  /// The plan of an evaluated tensor.
  public static String explain(Tensor tensor) {
    return tensor.shape().toString();
  }
}
