package dev.descent.tensor;

import static dev.descent.tensor.OpCase.between;
import static dev.descent.tensor.OpCase.floats;
import static dev.descent.tensor.OpCase.forward;
import static dev.descent.tensor.OpCase.integers;
import static dev.descent.tensor.OpCase.smooth;
import static dev.descent.tensor.OpCase.vector;

import dev.descent.tensor.Movement.Broadcast;
import dev.descent.tensor.Movement.Concatenate;
import dev.descent.tensor.Movement.Permute;
import dev.descent.tensor.Movement.Place;
import dev.descent.tensor.Movement.Reshape;
import dev.descent.tensor.Movement.Slice;
import dev.descent.tensor.OpCase.Operand;
import java.util.ArrayList;
import java.util.List;

/// Cases of the operations that combine, move or look up elements.
final class StructuralCases {
  private StructuralCases() {}

  static List<OpCase> all() {
    List<OpCase> cases = new ArrayList<>();
    reductions(cases);
    argReductions(cases);
    views(cases);
    parts(cases);
    concatenations(cases);
    products(cases);
    lookups(cases);
    for (int[] sizes : ElementwiseCases.SHAPES) {
      Operand key =
          new Operand(DType.INT32, Shape.of(6), new double[] {7, -1, 3, 0, sizes.length, 1});
      cases.add(forward(new RandomUniform(Shape.of(sizes)), key));
    }
    return cases;
  }

  private static void reductions(List<OpCase> cases) {
    int[][] shapes = {
      {},
      {1},
      {7},
      {8},
      {9},
      {31},
      {33},
      {5, 7},
      {1, 9},
      {9, 1},
      {0, 3},
      {3, 0},
      {3, 4, 5},
      {2, 3, 2, 4}
    };
    for (Reduce.Kind kind : Reduce.Kind.values()) {
      boolean extreme = kind == Reduce.Kind.MAX || kind == Reduce.Kind.MIN;
      for (int[] sizes : shapes) {
        for (int axes = sizes.length == 0 ? 0 : 1; axes < 1 << sizes.length; axes++) {
          boolean ofNothing =
              Reduce.reduced(Shape.of(sizes), axes, false).count() > 0
                  && Shape.of(sizes).count() == 0;
          for (boolean keepDims : new boolean[] {false, true}) {
            if (!(extreme && ofNothing)) {
              cases.add(smooth(new Reduce(kind, axes, keepDims), floats(sizes)));
            }
          }
        }
      }
      for (int axes = 1; axes < 4; axes++) {
        cases.add(forward(new Reduce(kind, axes, false), floats(70, 130)));
        cases.add(forward(new Reduce(kind, axes, true), between(-90, 95, 33, 31)));
      }
      cases.add(forward(new Reduce(kind, 1, false), floats(10_007)));
      for (double special :
          new double[] {
            Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 1e-45, 3e38
          }) {
        cases.add(forward(new Reduce(kind, 1, false), vector(1, 2, special, -4, 5, 0, 1, 2, 3)));
        cases.add(forward(new Reduce(kind, 1, false), vector(special)));
      }
    }
  }

  private static void argReductions(List<OpCase> cases) {
    for (boolean largest : new boolean[] {false, true}) {
      int[][] shapes = {{1}, {7}, {8}, {9}, {31}, {33}, {5, 7}, {3, 4, 5}, {2, 0, 3}, {100, 10}};
      for (int[] sizes : shapes) {
        for (int axis = 0; axis < sizes.length; axis++) {
          if (sizes[axis] > 0) {
            cases.add(forward(new ArgReduce(largest, axis, axis % 2 == 0), floats(sizes)));
          }
        }
      }
      ArgReduce op = new ArgReduce(largest, 0, false);
      cases.add(forward(op, vector(2, 1, 2, 1, 2)));
      cases.add(forward(op, vector(0, -0.0, 0)));
      cases.add(forward(op, vector(1, Double.NaN, 5, Double.NaN)));
      cases.add(forward(op, vector(Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY)));
      cases.add(forward(op, vector(Double.POSITIVE_INFINITY, 1, Double.NEGATIVE_INFINITY)));
    }
  }

  private static void views(List<OpCase> cases) {
    int[][][] reshapes = {
      {{6}, {2, 3}},
      {{2, 3}, {3, 2}},
      {{1}, {}},
      {{}, {1, 1}},
      {{0, 3}, {0}},
      {{4, 9}, {2, 2, 9}},
      {{33}, {3, 11}}
    };
    for (int[][] shapes : reshapes) {
      for (Operand operand : eachType(shapes[0])) {
        cases.add(smooth(new Reshape(Shape.of(shapes[1])), operand));
      }
    }
    List<List<Integer>> orders =
        List.of(
            List.of(0, 1, 2),
            List.of(0, 2, 1),
            List.of(1, 0, 2),
            List.of(1, 2, 0),
            List.of(2, 0, 1),
            List.of(2, 1, 0));
    for (List<Integer> order : orders) {
      for (Operand operand : eachType(2, 3, 4)) {
        cases.add(smooth(new Permute(order), operand));
      }
      cases.add(smooth(new Permute(order), floats(9, 1, 8)));
      cases.add(smooth(new Permute(order), floats(3, 0, 2)));
    }
    cases.add(smooth(new Permute(List.of()), floats()));
    cases.add(smooth(new Permute(List.of(0)), floats(9)));
    for (int[] sizes : new int[][] {{1, 1}, {7, 9}, {31, 33}}) {
      cases.add(smooth(new Permute(List.of(1, 0)), floats(sizes)));
    }
    int[][][] broadcasts = {
      {{}, {9}},
      {{1}, {33}},
      {{3}, {4, 3}},
      {{4, 1}, {4, 3}},
      {{1, 3, 1}, {2, 2, 3, 4}},
      {{1}, {0}},
      {{5}, {5}}
    };
    for (int[][] shapes : broadcasts) {
      for (Operand operand : eachType(shapes[0])) {
        cases.add(smooth(new Broadcast(Shape.of(shapes[1])), operand));
      }
    }
  }

  private static void parts(List<OpCase> cases) {
    record Part(List<Integer> starts, List<Integer> steps, Shape part, Shape whole) {}
    List<Part> parts =
        List.of(
            new Part(List.of(0), List.of(1), Shape.of(9), Shape.of(9)),
            new Part(List.of(2), List.of(3), Shape.of(8), Shape.of(31)),
            new Part(List.of(5), List.of(1), Shape.of(0), Shape.of(5)),
            new Part(List.of(1, 2), List.of(1, 1), Shape.of(2, 5), Shape.of(4, 7)),
            new Part(List.of(0, 1), List.of(2, 3), Shape.of(4, 3), Shape.of(7, 9)),
            new Part(List.of(0, 3, 0), List.of(1, 1, 2), Shape.of(2, 1, 3), Shape.of(2, 4, 5)),
            new Part(List.of(0, 0), List.of(1, 1), Shape.of(0, 3), Shape.of(2, 3)));
    for (Part part : parts) {
      for (Operand operand : eachType(part.whole.toArray())) {
        cases.add(smooth(new Slice(part.starts, part.steps, part.part), operand));
      }
      cases.add(
          smooth(new Place(part.starts, part.steps, 3, part.whole), floats(part.part.toArray())));
      cases.add(
          forward(
              new Place(part.starts, part.steps, Float.NaN, part.whole),
              floats(part.part.toArray())));
    }
  }

  private static void concatenations(List<OpCase> cases) {
    cases.add(smooth(new Concatenate(0), floats(7)));
    cases.add(smooth(new Concatenate(0), floats(7), floats(1), floats(9)));
    cases.add(smooth(new Concatenate(0), floats(0), floats(3), floats(0)));
    cases.add(smooth(new Concatenate(0), floats(0, 2), floats(0, 2)));
    cases.add(smooth(new Concatenate(0), floats(2, 3), floats(4, 3)));
    cases.add(smooth(new Concatenate(1), floats(2, 3), floats(2, 1), floats(2, 8)));
    cases.add(smooth(new Concatenate(1), floats(2, 3, 4), floats(2, 2, 4)));
    cases.add(smooth(new Concatenate(2), floats(2, 3, 4), floats(2, 3, 1)));
    cases.add(
        forward(
            new Concatenate(0), integers(DType.INT32, 1 << 30, 3), integers(DType.INT32, 9, 5)));
    cases.add(
        forward(
            new Concatenate(1),
            integers(DType.UINT8, 256, 3, 2),
            integers(DType.UINT8, 256, 3, 5)));
  }

  private static void products(List<OpCase> cases) {
    int[][] sizes = {
      {1, 1, 1}, {2, 3, 4}, {7, 8, 9}, {1, 9, 7}, {8, 1, 3}, {9, 7, 1}, {0, 3, 2}, {2, 0, 3},
      {3, 2, 0}
    };
    int[][] large = {{31, 33, 9}, {33, 8, 31}, {64, 70, 65}, {1, 300, 5}};
    int[][][] batches = {
      {{2}, {2}},
      {{3}, {}},
      {{}, {3}},
      {{2, 1}, {3}},
      {{1}, {4}},
      {{2, 2}, {2, 2}},
      {{0}, {0}},
      {{0}, {1}}
    };
    for (int mode = 0; mode < 4; mode++) {
      MatMul op = new MatMul(mode / 2 == 1, mode % 2 == 1);
      for (int[] mkn : sizes) {
        cases.add(smooth(op, left(op, mkn), right(op, mkn)));
      }
      for (int[] mkn : large) {
        cases.add(forward(op, left(op, mkn), right(op, mkn)));
      }
      for (int[][] batch : batches) {
        int[] mkn = {2, 3, 4};
        cases.add(smooth(op, left(op, mkn, batch[0]), right(op, mkn, batch[1])));
      }
    }
    cases.add(forward(new MatMul(false, false), special(2, 2), special(2, 2)));
  }

  private static Operand special(int... sizes) {
    return new Operand(
        DType.FLOAT32, Shape.of(sizes), new double[] {1, Double.POSITIVE_INFINITY, Double.NaN, 2});
  }

  private static Operand left(MatMul op, int[] mkn, int... batch) {
    return op.transposeA()
        ? floats(join(batch, mkn[1], mkn[0]))
        : floats(join(batch, mkn[0], mkn[1]));
  }

  private static Operand right(MatMul op, int[] mkn, int... batch) {
    return op.transposeB()
        ? floats(join(batch, mkn[2], mkn[1]))
        : floats(join(batch, mkn[1], mkn[2]));
  }

  private static int[] join(int[] batch, int rows, int columns) {
    int[] sizes = java.util.Arrays.copyOf(batch, batch.length + 2);
    sizes[batch.length] = rows;
    sizes[batch.length + 1] = columns;
    return sizes;
  }

  private static void lookups(List<OpCase> cases) {
    int[][] tables = {{1}, {7}, {9, 3}, {3, 8}, {2, 5, 4}};
    int[][] indices = {{}, {0}, {1}, {9}, {2, 3}};
    for (int[] table : tables) {
      for (int axis = 0; axis < table.length; axis++) {
        for (int[] shape : indices) {
          Operand chosen = integers(DType.INT32, table[axis], shape);
          for (Operand operand : eachType(table)) {
            cases.add(smooth(new Take(axis), operand, chosen));
          }
          Shape taken = new Take(axis).shape(new Tensor[] {floats(table).leaf(), chosen.leaf()});
          cases.add(smooth(new ScatterAdd(axis, Shape.of(table)), floats(taken.toArray()), chosen));
        }
      }
    }
  }

  private static List<Operand> eachType(int... sizes) {
    return List.of(
        floats(sizes), integers(DType.INT32, 1 << 30, sizes), integers(DType.UINT8, 256, sizes));
  }
}
