package dev.descent.nn;

import dev.descent.tensor.Tensor;
import java.util.SequencedMap;

/// Modules applied one after the other. Unless they are given names, they are called "0", "1", and
/// so on.
///
/// ```java
/// var model = Sequential.of(Seed.of(1),
///     seed -> new Linear(784, 512, seed), Activation.RELU, seed -> new Linear(512, 10, seed));
/// ```
public final class Sequential extends Module {
  /// Makes a module from the seed for its place in the model.
  @FunctionalInterface
  public interface Part {
    /// A new module.
    Module create(Seed seed);
  }

  /// The given modules.
  public Sequential(Module... modules) {
    for (int i = 0; i < modules.length; i++) {
      child(Integer.toString(i), modules[i]);
    }
  }

  /// The given modules by name, in the map's order.
  public Sequential(SequencedMap<String, Module> modules) {
    modules.forEach(this::child);
  }

  /// Modules made from the children "0", "1", ... of a seed.
  public static Sequential of(Seed seed, Part... parts) {
    Module[] modules = new Module[parts.length];
    for (int i = 0; i < parts.length; i++) {
      modules[i] = parts[i].create(seed.child(Integer.toString(i)));
    }
    return new Sequential(modules);
  }

  @Override
  protected Tensor forward(Tensor inputs) {
    Tensor result = inputs;
    for (Module module : children().values()) {
      result = module.apply(result);
    }
    return result;
  }
}
