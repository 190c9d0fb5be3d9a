package dev.descent.scalar;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/// Expressions of all operations, that stay where each of them is smooth.
final class RandomExpression {
  private static final int OPERATIONS = 12;

  /// Differences across a corner are no derivatives.
  private static final double CORNER = 1e-3;

  private RandomExpression() {}

  static List<Value> leaves(double[] at) {
    return Arrays.stream(at).mapToObj(Value::of).toList();
  }

  /// The same expression for the same seed, of other leaves.
  static Value of(long seed, List<Value> leaves) {
    Random random = new Random(seed);
    List<Value> values = new ArrayList<>(leaves);
    for (int i = 0; i < OPERATIONS; i++) {
      Value a = values.get(random.nextInt(values.size()));
      Value b = values.get(random.nextInt(values.size()));
      double number = random.nextDouble(-2, 2);
      values.add(operation(random.nextInt(13), a, b, number));
    }
    return values.stream().reduce(Value::add).orElseThrow();
  }

  private static Value operation(int kind, Value a, Value b, double number) {
    return switch (kind) {
      case 0 -> a.add(b);
      case 1 -> a.sub(b);
      case 2 -> a.tanh().mul(b);
      case 3 -> a.div(b.mul(b).add(1));
      case 4 -> a.tanh().add(2).pow(number);
      case 5 -> a.sigmoid().exp();
      case 6 -> a.mul(a).add(0.5).log();
      case 7 -> a.tanh();
      case 8 -> Math.abs(a.data) > CORNER ? a.relu() : b;
      case 9 -> a.sigmoid();
      case 10 -> a.add(number).neg();
      case 11 -> a.mul(number).sub(number);
      default -> a.div(2 + number * number);
    };
  }
}
