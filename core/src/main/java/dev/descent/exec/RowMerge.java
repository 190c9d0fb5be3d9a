package dev.descent.exec;

import dev.descent.kernel.FusedProductKernel;
import dev.descent.kernel.RowKernel;
import dev.descent.kernel.RowPass;
import dev.descent.kernel.Value;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Makes one kernel of several, of which each needs only those rows of the others' results that it
/// computes: so that a tile of rows goes through all of them while it is in the cache, and no
/// thread waits for the others in between.
final class RowMerge {
  private final List<Unit> units;
  private final Map<Unit, Set<Unit>> before;
  private final Set<Value> inPlace;

  /// @param before for each unit those that must run earlier; what is merged takes its place there
  /// @param inPlace results that take the memory of a leaf, which other rows may still need
  RowMerge(List<Unit> units, Map<Unit, Set<Unit>> before, Set<Value> inPlace) {
    this.units = units;
    this.before = before;
    this.inPlace = inPlace;
  }

  /// Merges what follows each product, where it is worth it.
  void merge() {
    for (Unit unit : List.copyOf(units)) {
      if (units.contains(unit)
          && unit.kernel() instanceof FusedProductKernel product
          && RowPass.isWorthwhile(product.rows())
          && canTakePart(unit, product.rows())) {
        List<Unit> members = members(unit, product.rows());
        long work = members.stream().mapToLong(member -> member.kernel().work()).sum();
        if (members.size() > 1 && work >= Plan.SMALL) {
          replace(members);
        }
      }
    }
  }

  private boolean canTakePart(Unit unit, int rows) {
    return unit.kernel() instanceof RowKernel kernel
        && kernel.rows() == rows
        && kernel.outputs().stream().noneMatch(output -> inPlace.contains(output.base()));
  }

  /// The first and all that can go with it, in the order in which they need each other.
  private List<Unit> members(Unit first, int rows) {
    List<Unit> members = new ArrayList<>(List.of(first));
    boolean grown = true;
    while (grown) {
      grown = false;
      for (Unit unit : units) {
        if (!members.contains(unit)
            && canTakePart(unit, rows)
            && readsOnlyRows((RowKernel) unit.kernel(), members)
            && needed(unit).stream().noneMatch(other -> comesBetween(other, members))) {
          members.add(unit);
          grown = true;
        }
      }
    }
    return members;
  }

  private static boolean readsOnlyRows(RowKernel kernel, List<Unit> members) {
    boolean reads = false;
    for (Unit member : members) {
      for (Value output : member.kernel().outputs()) {
        if (kernel.inputs().stream().anyMatch(input -> input.base() == output.base())) {
          reads = true;
          if (!kernel.readsByRows(output)) {
            return false;
          }
        }
      }
    }
    return reads;
  }

  /// Whether a unit that is no member needs one.
  private boolean comesBetween(Unit unit, List<Unit> members) {
    if (members.contains(unit)) {
      return false;
    }
    Set<Unit> seen = new HashSet<>();
    List<Unit> open = new ArrayList<>(List.of(unit));
    while (!open.isEmpty()) {
      Unit next = open.removeLast();
      if (members.contains(next)) {
        return true;
      }
      if (seen.add(next)) {
        open.addAll(needed(next));
      }
    }
    return false;
  }

  private void replace(List<Unit> members) {
    List<RowKernel> kernels = members.stream().map(member -> (RowKernel) member.kernel()).toList();
    Unit merged = new Unit(members.getFirst().position, new RowPass(kernels));
    Set<Unit> needs = new LinkedHashSet<>();
    members.forEach(member -> needs.addAll(needed(member)));
    members.forEach(needs::remove);
    units.set(units.indexOf(members.getFirst()), merged);
    units.removeAll(members);
    members.forEach(before::remove);
    before.put(merged, needs);
    for (Set<Unit> others : before.values()) {
      if (others.removeAll(members)) {
        others.add(merged);
      }
    }
  }

  private Set<Unit> needed(Unit unit) {
    return java.util.Objects.requireNonNull(before.get(unit));
  }
}
