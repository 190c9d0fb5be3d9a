package dev.descent.kernel;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Runs a fused group of elementwise operations: by machine code where that can do it, otherwise by
/// instructions on registers.
///
/// @param program the group
/// @param machine its machine code; null if it has none
public record LoopKernel(Program program, @Nullable LoopCode machine) implements Kernel {
  /// The most arrays that machine code reads and writes.
  public static final int MOST_ARRAYS = VectorProgram.MOST_PLACES;

  /// The most numbers that it uses, each the same for all elements.
  public static final int MOST_NUMBERS = VectorProgram.MOST_NUMBERS;

  /// Runs a group by instructions on registers.
  public LoopKernel(Program program) {
    this(program, null);
  }

  /// Whether a call of machine code costs less than the work.
  public boolean isWorthCompiling() {
    return program.shape().count() >= FEWEST_COMPILED;
  }

  /// The same, by machine code if that can do it. The program must be complete.
  public LoopKernel compiled() {
    return new LoopKernel(program, LoopCode.of(program));
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
    int end = Math.min(program.shape().count(), start + tileLength());
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
