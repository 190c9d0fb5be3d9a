package dev.descent.tensor;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/// One operation on given operands, to be checked forward and, where it is smooth there, backward.
///
/// @param op the operation
/// @param operands what it is applied to
/// @param smooth whether the operands keep so far from kinks and poles that differences approximate
///   derivatives
record OpCase(Op op, List<Operand> operands, boolean smooth) {

  /// @param values numbers that the type holds exactly
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Operand(DType dtype, Shape shape, double[] values) {
    Tensor leaf() {
      Object storage =
          switch (dtype) {
            case FLOAT32 -> Numbers.floats(values);
            case INT32 -> Numbers.ints(values);
            case UINT8 -> Numbers.bytes(values);
          };
      return Graph.leaf(shape, dtype, storage);
    }

    @Override
    public String toString() {
      return (dtype == DType.FLOAT32 ? "" : dtype.toString()) + shape;
    }
  }

  static OpCase smooth(Op op, Operand... operands) {
    return new OpCase(op, List.of(operands), true);
  }

  static OpCase forward(Op op, Operand... operands) {
    return new OpCase(op, List.of(operands), false);
  }

  /// float32 numbers from `low` to `high`, none within 0.1 of 0.
  static Operand between(double low, double high, int... sizes) {
    Shape shape = Shape.of(sizes);
    SplittableRandom random =
        new SplittableRandom(Arrays.hashCode(sizes) * 31L + Double.hashCode(low));
    double[] values = new double[shape.count()];
    for (int i = 0; i < values.length; i++) {
      do {
        values[i] = (float) random.nextDouble(low, high);
      } while (Math.abs(values[i]) < 0.1);
    }
    return new Operand(DType.FLOAT32, shape, values);
  }

  static Operand floats(int... sizes) {
    return between(-2.5, 2.5, sizes);
  }

  static Operand vector(double... values) {
    double[] exact = Arrays.stream(values).map(v -> (float) v).toArray();
    return new Operand(DType.FLOAT32, Shape.of(values.length), exact);
  }

  /// Integers from 0 up to `bound`, exclusive.
  static Operand integers(DType dtype, int bound, int... sizes) {
    Shape shape = Shape.of(sizes);
    SplittableRandom random = new SplittableRandom(Arrays.hashCode(sizes) + bound);
    return new Operand(
        dtype, shape, random.ints(shape.count(), 0, bound).asDoubleStream().toArray());
  }

  Tensor[] leaves() {
    return operands.stream().map(Operand::leaf).toArray(Tensor[]::new);
  }

  /// The name under which the operation is counted: `Unary.EXP`, `Reduce.MAX`, `Permute`.
  String key() {
    return OpRegister.key(op);
  }

  @Override
  public String toString() {
    return key()
        + " "
        + op
        + operands.stream().map(Operand::toString).collect(Collectors.joining(", ", "(", ")"));
  }
}
