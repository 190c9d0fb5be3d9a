package dev.descent.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.descent.tensor.Binary;
import dev.descent.tensor.DType;
import dev.descent.tensor.Layout;
import dev.descent.tensor.Shape;
import dev.descent.tensor.Unary;
import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Groups as machine code against the same groups as loops of Java, bit for bit.
class MachineCodeTest {
  private static final float[] SPECIAL = {
    0f,
    -0f,
    1f,
    -1f,
    Float.NaN,
    Float.POSITIVE_INFINITY,
    Float.NEGATIVE_INFINITY,
    Float.MIN_VALUE,
    -Float.MIN_NORMAL,
    Float.MAX_VALUE,
    0.1f,
    -3.7f
  };
  private static final List<Unary> UNARY =
      List.of(
          Unary.NEGATE,
          Unary.SQRT,
          Unary.SQUARE,
          Unary.ABS,
          Unary.RELU,
          Unary.IDENTITY,
          Unary.EXP,
          Unary.TANH,
          Unary.SIGMOID);
  private static final List<Binary> BINARY =
      List.of(
          Binary.ADD,
          Binary.SUBTRACT,
          Binary.MULTIPLY,
          Binary.DIVIDE,
          Binary.EQUAL,
          Binary.NOT_EQUAL,
          Binary.LESS,
          Binary.LESS_EQUAL,
          Binary.GREATER,
          Binary.GREATER_EQUAL);

  @BeforeEach
  void needMachineCode() {
    assumeTrue(MachineCode.whyNot() == null, () -> "no machine code: " + MachineCode.whyNot());
  }

  /// Values with arrays of their own.
  private static final class Bench {
    final Memory memory = new Memory(32);
    private int next;

    Value value(Shape shape, DType dtype, Object array) {
      Value value = new Value(shape, dtype);
      value.place(next, 0);
      memory.set(next++, array);
      return value;
    }

    Value floats(Shape shape, float... elements) {
      return value(shape, DType.FLOAT32, elements);
    }

    float[] of(Value value) {
      return memory.floats(value).clone();
    }

    /// Runs what copies a product's operands before it.
    void copy(ProductKernel product) {
      for (PackKernel copy : product.copies()) {
        Value packed = copy.outputs().getFirst();
        packed.place(next, 0);
        memory.set(next++, Arena.ofAuto().allocate(packed.bytes(), 64));
        MachineCodeTest.run(copy, memory);
      }
    }
  }

  @Test
  void everyOperationGivesTheBitsOfItsLoopForSpecialValuesAndAllLengths() {
    for (int length = 1; length <= 50; length++) {
      Shape shape = Shape.of(length);
      Bench bench = new Bench();
      Value a = bench.floats(shape, special(length, 1));
      Value b = bench.floats(shape, special(length, 5));
      for (Unary op : UNARY) {
        checkLoop(
            bench,
            op + " of " + length,
            shape,
            (program, out) -> program.store(program.apply(op, program.load(a.whole())), out));
      }
      for (Binary op : BINARY) {
        checkLoop(
            bench,
            op + " of " + length,
            shape,
            (program, out) ->
                program.store(
                    program.apply(op, program.load(a.whole()), program.load(b.whole())), out));
      }
      checkLoop(
          bench,
          "where of " + length,
          shape,
          (program, out) ->
              program.store(
                  program.choose(
                      program.load(a.whole()), program.load(b.whole()), program.fill(-0f)),
                  out));
    }
  }

  @Test
  void exponentialsGiveTheBitsOfFloatMathForFloatsOfAllSizes() {
    checkExponential(Unary.EXP, FloatMath::exp);
    checkExponential(Unary.TANH, FloatMath::tanh);
    checkExponential(Unary.SIGMOID, FloatMath::sigmoid);
  }

  private interface Function {
    float of(float x);
  }

  private static void checkExponential(Unary op, Function function) {
    int apart = 6_007;
    int length = (int) ((1L << 32) / apart) / Scratch.LENGTH * Scratch.LENGTH;
    float[] floats = new float[length];
    float[] expected = new float[length];
    for (int i = 0; i < length; i++) {
      floats[i] = Float.intBitsToFloat(i * apart);
      expected[i] = function.of(floats[i]);
    }
    Shape shape = Shape.of(length);
    Bench bench = new Bench();
    Value x = bench.floats(shape, floats);
    Value y = bench.floats(shape, new float[length]);
    Program program = new Program(shape);
    program.store(program.apply(op, program.load(x.whole())), y);
    LoopKernel kernel = new LoopKernel(program).compiled();
    assertThat(kernel.machine()).as(op + " has machine code").isNotNull();
    run(kernel, bench.memory);
    assertSameBits(op + " of floats of all sizes", bench.of(y), expected);
    for (int start = 0; start < length; start += Scratch.LENGTH) {
      float[] part = Arrays.copyOfRange(floats, start, start + Scratch.LENGTH);
      float[] out = new float[Scratch.LENGTH];
      int n = Scratch.LENGTH - start / Scratch.LENGTH % 40;
      assertThat(MathCode.run(op, part, out, n)).isTrue();
      float[] exact = new float[Scratch.LENGTH];
      System.arraycopy(expected, start, exact, 0, n);
      assertSameBits(op + " from " + start, out, exact);
    }
  }

  @Test
  void rowsOfBytesThatIndicesNameAreWidened() {
    int width = 48;
    byte[] bytes = new byte[7 * width];
    new Random(1).nextBytes(bytes);
    Bench bench = new Bench();
    Value source = bench.value(Shape.of(7, width), DType.UINT8, bytes);
    Value indices = bench.value(Shape.of(40), DType.INT32, new Random(2).ints(40, 0, 7).toArray());
    checkLoop(
        bench,
        "take",
        Shape.of(40, width),
        (program, out) ->
            program.store(
                program.apply(
                    Binary.MULTIPLY,
                    program.gather(source.whole(), indices, 1),
                    program.fill(1 / 255f)),
                out));
  }

  @Test
  void rowsOfDifferentWidthsAreGathered() {
    Bench bench = new Bench();
    Shape shape = Shape.of(3, 4, 16);
    Value wide = bench.floats(Shape.of(5, 4, 16), uniform(new Random(3), 5 * 64));
    Value narrow = bench.floats(Shape.of(7, 16), uniform(new Random(4), 7 * 16));
    Value ofWide = bench.value(Shape.of(3), DType.INT32, new int[] {4, 0, 2});
    Value ofNarrow =
        bench.value(Shape.of(3, 4), DType.INT32, new Random(5).ints(12, 0, 7).toArray());
    checkLoop(
        bench,
        "take and take",
        shape,
        (program, out) ->
            program.store(
                program.apply(
                    Binary.ADD,
                    program.gather(wide.whole(), ofWide, 1),
                    program.gather(narrow.whole(), ofNarrow, 2)),
                out));
  }

  @Test
  void aProductThatIsReadTwiceIsNotFused() {
    Bench bench = new Bench();
    Shape shape = Shape.of(6, 16);
    Value a = bench.floats(Shape.of(6, 5), uniform(new Random(6), 30));
    Value b = bench.floats(Shape.of(5, 16), uniform(new Random(7), 80));
    Value product = bench.floats(shape, new float[96]);
    Value out = bench.floats(shape, new float[96]);
    Program program = new Program(shape);
    int first = program.load(product.whole());
    int second = program.load(product.whole());
    int square = program.apply(Unary.SQUARE, first);
    program.store(program.apply(Binary.ADD, square, program.apply(Unary.NEGATE, second)), out);
    ProductKernel kernel = new ProductKernel(a.whole(), b.whole(), product);
    LoopKernel group = new LoopKernel(program);
    assertThat(FusedProductKernel.of(kernel, group, true))
        .as("one register cannot be given back by two readers")
        .isNull();
  }

  @Test
  void aGroupMayChangeWhatItReadsAndUseNumbersMoreThanOnce() {
    Shape shape = Shape.of(1000);
    float[] start = special(1000, 3);
    Program program = new Program(shape);
    Bench bench = new Bench();
    Value x = bench.floats(shape, start.clone());
    Value rate = bench.floats(Shape.of(), 0.3f);
    int number = program.load(rate.whole());
    int loaded = program.load(x.whole());
    int scaled = program.apply(Binary.MULTIPLY, loaded, number);
    program.store(program.apply(Binary.SUBTRACT, scaled, number), x);
    run(Objects.requireNonNull(new LoopKernel(program).compiled()), bench.memory);
    for (int i = 0; i < start.length; i++) {
      assertThat(bits(bench.of(x)[i])).as("element " + i).isEqualTo(bits(start[i] * 0.3f - 0.3f));
    }
  }

  @Test
  void groupsBehindProductsGiveTheBitsOfTheSameGroupAfterwards() {
    Random random = new Random(7);
    for (int m : new int[] {1, 5, 6, 7, 13, 17, 20}) {
      for (int n : new int[] {1, 15, 16, 17, 48, 150}) {
        for (int k : new int[] {1, 3, 130, 1030}) {
          for (int way = 0; way < 4; way++) {
            checkProduct(random, m, n, k, way % 2 == 1, way / 2 == 1);
          }
        }
      }
    }
  }

  @Test
  void groupsBehindProductsOfSeveralBlocksGiveTheSameBits() {
    Random random = new Random(8);
    int[][] shapes = {
      {6500, 17, 3},
      {13, 600, 3},
      {40, 300, 300},
      {20, 36, 2100},
      {301, 203, 290},
      {257, 130, 513},
      {12, 1001, 400},
      {12, 150, 2300},
      {5, 1030, 1030}
    };
    for (int[] shape : shapes) {
      for (int way = 0; way < 4; way++) {
        checkProduct(random, shape[0], shape[1], shape[2], way % 2 == 1, way / 2 == 1);
      }
    }
  }

  @Test
  void operandsThatTilesWouldCopyAgainAreCopiedBefore() {
    int[][] shapes = {{512, 784, 128, 2}, {301, 203, 290, 2}, {20, 36, 2100, 0}, {10, 512, 128, 0}};
    for (int[] shape : shapes) {
      Bench bench = new Bench();
      int m = shape[0];
      int n = shape[1];
      int k = shape[2];
      Value a = bench.floats(Shape.of(k, m), new float[k * m]);
      Value b = bench.floats(Shape.of(k, n), new float[k * n]);
      Value product = bench.floats(Shape.of(m, n), new float[m * n]);
      assertThat(new ProductKernel(operand(a, true), b.whole(), product).copies())
          .as(Arrays.toString(shape))
          .hasSize(shape[3]);
    }
  }

  /// `where(mask, a·b + bias + perRow, 0)`, or an update in place, with the product kept.
  private static void checkProduct(
      Random random, int m, int n, int k, boolean transA, boolean transB) {
    Bench bench = new Bench();
    Shape shape = Shape.of(m, n);
    Value a = bench.floats(transA ? Shape.of(k, m) : Shape.of(m, k), uniform(random, m * k));
    Value b = bench.floats(transB ? Shape.of(n, k) : Shape.of(k, n), uniform(random, k * n));
    Value mask = bench.floats(shape, special(m * n, 0));
    Value bias = bench.floats(Shape.of(n), uniform(random, n));
    Value perRow = bench.floats(Shape.of(m, 1), uniform(random, m));
    float[] weights = uniform(random, m * n);
    float[][] results = new float[3][];
    float[][] expected = new float[3][];
    for (boolean fused : new boolean[] {false, true}) {
      Value product = bench.floats(shape, new float[m * n]);
      Value out = bench.floats(shape, new float[m * n]);
      Value weight = bench.floats(shape, weights.clone());
      Program program = new Program(shape);
      int sum = program.load(product.whole());
      int shifted = program.apply(Binary.ADD, sum, program.load(bias.whole()));
      int both = program.apply(Binary.ADD, shifted, program.load(perRow.whole()));
      int chosen = program.choose(program.load(mask.whole()), both, program.fill(0));
      program.store(chosen, out);
      if (n % 2 == 0) {
        program = new Program(shape);
        int gradient = program.load(product.whole());
        int step = program.apply(Binary.MULTIPLY, gradient, program.fill(0.1f));
        program.store(program.apply(Binary.SUBTRACT, program.load(weight.whole()), step), weight);
      }
      ProductKernel kernel = new ProductKernel(operand(a, transA), operand(b, transB), product);
      if (!kernel.isByPanels()) {
        return;
      }
      bench.copy(kernel);
      LoopKernel group = new LoopKernel(program);
      if (fused) {
        run(Objects.requireNonNull(FusedProductKernel.of(kernel, group, true)), bench.memory);
      } else {
        run(kernel, bench.memory);
        run(group, bench.memory);
      }
      float[][] to = fused ? results : expected;
      to[0] = bench.of(product);
      float[] direct = new float[m * n];
      MatMul.best()
          .multiply(
              transA,
              transB,
              m,
              n,
              k,
              bench.of(a),
              0,
              transA ? m : k,
              bench.of(b),
              0,
              transB ? k : n,
              direct,
              0,
              n);
      assertSameBits("product " + m + "x" + n + "x" + k, to[0], direct);
      to[1] = bench.of(out);
      to[2] = bench.of(weight);
    }
    for (int i = 0; i < results.length; i++) {
      assertSameBits(
          m + "x" + n + "x" + k + " " + transA + " " + transB + ", array " + i,
          results[i],
          expected[i]);
    }
  }

  private static Operand operand(Value value, boolean transposed) {
    Shape shape = value.shape();
    if (!transposed) {
      return value.whole();
    }
    return new Operand(
        value, new Layout(Shape.of(shape.size(1), shape.size(0)), 0, new int[] {1, shape.size(1)}));
  }

  private interface Writer {
    void write(Program program, Value out);
  }

  private static void checkLoop(Bench bench, String what, Shape shape, Writer writer) {
    float[][] results = new float[2][];
    for (int i = 0; i < 2; i++) {
      Bench own = new Bench();
      for (int buffer = 0; buffer < bench.next; buffer++) {
        Value probe = new Value(Shape.of(), DType.FLOAT32);
        probe.place(buffer, 0);
        own.memory.set(buffer, bench.memory.array(probe));
      }
      own.next = bench.next;
      Value out = own.floats(shape, new float[shape.count() + 9]);
      Program program = new Program(shape);
      writer.write(program, out);
      LoopKernel kernel = new LoopKernel(program);
      if (i == 1) {
        kernel = new LoopKernel(program, LoopCode.of(program));
        assertThat(kernel.machine()).as(what + " has machine code").isNotNull();
      }
      run(kernel, own.memory);
      results[i] = own.of(out);
    }
    assertSameBits(what, results[1], results[0]);
  }

  private static void run(Kernel kernel, Memory memory) {
    for (int tile = kernel.tiles() - 1; tile >= 0; tile--) {
      kernel.run(tile, memory);
    }
  }

  private static void assertSameBits(String what, float[] actual, float[] expected) {
    int[] a = bits(actual);
    int[] e = bits(expected);
    int at = Arrays.mismatch(a, e);
    assertThat(at)
        .as(() -> what + ": element " + at + " is " + actual[at] + " instead of " + expected[at])
        .isEqualTo(-1);
  }

  /// The bits of each element, all NaN alike.
  private static int[] bits(float[] values) {
    int[] bits = new int[values.length];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = bits(values[i]);
    }
    return bits;
  }

  private static int bits(float value) {
    return Float.floatToIntBits(value);
  }

  private static float[] special(int length, int shift) {
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = SPECIAL[(i * (shift + 1) + shift) % SPECIAL.length];
    }
    return values;
  }

  private static float[] uniform(Random random, int length) {
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = random.nextFloat() - 0.5f;
    }
    return values;
  }
}
