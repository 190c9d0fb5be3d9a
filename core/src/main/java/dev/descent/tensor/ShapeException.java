package dev.descent.tensor;

import org.jspecify.annotations.Nullable;

/// Tensors whose shapes or types do not fit an operation. The message names the operation, the
/// shapes, the layer (if it was one) and the line of the caller's program.
public final class ShapeException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final String problem;
  private final String location;
  private final String path;

  /// A misfit in the operation `op`.
  public ShapeException(String op, String problem) {
    this("[" + op + "] " + problem, CallSite.find(), "", null);
  }

  private ShapeException(String problem, String location, String path, @Nullable Throwable cause) {
    super(problem + (path.isEmpty() ? "" : "; in layer " + path) + location, cause);
    this.problem = problem;
    this.location = location;
    this.path = path;
  }

  /// The same misfit, seen from the module that holds the layer: `name` is put before the layer's
  /// path.
  public ShapeException within(String name) {
    return new ShapeException(problem, location, path.isEmpty() ? name : name + "." + path, this);
  }
}
