package dev.descent.tensor;

import static dev.descent.tensor.OpCase.between;
import static dev.descent.tensor.OpCase.floats;
import static dev.descent.tensor.OpCase.forward;
import static dev.descent.tensor.OpCase.integers;
import static dev.descent.tensor.OpCase.smooth;
import static dev.descent.tensor.OpCase.vector;

import dev.descent.tensor.OpCase.Operand;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Cases of the operations that work element by element.
final class ElementwiseCases {
  static final int[][] SHAPES = {
    {}, {0}, {1}, {7}, {8}, {9}, {31}, {33}, {3, 11}, {2, 0, 3}, {2, 3, 4}, {1, 5, 1}
  };

  private static final int[][][] PAIRS = {
    {{}, {}},
    {{0}, {0}},
    {{1}, {1}},
    {{7}, {7}},
    {{8}, {8}},
    {{9}, {9}},
    {{31}, {31}},
    {{33}, {33}},
    {{}, {9}},
    {{33}, {}},
    {{1}, {31}},
    {{0}, {1}},
    {{1, 3}, {0, 3}},
    {{0, 1}, {7}},
    {{4, 3}, {3}},
    {{3}, {4, 3}},
    {{4, 3}, {4, 1}},
    {{4, 1}, {1, 3}},
    {{7, 1}, {9}},
    {{2, 1, 3}, {4, 1}},
    {{2, 3, 4}, {1, 3, 1}},
    {{2, 3, 4}, {2, 3, 4}},
    {{1, 1, 1}, {2}},
    {{5, 8}, {1, 8}},
    {{2, 1, 3, 1}, {4, 1, 5}},
  };

  private static final int[][][] TRIPLES = {
    {{}, {}, {}},
    {{0}, {0}, {0}},
    {{9}, {9}, {9}},
    {{33}, {}, {}},
    {{}, {8}, {8}},
    {{4, 1}, {3}, {}},
    {{3}, {4, 1}, {2, 1, 1}},
    {{2, 3, 4}, {4}, {3, 1}},
    {{7}, {1}, {7, 7}},
  };

  private static final double[] SPECIAL = {
    Double.NaN,
    Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY,
    0.0,
    -0.0,
    1,
    -1,
    0.5,
    -0.5,
    2,
    3,
    -3,
    1e-45,
    -1e-45,
    1e-40,
    1.1754944e-38,
    -1.1754944e-38,
    1e-20,
    1e-7,
    3.4028235e38,
    -3.4028235e38,
    1e30,
    10,
    -10,
    20.5,
    -20.5,
    88,
    -87,
    89,
    -104,
    110,
    1000,
    -1000,
    4.5,
    -6.5,
  };

  private ElementwiseCases() {}

  static List<OpCase> all() {
    List<OpCase> cases = new ArrayList<>();
    for (Unary op : Unary.values()) {
      unary(cases, op);
    }
    for (Binary op : Binary.values()) {
      binary(cases, op);
    }
    for (int[][] shapes : TRIPLES) {
      Operand condition = integersAsFloats(2, shapes[0]);
      cases.add(smooth(Select.WHERE, condition, floats(shapes[1]), between(-1, 1, shapes[2])));
    }
    cases.add(forward(Select.WHERE, vector(SPECIAL), floats(1), vector(SPECIAL)));
    casts(cases);
    for (double value : new double[] {0, 1, 2, -0.3, Double.NaN}) {
      cases.add(forward(new Constant((float) value)));
    }
    for (int count : new int[] {0, 1, 9, 33}) {
      cases.add(forward(new Iota(count)));
    }
    return cases;
  }

  private static void unary(List<OpCase> cases, Unary op) {
    for (int[] sizes : SHAPES) {
      cases.add(
          smooth(op, op == Unary.LOG || op == Unary.SQRT ? between(0.2, 3, sizes) : floats(sizes)));
    }
    cases.add(forward(op, vector(SPECIAL)));
    cases.add(forward(op, between(-9, 9, 40, 51)));
    if (op == Unary.IDENTITY || op == Unary.STOP_GRADIENT) {
      cases.add(forward(op, integers(DType.INT32, 1 << 30, 9)));
      cases.add(forward(op, integers(DType.UINT8, 256, 9)));
    }
  }

  private static void binary(List<OpCase> cases, Binary op) {
    for (int[][] shapes : PAIRS) {
      if (op.isComparison()) {
        cases.add(forward(op, integersAsFloats(3, shapes[0]), integersAsFloats(3, shapes[1])));
        cases.add(
            forward(op, integers(DType.INT32, 4, shapes[0]), integers(DType.INT32, 4, shapes[1])));
        cases.add(
            forward(
                op, integers(DType.UINT8, 256, shapes[0]), integers(DType.UINT8, 256, shapes[1])));
      } else {
        Operand first = op == Binary.POWER ? between(0.3, 2.5, shapes[0]) : floats(shapes[0]);
        cases.add(smooth(op, first, between(-2, 2.3, shapes[1])));
      }
    }
    Operand column =
        new Operand(DType.FLOAT32, Shape.of(SPECIAL.length, 1), vector(SPECIAL).values());
    cases.add(forward(op, column, vector(SPECIAL)));
  }

  private static Operand integersAsFloats(int bound, int... sizes) {
    Operand integers = integers(DType.INT32, bound, sizes);
    return new Operand(DType.FLOAT32, integers.shape(), integers.values());
  }

  private static void casts(List<OpCase> cases) {
    double[] numbers = {0, 0.9, -0.9, 1.5, -1.5, 254.7, 255, 100.49, 1e6};
    for (DType to : DType.values()) {
      for (int[] sizes : SHAPES) {
        cases.add(smooth(new Cast(to), floats(sizes)));
        cases.add(forward(new Cast(to), integers(DType.INT32, 256, sizes)));
        cases.add(forward(new Cast(to), integers(DType.UINT8, 256, sizes)));
      }
      cases.add(forward(new Cast(to), vector(Arrays.copyOf(numbers, to == DType.UINT8 ? 8 : 9))));
    }
  }
}
