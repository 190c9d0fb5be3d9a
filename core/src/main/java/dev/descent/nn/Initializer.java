package dev.descent.nn;

import dev.descent.tensor.Philox;
import dev.descent.tensor.Shape;
import dev.descent.tensor.Tensor;

/// The first value of a parameter, as a pure function of its shape and its seed.
///
/// For weights `[out, in, ...]` the fan-in is `in` and the fan-out is `out`, each times the sizes
/// behind them (a convolution's receptive field). A vector's fan-in and fan-out are its size.
@FunctionalInterface
public interface Initializer {
  /// The first value, float32 of the given shape.
  Tensor create(Shape shape, Seed seed);

  /// All elements 0.
  static Initializer zeros() {
    return constant(0);
  }

  /// All elements equal.
  static Initializer constant(double value) {
    return (shape, seed) -> Tensor.full(value, shape.toArray());
  }

  /// Uniform in [−bound, bound).
  static Initializer uniform(double bound) {
    return (shape, seed) -> {
      float[] elements = new float[shape.count()];
      Philox.uniform(seed.value(), seed.stream(), 0, elements, 0, elements.length);
      for (int i = 0; i < elements.length; i++) {
        elements[i] = (float) ((2.0 * elements[i] - 1) * bound);
      }
      return Tensor.wrap(elements, shape.toArray());
    };
  }

  /// Normal with mean 0 and the given standard deviation.
  static Initializer normal(double deviation) {
    return (shape, seed) -> {
      float[] elements = new float[shape.count()];
      Philox.normal(seed.value(), seed.stream(), 0, elements, 0, elements.length);
      for (int i = 0; i < elements.length; i++) {
        elements[i] = (float) (elements[i] * deviation);
      }
      return Tensor.wrap(elements, shape.toArray());
    };
  }

  /// Uniform of variance 2 / (fan-in + fan-out), that is in ±√(6 / (fan-in + fan-out)): for tanh
  /// and sigmoid.
  ///
  /// - **Source** Glorot and Bengio 2010, "Understanding the difficulty of training deep
  ///   feedforward neural networks"
  static Initializer glorotUniform() {
    return (shape, seed) -> uniform(Math.sqrt(3 * glorotVariance(shape))).create(shape, seed);
  }

  /// Normal of variance 2 / (fan-in + fan-out): for tanh and sigmoid.
  ///
  /// - **Source** Glorot and Bengio 2010
  static Initializer glorotNormal() {
    return (shape, seed) -> normal(Math.sqrt(glorotVariance(shape))).create(shape, seed);
  }

  /// Uniform of variance 2 / fan-in, that is in ±√(6 / fan-in): for ReLU and its relatives.
  ///
  /// - **Source** He et al. 2015, "Delving deep into rectifiers"
  static Initializer heUniform() {
    return (shape, seed) -> uniform(Math.sqrt(6 / fanIn(shape))).create(shape, seed);
  }

  /// Normal of variance 2 / fan-in: for ReLU and its relatives.
  ///
  /// - **Source** He et al. 2015
  static Initializer heNormal() {
    return (shape, seed) -> normal(Math.sqrt(2 / fanIn(shape))).create(shape, seed);
  }

  /// Uniform of variance 1 / fan-in, that is in ±√(3 / fan-in).
  ///
  /// - **Source** LeCun et al. 1998, "Efficient BackProp", section 4.6
  static Initializer lecunUniform() {
    return (shape, seed) -> uniform(Math.sqrt(3 / fanIn(shape))).create(shape, seed);
  }

  /// Normal of variance 1 / fan-in.
  ///
  /// - **Source** LeCun et al. 1998
  static Initializer lecunNormal() {
    return (shape, seed) -> normal(Math.sqrt(1 / fanIn(shape))).create(shape, seed);
  }

  private static double glorotVariance(Shape shape) {
    return 2 / (fanIn(shape) + fanOut(shape));
  }

  private static double fanIn(Shape shape) {
    return shape.rank() < 2 ? shape.count() : (double) shape.count() / shape.size(0);
  }

  private static double fanOut(Shape shape) {
    return shape.rank() < 2 ? shape.count() : (double) shape.count() / shape.size(1);
  }
}
