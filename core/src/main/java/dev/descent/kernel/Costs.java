package dev.descent.kernel;

import dev.descent.tensor.Binary;
import dev.descent.tensor.Reduce;
import dev.descent.tensor.Unary;

/// Roughly what operations cost, an element, in the time of a vectorised addition of floats (about
/// 0.07 ns): by this work is cut into tiles of similar length.
///
/// - **Source** the loops of [Loops] and [Fold], measured; docs/decisions/0007
final class Costs {
  /// A tile's work: about 4 µs, some times the hand-over to another thread.
  static final int TILE = 1 << 16;

  private Costs() {}

  static int of(Unary op) {
    return switch (op) {
      case NEGATE, SQRT, SQUARE, ABS, RELU, STOP_GRADIENT, IDENTITY -> 1;
      case SIGN -> 10;
      default -> 80; // by a function of the mathematical library, one element after the other
    };
  }

  static int of(Binary op) {
    return switch (op) {
      case ADD, SUBTRACT, MULTIPLY, DIVIDE, MAXIMUM, MINIMUM -> 1;
      case EQUAL, NOT_EQUAL, LESS, LESS_EQUAL, GREATER, GREATER_EQUAL -> 6;
      case POWER -> 200;
    };
  }

  static int of(Reduce.Kind kind) {
    return switch (kind) {
      case SUM, MAX, MIN -> 5;
      case LOG_SUM_EXP -> 30;
    };
  }
}
