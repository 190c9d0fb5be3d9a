package dev.descent.tensor;

import org.jspecify.annotations.Nullable;

/// An operation on tensors. Everything that defines it stands in one place: its shape rule, its
/// reference in double precision and its derivative. How it is computed fast is the kernel's
/// business.
///
/// Two operations are the same work exactly when they are equal, so everything that varies from
/// step to step must be an input, never a field.
public sealed interface Op
    permits Unary,
        Binary,
        Select,
        Cast,
        Constant,
        Iota,
        RandomUniform,
        Reduce,
        ArgReduce,
        Movement,
        MatMul,
        Take,
        ScatterAdd {

  /// The name in messages, as the user knows it.
  String label();

  /// The shape of the result.
  ///
  /// **Throws** [ShapeException] if the operands do not fit.
  Shape shape(Tensor[] inputs);

  /// The type of the result.
  default DType dtype(Tensor[] inputs) {
    return DType.FLOAT32;
  }

  /// Computes the result in double precision, slowly and plainly.
  ///
  /// @param inputs the operands' elements, row-major
  /// @param shapes the operands' shapes
  /// @param shape the result's shape
  double[] reference(double[][] inputs, Shape[] shapes, Shape shape);

  /// The gradient that reaches one operand, before broadcasting is undone; null if none does.
  ///
  /// @param operand the operand's index
  /// @param gradient the gradient of the result, of the result's shape
  /// @param inputs the operands
  /// @param output the result
  @Nullable Tensor derivative(int operand, Tensor gradient, Tensor[] inputs, Tensor output);

  /// Whether each element of the result depends on the operands' elements at the same (broadcast)
  /// place only.
  default boolean isElementwise() {
    return false;
  }
}
