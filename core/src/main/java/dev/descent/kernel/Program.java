package dev.descent.kernel;

import dev.descent.tensor.Binary;
import dev.descent.tensor.DType;
import dev.descent.tensor.Layout;
import dev.descent.tensor.Shape;
import dev.descent.tensor.Unary;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A fused group of elementwise operations over one shape: straight-line code on registers of
/// [Scratch#LENGTH] elements. Intermediate results stay in the first-level cache and never reach
/// memory.
///
/// - **Source** the vectorised interpreter of MonetDB/X100 (Boncz et al. 2005)
public final class Program {
  private final Shape shape;
  private final List<Instruction> uniform = new ArrayList<>();
  private final List<Instruction> code = new ArrayList<>();
  private final List<String> names = new ArrayList<>();
  private final Set<Value> inputs = new LinkedHashSet<>();
  private final List<Value> flatInputs = new ArrayList<>();
  private final Set<Value> stridedInputs = new LinkedHashSet<>();
  private final List<Value> outputs = new ArrayList<>();
  private int registers;
  private int cost;

  // The code of a program that runs is complete.
  private Instruction @Nullable [] flat;

  /// An empty program.
  ///
  /// @param shape of which each register holds a part
  public Program(Shape shape) {
    this.shape = shape;
  }

  /// The shape.
  public Shape shape() {
    return shape;
  }

  /// Appends the reading of an operand, broadcast to the program's shape.
  ///
  /// @return the register
  public int load(Operand operand) {
    Operand seen = new Operand(operand.value(), broadcast(operand.layout()));
    inputs.add(operand.value());
    Strides strides = new Strides(seen.layout());
    boolean whole = strides.isFlat() && operand.layout().offset() == 0;
    if (whole) {
      flatInputs.add(operand.value());
    } else {
      stridedInputs.add(operand.value());
    }
    if (strides.isSingle() && !whole && shape.count() > 0) {
      uniform.add(new Instruction.Splat(operand.value(), strides.position(0), registers));
      return registers++;
    }
    return append(new Instruction.Load(seen, strides, registers), "");
  }

  /// Appends the reading of rows.
  ///
  /// @param source a row-major operand `[rows, ...]`
  /// @param indices int32, one for each row of the program's shape
  /// @param indexRank the number of axes of the indices
  /// @return the register
  public int gather(Operand source, Value indices, int indexRank) {
    int width = 1;
    for (int axis = indexRank; axis < shape.rank(); axis++) {
      width *= shape.size(axis);
    }
    inputs.add(source.value());
    inputs.add(indices);
    stridedInputs.add(source.value());
    stridedInputs.add(indices);
    int rows = source.shape().size(0);
    return append(
        new Instruction.Gather(source, indices, rows, Math.max(width, 1), registers), "take");
  }

  /// Appends the index along the last axis of `layoutShape`, broadcast.
  ///
  /// @return the register
  public int index(Layout layout) {
    Layout seen = broadcast(layout);
    return append(new Instruction.Index(seen, new Strides(seen), registers), "iota");
  }

  /// Appends a number.
  ///
  /// @return the register
  public int fill(float value) {
    uniform.add(new Instruction.Fill(value, registers));
    return registers++;
  }

  /// Appends an operation on one register.
  ///
  /// @return the register
  public int apply(Unary op, int x) {
    cost += Costs.of(op) - 1;
    return append(new Instruction.Apply1(op, x, registers), op.label());
  }

  /// Appends an operation on two registers.
  ///
  /// @return the register
  public int apply(Binary op, int a, int b) {
    cost += Costs.of(op) - 1;
    return append(new Instruction.Apply2(op, a, b, registers), op.label());
  }

  /// Appends a choice.
  ///
  /// @return the register
  public int choose(int condition, int then, int otherwise) {
    return append(new Instruction.Choose(condition, then, otherwise, registers), "where");
  }

  /// Appends a conversion.
  ///
  /// @return the register
  public int convert(DType to, int x) {
    return append(new Instruction.Convert(to, x, registers), "cast");
  }

  /// Appends the writing of a register to a value of the program's shape.
  public void store(int register, Value value) {
    outputs.add(value);
    code.add(new Instruction.Store(value, register));
    cost++;
  }

  /// Makes the program read a value, of which it reads all elements in their order, from the
  /// thread's scratch.
  void readFromScratch(Value value) {
    code.replaceAll(instruction ->
        instruction instanceof Instruction.Load load
                && load.operand().value().base() == value.base()
            ? new Instruction.LoadResult(load.to())
            : instruction);
  }

  private int append(Instruction instruction, String name) {
    code.add(instruction);
    cost++;
    if (!name.isEmpty()) {
      names.add(name);
    }
    return registers++;
  }

  private Layout broadcast(Layout layout) {
    int[] strides = new int[shape.rank()];
    int shift = shape.rank() - layout.shape().rank();
    for (int axis = 0; axis < layout.shape().rank(); axis++) {
      strides[axis + shift] = layout.shape().size(axis) == 1 ? 0 : layout.strides()[axis];
    }
    return new Layout(shape, layout.offset(), strides);
  }

  /// Fills the registers that hold one number each: to be called before a series of [#run] on the
  /// same thread.
  void prepare(Memory memory, Scratch scratch) {
    float[][] files = scratch.registers(registers);
    for (int i = 0; i < uniform.size(); i++) {
      uniform.get(i).run(memory, files, 0, Math.min(Scratch.LENGTH, shape.count()));
    }
  }

  /// Runs the program for elements `from` … `from + n − 1`, at most a register's length.
  ///
  /// @return the registers
  float[][] run(Memory memory, Scratch scratch, int from, int n) {
    float[][] files = scratch.registers(registers);
    Instruction[] instructions = flat;
    if (instructions == null) {
      instructions = code.toArray(Instruction[]::new);
      flat = instructions;
    }
    for (Instruction instruction : instructions) {
      instruction.run(memory, files, from, n);
    }
    return files;
  }

  /// The instructions that fill registers with one number each.
  List<Instruction> uniform() {
    return uniform;
  }

  /// The instructions for each element, in order.
  List<Instruction> code() {
    return code;
  }

  /// The number of registers.
  int registers() {
    return registers;
  }

  /// What is read.
  List<Value> inputs() {
    return List.copyOf(inputs);
  }

  /// What is written.
  List<Value> outputs() {
    return List.copyOf(outputs);
  }

  /// Whether each element of the value is read only where the result's element in its place is
  /// written.
  boolean readsInPlace(Value value) {
    return flatInputs.stream().anyMatch(input -> input.base() == value.base())
        && stridedInputs.stream().noneMatch(input -> input.base() == value.base())
        && value.shape().count() == shape.count();
  }

  /// The number of rows, that is, indices of the first axis; 0 if there is none.
  int rows() {
    return shape.rank() == 0 ? 0 : shape.size(0);
  }

  /// Whether of a value that has as many rows, each is read only for the same row.
  boolean readsByRows(Value value) {
    if (rows() == 0) {
      return false;
    }
    boolean asNumber =
        uniform.stream()
            .anyMatch(fill ->
                fill instanceof Instruction.Splat splat && splat.value().base() == value.base());
    return !asNumber
        && code.stream()
            .allMatch(instruction ->
                switch (instruction) {
                  case Instruction.Load load ->
                      load.operand().value().base() != value.base()
                          || load.operand().isByRows(rows());
                  case Instruction.Gather gather ->
                      gather.source().value().base() != value.base()
                          && gather.indices().base() != value.base();
                  default -> true;
                });
  }

  /// Whether each element of `input` is read only where the element in its place of `output`, which
  /// the program writes, is written later.
  boolean canOverwrite(Value input, Value output) {
    int lastRead = -1;
    int firstWrite = code.size();
    for (int at = 0; at < code.size(); at++) {
      switch (code.get(at)) {
        case Instruction.Load load when load.operand().value().base() == input.base() ->
            lastRead = at;
        case Instruction.Store store when store.value().base() == output.base() ->
            firstWrite = Math.min(firstWrite, at);
        default -> {}
      }
    }
    return readsInPlace(input) && lastRead < firstWrite;
  }

  /// The number of operations an element.
  int length() {
    return names.size();
  }

  /// The time that an element takes, in that of an addition.
  int cost() {
    return Math.max(1, cost);
  }

  /// The operations, in order.
  String detail() {
    return names.isEmpty() ? "copy" : String.join(" ", names);
  }
}
