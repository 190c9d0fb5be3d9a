package dev.descent.exec;

import dev.descent.kernel.JavaCode;
import dev.descent.kernel.Kernel;
import dev.descent.kernel.Memory;
import dev.descent.kernel.Value;
import dev.descent.kernel.WorkerPool;
import dev.descent.tensor.DType;
import dev.descent.tensor.Graph;
import dev.descent.tensor.Shape;
import dev.descent.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What a tape compiles to: kernels in phases, and where everything lies. A plan holds no tensor
/// and no data, and can be run again and again with other leaves.
final class Plan implements WorkerPool.Task {
  /// The work below which waking other threads costs more than they save, in elementary operations.
  static final long SMALL = 1 << 16;

  /// The work of a phase below which waiting for other threads costs more than they save.
  private static final long SMALL_PHASE = 1 << 14;

  /// The runs after which it is worth to write code for a small plan.
  private static final int WRITTEN_AFTER = 32;

  private static final int PARTS = 1 << 20;

  private final Kernel[][] phases;

  // Neighbouring small phases are one stage, which one thread runs; every other phase is one.
  private final int[] stageStarts;
  private final int[] tiles;

  // For each tile of a stage of several, which kernel it is of, and which of that kernel's it is.
  private final int[][] kernelOfTile;
  private final int[][] tileOfKernel;
  private final MemoryPlan layout;
  private final Value[] results;
  private final int[] donors;
  private final Memory memory;
  private final boolean small;
  private final int slots;
  private int runs;
  private @Nullable JavaCode written;

  /// @param donors for each result the slot whose memory it takes, or −1
  Plan(List<List<Kernel>> phases, MemoryPlan layout, Value[] results, int[] donors) {
    this.phases =
        phases.stream().map(kernels -> kernels.toArray(Kernel[]::new)).toArray(Kernel[][]::new);
    long[] work = new long[this.phases.length];
    for (int phase = 0; phase < work.length; phase++) {
      for (Kernel kernel : this.phases[phase]) {
        work[phase] += kernel.work();
      }
    }
    this.stageStarts = stageStarts(work);
    this.tiles = new int[stageStarts.length - 1];
    this.kernelOfTile = new int[tiles.length][];
    this.tileOfKernel = new int[tiles.length][];
    for (int stage = 0; stage < tiles.length; stage++) {
      Kernel[] phase = this.phases[stageStarts[stage]];
      tiles[stage] = isSerial(work[stageStarts[stage]]) ? 1 : tilesOf(phase);
      if (tiles[stage] > 1) {
        order(stage, phase);
      }
    }
    this.small = Arrays.stream(work).sum() < SMALL;
    this.layout = layout;
    this.results = results;
    this.donors = donors;
    int first = results.length == 0 ? MemoryPlan.ARENAS : results[0].buffer();
    this.slots = first - MemoryPlan.ARENAS;
    this.memory = new Memory(first + results.length);
  }

  private static boolean isSerial(long work) {
    return work < SMALL_PHASE;
  }

  private static int[] stageStarts(long[] work) {
    int[] starts = new int[work.length + 1];
    int stages = 0;
    for (int phase = 0; phase < work.length; phase++) {
      if (phase == 0 || !isSerial(work[phase]) || !isSerial(work[phase - 1])) {
        starts[stages++] = phase;
      }
    }
    starts[stages] = work.length;
    return Arrays.copyOf(starts, stages + 1);
  }

  private static int tilesOf(Kernel[] phase) {
    int tiles = 0;
    for (Kernel kernel : phase) {
      tiles += kernel.tiles();
    }
    return tiles;
  }

  /// Orders a stage's tiles by which part of their kernel's work they are: a thread, whose share is
  /// the same part of the tiles at each stage, then has the same part of each kernel, and what it
  /// wrote is what it reads.
  private void order(int stage, Kernel[] phase) {
    List<int[]> all = new ArrayList<>();
    for (int kernel = 0; kernel < phase.length; kernel++) {
      int count = phase[kernel].tiles();
      for (int tile = 0; tile < count; tile++) {
        all.add(new int[] {kernel, tile, (int) ((2L * tile + 1) * PARTS / (2L * count))});
      }
    }
    all.sort(Comparator.comparingInt(tile -> tile[2]));
    kernelOfTile[stage] = all.stream().mapToInt(tile -> tile[0]).toArray();
    tileOfKernel[stage] = all.stream().mapToInt(tile -> tile[1]).toArray();
  }

  /// Computes the roots of a tape that equals the plan's.
  void run(Tape tape, Arena arena, @Nullable WorkerPool pool) {
    Object[] made = run(tape.leaves(), arena, pool);
    for (int root = 0; root < made.length; root++) {
      Graph.fulfil(tape.root(root), made[root], this);
    }
  }

  /// Computes the results from given leaves, of which those whose memory is taken have no value
  /// afterwards.
  ///
  /// @param leaves one a slot at least
  /// @return the elements of the results
  Object[] run(@Nullable Tensor[] leaves, Arena arena, @Nullable WorkerPool pool) {
    if (runs < WRITTEN_AFTER) {
      runs++;
      improve();
    }
    arena.bind(memory, layout);
    for (int slot = 0; slot < slots; slot++) {
      memory.set(MemoryPlan.ARENAS + slot, storage(leaves[slot]));
    }
    Object[] made = new Object[results.length];
    for (int root = 0; root < results.length; root++) {
      made[root] = donors[root] >= 0 ? storage(leaves[donors[root]]) : allocate(results[root]);
      memory.set(results[root].buffer(), made[root]);
    }
    try {
      if (written != null) {
        written.run(memory);
      } else if (small || pool == null) {
        runAll(0, phases.length);
      } else {
        pool.run(tiles, tiles.length, this);
      }
    } finally {
      memory.clearFrom(0);
    }
    for (int donor : donors) {
      if (donor >= 0) {
        Graph.consume(Objects.requireNonNull(leaves[donor]));
      }
    }
    return made;
  }

  private void improve() {
    if (runs == 2) {
      compile();
    } else if (runs == WRITTEN_AFTER && small) {
      written = JavaCode.of(Arrays.stream(phases).flatMap(Arrays::stream).toList());
    }
  }

  /// Lets sums and the groups that follow no product become machine code, which a plan that runs
  /// once would not be worth. The results are the same to the last bit.
  private void compile() {
    for (Kernel[] phase : phases) {
      Arrays.setAll(phase, i -> phase[i].compiled());
    }
  }

  private static Object storage(@Nullable Tensor leaf) {
    return Objects.requireNonNull(Graph.storage(Objects.requireNonNull(leaf)));
  }

  private static Object allocate(Value value) {
    Shape shape = value.shape();
    DType dtype = value.dtype();
    return switch (dtype) {
      case FLOAT32 -> new float[shape.count()];
      case INT32 -> new int[shape.count()];
      case UINT8 -> new byte[shape.count()];
    };
  }

  private void runAll(int firstPhase, int endPhase) {
    for (int phase = firstPhase; phase < endPhase; phase++) {
      for (Kernel kernel : phases[phase]) {
        int count = kernel.tiles();
        for (int tile = 0; tile < count; tile++) {
          kernel.run(tile, memory);
        }
      }
    }
  }

  @Override
  public void run(int stage, int tile) {
    if (tiles[stage] == 1) {
      runAll(stageStarts[stage], stageStarts[stage + 1]);
      return;
    }
    phases[stageStarts[stage]][kernelOfTile[stage][tile]].run(tileOfKernel[stage][tile], memory);
  }

  /// The plan as a table.
  String explain() {
    return PlanTable.of(phases, layout, results, donors, written == null ? 0 : written.kernels());
  }
}
