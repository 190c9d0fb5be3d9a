package dev.descent.kernel;

import static java.lang.constant.ConstantDescs.CD_double;
import static java.lang.constant.ConstantDescs.CD_float;
import static java.lang.constant.ConstantDescs.CD_int;

import dev.descent.tensor.Reduce;
import dev.descent.tensor.Shape;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntConsumer;

/// Writes a small kernel as bytecode: nested loops over its axes.
///
/// @see JavaCode
final class KernelWriter {
  /// The longest row that is reduced at once.
  static final int LONGEST_ROW = Scratch.LENGTH;

  /// The counter of an axis with one element.
  static final int NONE = -1;

  // Beyond, instructions on registers, which are vectorised, are as fast.
  private static final int MOST_ELEMENTS = 512;

  // The JVM compiles no method of more than 8,000 bytes; an operation takes some twenty.
  private static final int LONGEST_PROGRAM = 150;

  private static final ClassDesc MATH = JavaCode.describe(Math.class);
  private static final MethodTypeDesc FLOATS =
      MethodTypeDesc.of(CD_float, CD_float, CD_float, CD_float);

  private final CodeBuilder code;
  private final int arrays;
  private final int scratch;
  private final Map<Integer, Integer> locals = new HashMap<>();

  /// A writer of one method.
  ///
  /// @param arrays the number of the parameter that holds the memory's arrays
  /// @param scratch the number of the one that has room for a row
  KernelWriter(CodeBuilder code, int arrays, int scratch) {
    this.code = code;
    this.arrays = arrays;
    this.scratch = scratch;
  }

  /// Whether a kernel is small enough, and of a kind that can be written.
  static boolean canWrite(Kernel kernel) {
    return switch (kernel) {
      case LoopKernel loop -> loop.machine() == null && isSmall(loop.program());
      case ProductKernel product -> product.isSmall() && product.isSingle();
      case ChainKernel chain ->
          chain.product.isSmall()
              && chain.product.isSingle()
              && isSmall(chain.program)
              && Arrays.equals(
                  longAxes(chain.program.shape()),
                  longAxes(chain.product.outputs().getFirst().shape()));
      case ReduceKernel reduce -> isSmall(reduce.program()) && canReduce(reduce);
      default -> false;
    };
  }

  private static boolean isSmall(Program program) {
    int count = program.shape().count();
    return count > 0 && count <= MOST_ELEMENTS && program.code().size() <= LONGEST_PROGRAM;
  }

  private static boolean canReduce(ReduceKernel reduce) {
    return reduce.isOfOnePart()
        && (reduce.inner() == 1 || reduce.reduction() != Reduce.Kind.LOG_SUM_EXP);
  }

  private static int[] longAxes(Shape shape) {
    return Arrays.stream(shape.toArray()).filter(size -> size != 1).toArray();
  }

  void write(Kernel kernel) {
    kernel.inputs().forEach(this::fetch);
    kernel.outputs().forEach(this::fetch);
    switch (kernel) {
      case LoopKernel loop -> writeLoop(loop.program());
      case ProductKernel product -> writeProduct(product);
      case ChainKernel chain -> writeChain(chain);
      case ReduceKernel reduce -> writeReduce(reduce);
      default -> throw new IllegalArgumentException(kernel.kind());
    }
    code.return_();
  }

  /// Puts a value's array into a local variable.
  private void fetch(Value value) {
    locals.computeIfAbsent(
        value.buffer(),
        buffer -> {
          int local = code.allocateLocal(TypeKind.REFERENCE);
          code.aload(arrays).loadConstant(buffer.intValue()).aaload();
          code.checkcast(elementType(value).arrayType()).astore(local);
          return local;
        });
  }

  private static ClassDesc elementType(Value value) {
    return switch (value.dtype()) {
      case FLOAT32 -> CD_float;
      case INT32 -> CD_int;
      case UINT8 -> java.lang.constant.ConstantDescs.CD_byte;
    };
  }

  private void writeLoop(Program program) {
    ProgramWriter writer = new ProgramWriter(this, code, program);
    int[] sizes = writer.sizes();
    writer.prepare();
    int[] counters = new int[sizes.length];
    nest(sizes, counters, 0, sizes.length, () -> writer.write(counters, NONE));
  }

  private void writeProduct(ProductKernel product) {
    MatMulTiles split = product.split();
    loop(
        split.m(),
        i ->
            loop(
                split.n(),
                j -> {
                  int sum = sum(product, i, j);
                  storeProduct(product, i, j, sum);
                }));
  }

  private void writeChain(ChainKernel chain) {
    ProgramWriter writer = new ProgramWriter(this, code, chain.program);
    writer.prepare();
    int[] sizes = chain.program.shape().toArray();
    int[] counters = new int[sizes.length];
    nest(
        sizes,
        counters,
        0,
        sizes.length,
        () -> {
          int[] used = Arrays.stream(counters).filter(counter -> counter != NONE).toArray();
          boolean manyRows = chain.product.split().m() > 1;
          int i = manyRows ? used[0] : NONE;
          int j = chain.product.split().n() > 1 ? used[manyRows ? 1 : 0] : NONE;
          int sum = sum(chain.product, i, j);
          if (chain.keepsResult) {
            storeProduct(chain.product, i, j, sum);
          }
          writer.write(counters, sum);
        });
  }

  /// Terms are added one by one in their order, each with one rounding, as in [SmallMatMul].
  ///
  /// @return the variable with the sum
  private int sum(ProductKernel product, int i, int j) {
    MatMulTiles split = product.split();
    int lda = product.lda();
    int ldb = product.ldb();
    int sum = code.allocateLocal(TypeKind.FLOAT);
    code.fconst_0().fstore(sum);
    loop(
        split.k(),
        p -> {
          array(product.a().value());
          index(
              product.a().value().start() + product.startA(),
              new int[] {i, p},
              split.transA() ? new int[] {1, lda} : new int[] {lda, 1});
          code.faload();
          array(product.b().value());
          index(
              product.b().value().start() + product.startB(),
              new int[] {j, p},
              split.transB() ? new int[] {ldb, 1} : new int[] {1, ldb});
          code.faload().fload(sum).invokestatic(MATH, "fma", FLOATS).fstore(sum);
        });
    return sum;
  }

  private void storeProduct(ProductKernel product, int i, int j, int sum) {
    Value output = product.outputs().getFirst();
    array(output);
    index(output.start(), new int[] {i, j}, new int[] {product.split().n(), 1});
    code.fload(sum).fastore();
  }

  private void writeReduce(ReduceKernel reduce) {
    ProgramWriter writer = new ProgramWriter(this, code, reduce.program());
    writer.prepare();
    int[] sizes = reduce.program().shape().toArray();
    int first = reduce.firstAxis();
    int end = reduce.endAxis();
    int[] counters = new int[sizes.length];
    int[] places = new int[sizes.length];
    int[] steps = new int[sizes.length];
    int stride = 1;
    int step = 1;
    for (int axis = sizes.length - 1; axis >= 0; axis--) {
      boolean reduced = axis >= first && axis < end;
      places[axis] = reduced ? 0 : stride;
      steps[axis] = reduced ? step : 0;
      stride *= reduced ? 1 : sizes[axis];
      step *= reduced ? sizes[axis] : 1;
    }
    Runnable rows =
        reduce.inner() == 1
            ? () -> reduceRow(reduce, writer, counters, steps)
            : () -> reduceColumn(reduce, writer, counters);
    nest(
        sizes,
        counters,
        0,
        first,
        () ->
            nest(
                sizes,
                counters,
                end,
                sizes.length,
                () -> {
                  array(reduce.outputs().getFirst());
                  Arrays.fill(counters, first, end, NONE);
                  index(reduce.outputs().getFirst().start(), counters, places);
                  rows.run();
                  code.fastore();
                }));
  }

  /// Leaves the result on the stack. A row is summed in an order of its own, see [Fold#row].
  private void reduceRow(ReduceKernel reduce, ProgramWriter writer, int[] counters, int[] steps) {
    int[] sizes = reduce.program().shape().toArray();
    nest(
        sizes,
        counters,
        reduce.firstAxis(),
        reduce.endAxis(),
        () -> {
          int x = writer.write(counters, NONE)[reduce.register()];
          code.aload(scratch);
          index(0, counters, steps);
          code.fload(x).fastore();
        });
    ClassDesc kind = JavaCode.describe(Reduce.Kind.class);
    code.getstatic(kind, reduce.reduction().name(), kind);
    code.aload(scratch).iconst_0().loadConstant(reduce.reduced());
    code.invokestatic(
        JavaCode.describe(Fold.class),
        "row",
        MethodTypeDesc.of(CD_float, kind, CD_float.arrayType(), CD_int, CD_int));
  }

  /// Leaves the result on the stack.
  private void reduceColumn(ReduceKernel reduce, ProgramWriter writer, int[] counters) {
    int sum = code.allocateLocal(TypeKind.DOUBLE);
    code.loadConstant(Fold.empty(reduce.reduction())).dstore(sum);
    nest(
        reduce.program().shape().toArray(),
        counters,
        reduce.firstAxis(),
        reduce.endAxis(),
        () -> {
          int x = writer.write(counters, NONE)[reduce.register()];
          code.dload(sum).fload(x).f2d();
          switch (reduce.reduction()) {
            case SUM -> code.dadd();
            case MAX -> extreme("max");
            case MIN -> extreme("min");
            case LOG_SUM_EXP -> throw new IllegalArgumentException();
          }
          code.dstore(sum);
        });
    code.dload(sum).d2f();
  }

  private void extreme(String name) {
    code.invokestatic(MATH, name, MethodTypeDesc.of(CD_double, CD_double, CD_double));
  }

  /// Pushes a value's array.
  void array(Value value) {
    Integer local = locals.get(value.buffer());
    code.aload(java.util.Objects.requireNonNull(local));
  }

  /// Pushes `start + Σ counter·stride`.
  void index(int start, int[] counters, int[] strides) {
    code.loadConstant(start);
    for (int axis = 0; axis < counters.length; axis++) {
      if (counters[axis] != NONE && strides[axis] != 0) {
        code.iload(counters[axis]);
        if (strides[axis] != 1) {
          code.loadConstant(strides[axis]).imul();
        }
        code.iadd();
      }
    }
  }

  /// Loops over axes `from` … `end − 1`, whose counters are noted.
  private void nest(int[] sizes, int[] counters, int from, int end, Runnable body) {
    if (from >= end) {
      body.run();
      return;
    }
    loop(
        sizes[from],
        counter -> {
          counters[from] = counter;
          nest(sizes, counters, from + 1, end, body);
        });
  }

  private void loop(int size, IntConsumer body) {
    if (size == 0) {
      return;
    }
    if (size == 1) {
      body.accept(NONE);
      return;
    }
    int counter = code.allocateLocal(TypeKind.INT);
    code.iconst_0().istore(counter);
    Label again = code.newBoundLabel();
    body.accept(counter);
    code.iinc(counter, 1).iload(counter).loadConstant(size).if_icmplt(again);
  }
}
