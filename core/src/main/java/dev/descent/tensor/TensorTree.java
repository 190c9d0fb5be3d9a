package dev.descent.tensor;

import java.util.function.Consumer;

/// Something that holds tensors: a tensor, a model, an optimizer, a record of results.
@FunctionalInterface
public interface TensorTree {
  /// Hands each tensor to the action, always in the same order.
  void forEachTensor(Consumer<Tensor> action);
}
