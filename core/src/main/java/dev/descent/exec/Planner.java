package dev.descent.exec;

import dev.descent.kernel.Kernel;
import dev.descent.kernel.PackKernel;
import dev.descent.kernel.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Makes a plan of a tape: simplify, fuse, order in phases, merge what goes row by row, lay out
/// memory.
///
/// All kernels of a phase may run at the same time, and phases run one after the other; a kernel's
/// phase is the earliest behind all that it needs.
final class Planner {
  private final Tape tape;
  private final List<Unit> units;
  private final Value[] slots;
  private final Value[] results;
  private final int[] donors;
  private final Map<Unit, Set<Unit>> before = new HashMap<>();
  private final Map<Value, Unit> writers = new HashMap<>();

  private Planner(Tape tape) {
    this.tape = tape;
    Simplifier simplifier = new Simplifier(tape);
    Fuser fuser = new Fuser();
    this.slots = new Value[tape.slots()];
    for (int slot = 0; slot < slots.length; slot++) {
      slots[slot] = fuser.value(simplifier.slot(slot));
    }
    this.units = fuser.fuse(simplifier.order());
    this.results = results(simplifier, fuser);
    fuser.finish();
    fuser.chain(results);
    this.donors = new int[results.length];
  }

  static Plan plan(Tape tape) {
    Planner planner = new Planner(tape);
    planner.orderByData();
    planner.orderDonations();
    planner.mergeRows();
    List<List<Kernel>> phases = planner.phases();
    return new Plan(
        phases,
        MemoryPlan.of(phases, planner.slots, planner.results),
        planner.results,
        planner.donors);
  }

  /// Gives every root a value of its own.
  private Value[] results(Simplifier simplifier, Fuser fuser) {
    Value[] values = new Value[tape.roots()];
    Set<Node> taken = new HashSet<>();
    for (int root = 0; root < values.length; root++) {
      Node node = simplifier.root(root);
      boolean computed = node.unit != null && taken.add(node);
      if (computed) {
        values[root] = fuser.value(node);
      } else {
        values[root] = new Value(node.shape, node.dtype);
        fuser.copyTo(node, values[root]);
      }
    }
    return values;
  }

  private void orderByData() {
    for (Unit unit : units) {
      unit.kernel().outputs().forEach(output -> writers.put(output.base(), unit));
    }
    for (Unit unit : units) {
      Set<Unit> needed = new HashSet<>();
      for (Value input : unit.kernel().inputs()) {
        Unit writer = writers.get(input.base());
        if (writer != null) {
          needed.add(writer);
        }
      }
      before.put(unit, needed);
    }
  }

  /// Lets results take the memory of the leaves that they replace, where every other reader of the
  /// leaf can run before the writer; elsewhere they get memory of their own.
  private void orderDonations() {
    for (int root = 0; root < results.length; root++) {
      donors[root] = -1;
      int slot = tape.donorSlot(root);
      Unit writer = writers.get(results[root].base());
      if (slot < 0 || writer == null) {
        continue;
      }
      List<Unit> readers = new ArrayList<>();
      boolean possible = true;
      for (Unit unit : units) {
        if (unit.kernel().inputs().stream().anyMatch(input -> input.base() == slots[slot])) {
          if (unit == writer) {
            possible &= unit.kernel().canOverwrite(slots[slot], results[root]);
          } else {
            possible &= !needs(unit, writer, new HashSet<>());
            readers.add(unit);
          }
        }
      }
      if (possible) {
        donors[root] = slot;
        needed(writer).addAll(readers);
      }
    }
  }

  private void mergeRows() {
    Set<Value> inPlace = new HashSet<>();
    for (int root = 0; root < results.length; root++) {
      if (donors[root] >= 0) {
        inPlace.add(results[root].base());
      }
    }
    new RowMerge(units, before, inPlace).merge();
  }

  private Set<Unit> needed(Unit unit) {
    return java.util.Objects.requireNonNull(before.get(unit));
  }

  private boolean needs(Unit unit, Unit other, Set<Unit> seen) {
    List<Unit> open = new ArrayList<>(List.of(unit));
    while (!open.isEmpty()) {
      Unit next = open.removeLast();
      if (next == other) {
        return true;
      }
      if (seen.add(next)) {
        open.addAll(needed(next));
      }
    }
    return false;
  }

  private List<List<Kernel>> phases() {
    Map<Unit, Integer> phase = earliestPhases();
    delayCopies(phase);
    List<List<Kernel>> phases = new ArrayList<>();
    for (Unit unit : units) {
      int own = phase.getOrDefault(unit, 0);
      while (phases.size() <= own) {
        phases.add(new ArrayList<>());
      }
      phases.get(own).add(unit.kernel());
    }
    return phases;
  }

  private Map<Unit, Integer> earliestPhases() {
    Map<Unit, Integer> phase = new HashMap<>();
    List<Unit> open = new ArrayList<>(units.reversed());
    while (!open.isEmpty()) {
      Unit unit = open.getLast();
      List<Unit> missing = needed(unit).stream().filter(u -> !phase.containsKey(u)).toList();
      if (missing.isEmpty()) {
        open.removeLast();
        phase.put(
            unit,
            needed(unit).stream().mapToInt(u -> phase.getOrDefault(u, 0) + 1).max().orElse(0));
      } else {
        open.addAll(missing);
      }
    }
    return phase;
  }

  /// Copies for a product are made just before it: else those of all layers' inputs would be kept
  /// from the forward pass to the backward pass.
  private void delayCopies(Map<Unit, Integer> phase) {
    Map<Unit, Integer> firstReader = new HashMap<>();
    for (Unit unit : units) {
      for (Unit other : needed(unit)) {
        firstReader.merge(other, phase.getOrDefault(unit, 0), Math::min);
      }
    }
    firstReader.forEach((unit, reader) -> {
      if (unit.kernel() instanceof PackKernel) {
        phase.put(unit, reader - 1);
      }
    });
  }
}
