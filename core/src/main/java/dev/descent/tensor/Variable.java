package dev.descent.tensor;

/// What stands behind a tensor with respect to which losses are differentiated.
public interface Variable {
  /// The variable of a tensor that no module owns.
  Variable ANONYMOUS = (gradient, loss) -> {};

  /// Adds to the gradient that the variable holds.
  ///
  /// @param gradient of the variable's shape, usually not computed yet
  /// @param loss what it is the gradient of, to be computed in the same piece of work
  void accumulate(Tensor gradient, Tensor loss);
}
