package dev.descent.kernel;

import dev.descent.tensor.Reduce;
import dev.descent.tensor.Shape;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reduces the result of a fused group over neighbouring axes.
///
/// The group's shape is seen as `[outer, reduced, inner]`; the reduced axis is cut into parts of
/// fixed size, and the result is `[outer, parts, inner]`: more than one part needs a second
/// reduction. Sums are taken in double precision, in an order of their own ([Fold]).
public final class ReduceKernel implements RowKernel {
  /// The number of elements above which the reduced axis is cut.
  public static final int PART = 1 << 15;

  // More than are written as Java code.
  private static final int FEWEST_COMPILED = 1024;

  private final Program program;
  private final int register;
  private final Reduce.Kind reduction;
  private final Value output;
  private final int firstAxis;
  private final int endAxis;
  private final int reduced;
  private final int inner;
  private final int part;
  private final int parts;
  private final int columns;
  private final int columnTiles;
  private final int rows;
  private final int rowTiles;
  private final @Nullable ReduceCode machine;

  /// A reduction.
  ///
  /// @param program computes the elements
  /// @param register holds them
  /// @param firstAxis the first reduced axis of the program's shape
  /// @param endAxis the axis behind the last reduced one
  /// @param part the length of a part of the reduced axis
  /// @param output receives the result, `[outer, parts, inner]`
  public ReduceKernel(
      Program program,
      int register,
      Reduce.Kind reduction,
      int firstAxis,
      int endAxis,
      int part,
      Value output) {
    this(program, register, reduction, firstAxis, endAxis, part, output, null);
  }

  private ReduceKernel(
      Program program,
      int register,
      Reduce.Kind reduction,
      int firstAxis,
      int endAxis,
      int part,
      Value output,
      @Nullable ReduceCode machine) {
    this.machine = machine;
    this.program = program;
    this.register = register;
    this.reduction = reduction;
    this.output = output;
    this.part = part;
    this.firstAxis = firstAxis;
    this.endAxis = endAxis;
    Shape shape = program.shape();
    int outer = product(shape, 0, firstAxis);
    this.reduced = product(shape, firstAxis, endAxis);
    this.inner = product(shape, endAxis, shape.rank());
    this.parts = parts(reduced, part);
    this.rows = outer * parts;
    this.columns = Math.min(inner, Parameters.MOST_SUMS);
    this.columnTiles = inner == 0 ? 0 : (inner + columns - 1) / columns;
    long cost = (long) program.cost() + Costs.of(reduction);
    long work = Math.max(1, cost * Math.min(reduced, part) * columns);
    this.rowTiles =
        inner > columns ? rows : (int) ((rows + rowsPerTile(work) - 1) / rowsPerTile(work));
  }

  /// There is machine code for sums.
  @Override
  public ReduceKernel compiled() {
    int ofACall = inner == 1 ? reduced : Math.min(reduced, part) * Math.min(inner, columns);
    boolean worthwhile =
        reduction == Reduce.Kind.SUM
            && ofACall >= Fold.FEWEST_IN_LANES
            && program.shape().count() >= FEWEST_COMPILED;
    ReduceCode code =
        worthwhile
            ? ReduceCode.of(program, register, inner > 1 ? inner : reduced, inner == 1)
            : null;
    return code == null
        ? this
        : new ReduceKernel(program, register, reduction, firstAxis, endAxis, part, output, code);
  }

  boolean isCompiled() {
    return machine != null;
  }

  private static long rowsPerTile(long work) {
    return Math.max(1, Costs.TILE / work);
  }

  /// The number of parts into which an axis is cut.
  public static int parts(int reduced, int part) {
    return Math.max(1, (reduced + part - 1) / part);
  }

  private static int product(Shape shape, int from, int to) {
    int product = 1;
    for (int axis = from; axis < to; axis++) {
      product *= shape.size(axis);
    }
    return product;
  }

  Program program() {
    return program;
  }

  /// The register that is reduced.
  int register() {
    return register;
  }

  Reduce.Kind reduction() {
    return reduction;
  }

  int firstAxis() {
    return firstAxis;
  }

  /// The axis behind the last reduced one.
  int endAxis() {
    return endAxis;
  }

  /// How many elements become one.
  int reduced() {
    return reduced;
  }

  /// How many elements the axes behind the reduced ones have.
  int inner() {
    return inner;
  }

  /// Whether the reduced axis is not cut.
  boolean isOfOnePart() {
    return parts == 1;
  }

  @Override
  public int tiles() {
    return rowTiles * columnTiles;
  }

  /// Of the first axis, unless that is reduced, or what belongs to one of them is spread.
  @Override
  public int rows() {
    return firstAxis > 0 && parts == 1 && columnTiles == 1 ? program.rows() : 0;
  }

  @Override
  public boolean readsByRows(Value value) {
    return program.readsByRows(value);
  }

  @Override
  public void runRows(int first, int end, Memory memory) {
    int results = rows / rows();
    run(first * results, end * results, 0, inner, memory);
  }

  @Override
  public void run(int tile, Memory memory) {
    int firstColumn = tile % columnTiles * columns;
    int rowTile = tile / columnTiles;
    run(
        (int) ((long) rows * rowTile / rowTiles),
        (int) ((long) rows * (rowTile + 1) / rowTiles),
        firstColumn,
        Math.min(columns, inner - firstColumn),
        memory);
  }

  private void run(int firstRow, int endRow, int firstColumn, int width, Memory memory) {
    Scratch scratch = Scratch.local();
    float[] out = memory.floats(output);
    if (machine != null) {
      sums(machine, memory, scratch, firstRow, endRow, firstColumn, width);
      return;
    }
    program.prepare(memory, scratch);
    if (inner == 1 && reduced <= Scratch.LENGTH && parts == 1) {
      shortRows(memory, scratch, firstRow, endRow, out);
      return;
    }
    for (int row = firstRow; row < endRow; row++) {
      Fold fold = new Fold(reduction, scratch, width);
      int from = row % parts * part;
      int end = Math.min(reduced, from + part);
      long start = ((long) (row / parts) * reduced) * inner + firstColumn;
      int step = width == inner ? Math.max(1, Scratch.LENGTH / Math.max(inner, 1)) : 1;
      for (int r = from; r < end; r += step) {
        int lines = Math.min(step, end - r);
        int length = width == inner ? lines * inner : width;
        float[] x = elements(memory, scratch, (int) (start + (long) r * inner), length);
        fold.add(x, lines);
      }
      fold.store(out, output.start() + row * inner + firstColumn);
    }
  }

  private float[] elements(Memory memory, Scratch scratch, int from, int n) {
    if (reduction == Reduce.Kind.LOG_SUM_EXP) { // which overwrites what it has read
      program.prepare(memory, scratch);
    }
    return program.run(memory, scratch, from, n)[register];
  }

  private void sums(
      ReduceCode machine,
      Memory memory,
      Scratch scratch,
      int firstRow,
      int endRow,
      int firstColumn,
      int width) {
    float[] out = memory.floats(output);
    for (int row = firstRow; row < endRow; row++) {
      int from = row % parts * part;
      int count = Math.min(part, reduced - from);
      int to = output.start() + row * inner + firstColumn;
      if (inner == 1) {
        out[to] = (float) machine.row(memory, row / parts, from, count, scratch.accumulators);
      } else {
        int line = row / parts * reduced + from;
        machine.columns(memory, line, count, firstColumn, width, out, to);
      }
    }
  }

  private void shortRows(Memory memory, Scratch scratch, int firstRow, int endRow, float[] out) {
    int step = Math.max(1, Scratch.LENGTH / Math.max(1, reduced));
    for (int row = firstRow; row < endRow; row += step) {
      int count = Math.min(step, endRow - row);
      float[] x = elements(memory, scratch, row * reduced, count * reduced);
      if (reduction == Reduce.Kind.LOG_SUM_EXP) {
        Fold.logSumExpOfRows(x, count, reduced, scratch.maxima, out, output.start() + row);
        continue;
      }
      for (int i = 0; i < count; i++) {
        out[output.start() + row + i] = Fold.row(reduction, x, i * reduced, reduced);
      }
    }
  }

  @Override
  public List<Value> inputs() {
    return program.inputs();
  }

  @Override
  public List<Value> outputs() {
    return List.of(output);
  }

  @Override
  public String kind() {
    return program.length() > 0 ? "fused reduce" : "reduce";
  }

  @Override
  public String detail() {
    String name = new Reduce(reduction, 0, false).label();
    return program.length() > 0 ? program.detail() + " " + name : name;
  }

  @Override
  public long work() {
    return (long) program.shape().count() * (program.length() + 2);
  }
}
