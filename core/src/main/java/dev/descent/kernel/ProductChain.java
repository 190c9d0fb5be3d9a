package dev.descent.kernel;

import java.util.ArrayList;
import java.util.List;

/// A product and the fused group that works on its result, as one kernel.
abstract sealed class ProductChain implements Kernel permits ChainKernel, FusedProductKernel {
  final ProductKernel product;
  final Program program;
  final boolean keepsResult;

  /// @param keepsResult whether the product's result reaches memory
  ProductChain(ProductKernel product, Program program, boolean keepsResult) {
    this.product = product;
    this.program = program;
    this.keepsResult = keepsResult;
  }

  @Override
  public final List<Value> inputs() {
    List<Value> inputs = new ArrayList<>(product.inputs());
    for (Value input : program.inputs()) {
      if (input.base() != product.outputs().getFirst().base()) {
        inputs.add(input);
      }
    }
    return inputs;
  }

  @Override
  public final List<Value> outputs() {
    List<Value> outputs = new ArrayList<>(keepsResult ? product.outputs() : List.of());
    outputs.addAll(program.outputs());
    return outputs;
  }

  /// The product's result is written before the group reads anything.
  @Override
  public final boolean canOverwrite(Value input, Value output) {
    boolean factor = product.inputs().stream().anyMatch(value -> value.base() == input.base());
    boolean early = product.outputs().getFirst().base() == output.base();
    return !factor && !early && program.canOverwrite(input, output);
  }

  @Override
  public final String kind() {
    return "product, fused";
  }

  @Override
  public final String detail() {
    return product.detail() + ", " + program.detail();
  }

  @Override
  public final long work() {
    return product.work() + (long) program.shape().count() * program.length();
  }
}
