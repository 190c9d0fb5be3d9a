package dev.descent.bench.kernels;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// A piece of work that several systems can do, and what bounds it.
///
/// @param name as the table shows it
/// @param flops floating-point operations that count; 0 where memory is the bound in any case
/// @param moved bytes that must be read and written at least
/// @param touched bytes of the arrays, each once
/// @param systems who does it: by name, what makes the work ready and checks its results
record Kernel(
    String name, double flops, long moved, long touched, Map<String, Supplier<Runnable>> systems) {
  static final String DESCENT = "Descent";

  /// All of them, in the order of the table.
  static List<Kernel> all() {
    List<Kernel> all = new ArrayList<>();
    all.addAll(Products.kernels());
    all.addAll(Loops.kernels());
    all.addAll(Updates.kernels());
    return all;
  }

  /// One that only Descent does.
  static Kernel ofDescent(String name, long moved, long touched, Supplier<Runnable> work) {
    return new Kernel(name, 0, moved, touched, Map.of(DESCENT, work));
  }
}
