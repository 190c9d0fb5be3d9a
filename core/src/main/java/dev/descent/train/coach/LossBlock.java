package dev.descent.train.coach;

import dev.descent.io.Json;
import java.util.List;

/// The losses of twenty steps in a row.
///
/// @param count how many losses there are so far
/// @param last the latest step
/// @param sum the sum of the losses
/// @param jumps the sum of the distances |lossᵢ − lossᵢ₋₁|
/// @param previous the latest loss; NaN at the very beginning
record LossBlock(int count, long last, double sum, double jumps, double previous) {
  static final int STEPS = 20;
  static final LossBlock EMPTY = new LossBlock(0, 0, 0, 0, Double.NaN);

  LossBlock with(long step, double loss) {
    double jump = Double.isNaN(previous) ? 0 : Math.abs(loss - previous);
    return new LossBlock(count + 1, step, sum + loss, jumps + jump, loss);
  }

  boolean isFull() {
    return count == STEPS;
  }

  /// The block after this one.
  LossBlock next() {
    return new LossBlock(0, last, 0, 0, previous);
  }

  double mean() {
    return sum / count;
  }

  /// The mean distance from one loss to the next.
  double jump() {
    return jumps / count;
  }

  List<Object> toList() {
    return List.of(count, last, sum, jumps, previous);
  }

  static LossBlock of(List<?> list) {
    return new LossBlock(
        (int) Json.toDouble(list.get(0)),
        (long) Json.toDouble(list.get(1)),
        Json.toDouble(list.get(2)),
        Json.toDouble(list.get(3)),
        Json.toDouble(list.get(4)));
  }
}
