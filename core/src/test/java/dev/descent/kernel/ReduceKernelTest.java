package dev.descent.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.descent.tensor.Binary;
import dev.descent.tensor.DType;
import dev.descent.tensor.Layout;
import dev.descent.tensor.Reduce;
import dev.descent.tensor.Shape;
import dev.descent.tensor.Unary;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ReduceKernelTest {
  /// What is reduced.
  private enum Group {
    PLAIN,
    WITH_A_ROW_AND_A_COLUMN,
    NOT_ZERO_BEYOND_THE_END
  }

  @Test
  void sumsByMachineCodeHaveTheBitsOfThoseByJava() {
    assumeTrue(MachineCode.whyNot() == null, () -> "no machine code: " + MachineCode.whyNot());
    int[][] shapes = {
      {1, 2000, 1}, {1, 70_000, 1}, {30, 256, 1}, {6, 271, 1}, {4, 1023, 1}, {3, 1025, 1},
      {1, 600, 2}, {1, 100, 15}, {1, 64, 16}, {2, 33, 31}, {1, 3, 600}, {1, 300, 257},
      {5, 9, 40}, {1, 40_000, 3}
    };
    for (int[] sizes : shapes) {
      for (Group group : Group.values()) {
        Shape shape = Shape.of(sizes);
        float[] java = sum(shape, group, false);
        float[] machine = sum(shape, group, true);
        assertThat(machine).as(group + " " + shape).isEqualTo(java);
      }
    }
  }

  /// Sums over the middle axis, cut as plans cut it.
  private static float[] sum(Shape shape, Group group, boolean compile) {
    Random random = new Random(3);
    Memory memory = new Memory(4);
    int rows = shape.size(0) * shape.size(1);
    int width = shape.size(2) == 1 ? shape.size(1) : shape.size(2);
    int lines = shape.count() / width;
    Value x = value(memory, 0, shape, random);
    Value row = value(memory, 1, Shape.of(width), random);
    Value column = value(memory, 2, Shape.of(lines), random);
    Program program = new Program(shape);
    int register = program.load(x.whole());
    if (group == Group.WITH_A_ROW_AND_A_COLUMN) {
      boolean ofRows = shape.size(2) == 1;
      int[] rowStrides = ofRows ? new int[] {0, 1, 0} : new int[] {0, 0, 1};
      int[] columnStrides = ofRows ? new int[] {1, 0, 0} : new int[] {shape.size(1), 1, 0};
      int a = program.load(new Operand(row, new Layout(shape, 0, rowStrides)));
      int b = program.load(new Operand(column, new Layout(shape, 0, columnStrides)));
      register = program.apply(Binary.MULTIPLY, program.apply(Binary.ADD, register, a), b);
    } else if (group == Group.NOT_ZERO_BEYOND_THE_END) {
      register = program.apply(Unary.EXP, register);
    }
    int parts = ReduceKernel.parts(shape.size(1), ReduceKernel.PART);
    Value out = value(memory, 3, Shape.of(shape.size(0), parts, shape.size(2)), random);
    ReduceKernel kernel =
        new ReduceKernel(program, register, Reduce.Kind.SUM, 1, 2, ReduceKernel.PART, out);
    if (compile) {
      kernel = kernel.compiled();
      assertThat(kernel.isCompiled()).as("%s %s of %s rows", group, shape, rows).isTrue();
    }
    for (int tile = kernel.tiles() - 1; tile >= 0; tile--) {
      kernel.run(tile, memory);
    }
    return memory.floats(out).clone();
  }

  private static Value value(Memory memory, int buffer, Shape shape, Random random) {
    float[] elements = new float[shape.count()];
    for (int i = 0; i < elements.length; i++) {
      elements[i] = random.nextFloat() - 0.5f;
    }
    Value value = new Value(shape, DType.FLOAT32);
    value.place(buffer, 0);
    memory.set(buffer, elements);
    return value;
  }

  @Test
  void logSumExpOfRowsIsThatOfDoubles() {
    Random random = new Random(4);
    for (int n : new int[] {1, 2, 10, 15, 16, 17, 1000, 1024, 1025, 5000}) {
      float[] x = new float[20 * n];
      for (int i = 0; i < x.length; i++) {
        x[i] = (float) (random.nextGaussian() * (1 + i / n) * 4);
      }
      float[] actual = logSumExp(x, 20, n);
      for (int row = 0; row < 20; row++) {
        double max = Double.NEGATIVE_INFINITY;
        for (int i = row * n; i < (row + 1) * n; i++) {
          max = Math.max(max, x[i]);
        }
        double sum = 0;
        for (int i = row * n; i < (row + 1) * n; i++) {
          sum += Math.exp(x[i] - max);
        }
        double exact = max + Math.log(sum);
        assertThat(Math.abs(actual[row] - exact))
            .as("row %s of %s elements", row, n)
            .isLessThanOrEqualTo(0.5 * Math.ulp((float) exact) + 2e-7);
      }
    }
  }

  @Test
  void logSumExpKnowsInfinitiesAndNaN() {
    float infinite = Float.POSITIVE_INFINITY;
    for (int n : new int[] {3, 20, 2000}) {
      float[] x = new float[6 * n];
      java.util.Arrays.fill(x, 0, n, -infinite);
      x[n + 1] = infinite;
      x[2 * n + 1] = Float.NaN;
      java.util.Arrays.fill(x, 3 * n, 4 * n, -infinite);
      x[4 * n - 1] = 2;
      x[4 * n] = infinite;
      x[5 * n - 1] = Float.NaN;
      x[5 * n + 1] = -infinite;
      assertThat(logSumExp(x, 6, n))
          .as("rows of " + n)
          .containsExactly(-infinite, infinite, Float.NaN, 2, Float.NaN, (float) Math.log(n - 1));
    }
  }

  private static float[] logSumExp(float[] x, int rows, int n) {
    Memory memory = new Memory(2);
    Shape shape = Shape.of(rows, n);
    Value from = value(memory, 0, shape, new Random(1));
    memory.set(0, x.clone());
    Value out = value(memory, 1, Shape.of(rows, 1), new Random(1));
    Program program = new Program(shape);
    int register = program.load(from.whole());
    ReduceKernel kernel =
        new ReduceKernel(program, register, Reduce.Kind.LOG_SUM_EXP, 1, 2, ReduceKernel.PART, out);
    for (int tile = 0; tile < kernel.tiles(); tile++) {
      kernel.run(tile, memory);
    }
    return memory.floats(out);
  }
}
