package dev.descent.exec;

import dev.descent.kernel.Kernel;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A unit of work while planning: a kernel, or a group of elementwise nodes that will become one.
final class Unit {
  /// The place in the order of units: operands come from earlier ones.
  final int position;

  /// The fused nodes, in order; empty for a finished kernel.
  final List<Node> group = new ArrayList<>();

  @Nullable Kernel kernel;

  Unit(int position, @Nullable Kernel kernel) {
    this.position = position;
    this.kernel = kernel;
  }

  Kernel kernel() {
    return java.util.Objects.requireNonNull(kernel);
  }
}
