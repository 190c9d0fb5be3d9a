package dev.descent.kernel;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Runs a fused group of elementwise operations: by machine code where that can do it, otherwise by
/// instructions on registers.
///
/// @param program the group
/// @param machine its machine code; null if it has none
public record LoopKernel(Program program, @Nullable LoopCode machine) implements RowKernel {
  /// The most arrays that machine code reads and writes.
  public static final int MOST_ARRAYS = VectorProgram.MOST_PLACES;

  /// The most numbers that it uses, each the same for all elements.
  public static final int MOST_NUMBERS = VectorProgram.MOST_NUMBERS;

  /// Runs a group by instructions on registers.
  public LoopKernel(Program program) {
    this(program, null);
  }

  @Override
  public LoopKernel compiled() {
    return program.shape().count() < FEWEST_COMPILED
        ? this
        : new LoopKernel(program, LoopCode.of(program));
  }

  // A call of machine code costs as much as some dozens of elements.
  private static final int FEWEST_COMPILED = 64;
  private static final int SHORTEST_TILE = Scratch.LENGTH / 4;
  private static final int LONGEST_TILE = 8 * Scratch.LENGTH;

  /// A whole number of the shortest tiles.
  private int tileLength() {
    int length = Costs.TILE / program.cost() / SHORTEST_TILE * SHORTEST_TILE;
    return Math.clamp(length, SHORTEST_TILE, LONGEST_TILE);
  }

  @Override
  public int tiles() {
    int length = tileLength();
    return (program.shape().count() + length - 1) / length;
  }

  @Override
  public void run(int tile, Memory memory) {
    int start = tile * tileLength();
    runElements(start, Math.min(program.shape().count(), start + tileLength()), memory);
  }

  @Override
  public int rows() {
    return program.rows();
  }

  @Override
  public boolean readsByRows(Value value) {
    return program.readsByRows(value);
  }

  @Override
  public void runRows(int first, int end, Memory memory) {
    int row = program.shape().count() / rows();
    int length = tileLength(); // the garbage collector waits for a call of machine code
    for (int start = first * row; start < end * row; start += length) {
      runElements(start, Math.min(end * row, start + length), memory);
    }
  }

  private void runElements(int start, int end, Memory memory) {
    if (machine != null) {
      machine.run(memory, start, end);
    } else {
      run(program, memory, start, end);
    }
  }

  /// Runs a program for elements `start` … `end − 1`.
  static void run(Program program, Memory memory, int start, int end) {
    Scratch scratch = Scratch.local();
    program.prepare(memory, scratch);
    for (int from = start; from < end; from += Scratch.LENGTH) {
      program.run(memory, scratch, from, Math.min(Scratch.LENGTH, end - from));
    }
  }

  @Override
  public List<Value> inputs() {
    return program.inputs();
  }

  @Override
  public List<Value> outputs() {
    return program.outputs();
  }

  @Override
  public boolean canOverwrite(Value input, Value output) {
    return program.canOverwrite(input, output);
  }

  @Override
  public String kind() {
    return program.length() > 1 ? "fused" : program.length() == 1 ? "elementwise" : "copy";
  }

  @Override
  public String detail() {
    return program.detail();
  }

  @Override
  public long work() {
    return (long) program.shape().count() * (program.length() + 2);
  }
}
