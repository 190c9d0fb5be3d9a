package dev.descent.kernel;

import java.util.List;

/// Runs a fused group of elementwise operations.
public record LoopKernel(Program program) implements Kernel {
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
    run(program, memory, start, Math.min(program.shape().count(), start + tileLength()));
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
  public boolean canOverwrite(Value input) {
    return program.readsInPlace(input);
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
