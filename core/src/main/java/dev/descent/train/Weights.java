package dev.descent.train;

import dev.descent.nn.Module;
import dev.descent.tensor.DType;
import dev.descent.tensor.Graph;
import dev.descent.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/// Copies of a model's weights, and other weights in their place.
final class Weights {
  private Weights() {}

  /// Copies that keep their values whatever happens to the originals.
  static Map<String, Tensor> copy(Map<String, Tensor> tensors) {
    Map<String, Tensor> copies = new LinkedHashMap<>();
    tensors.forEach((name, tensor) -> {
      Object elements = Objects.requireNonNull(Graph.storage(tensor.eval()));
      Object copy =
          switch (elements) {
            case float[] floats -> floats.clone();
            case int[] ints -> ints.clone();
            default -> ((byte[]) elements).clone();
          };
      copies.put(name, Graph.leaf(tensor.shape(), tensor.dtype(), copy));
    });
    return copies;
  }

  /// Gives a model other values for some of its parameters and buffers.
  static void put(Module model, Map<String, Tensor> some) {
    Map<String, Tensor> all = new LinkedHashMap<>(model.state());
    all.putAll(some);
    model.load(copy(all));
    Tensor.eval(model);
  }

  /// Does something while a model has other values for some of its parameters and buffers.
  static void with(Module model, Map<String, Tensor> some, Runnable action) {
    Map<String, Tensor> own = copy(model.state());
    put(model, some);
    try {
      action.run();
    } finally {
      put(model, own);
    }
  }

  /// An array like those of tensors of a type.
  static Object array(DType dtype, int count) {
    return switch (dtype) {
      case FLOAT32 -> new float[count];
      case INT32 -> new int[count];
      case UINT8 -> new byte[count];
    };
  }
}
