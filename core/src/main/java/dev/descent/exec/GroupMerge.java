package dev.descent.exec;

import dev.descent.kernel.LoopKernel;
import dev.descent.tensor.MatMul;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// Makes one group of two, of which the later needs the earlier, where that saves a pass over
/// memory: if both read the same, as the moments and the update of Adam read the gradient, or if
/// nobody else needs the earlier one's results.
final class GroupMerge {
  private GroupMerge() {}

  /// Moves a group's nodes to the group that reads them, if nothing else needs them earlier.
  static void intoReaders(Unit group, List<Unit> units) {
    for (Unit reader : units) {
      if (reader != group && !reader.group.isEmpty() && canMove(group, reader)) {
        group.group.forEach(node -> node.unit = reader);
        reader.group.addAll(0, group.group);
        units.remove(group);
        return;
      }
    }
  }

  private static boolean canMove(Unit group, Unit reader) {
    return !group.group.isEmpty()
        && group.position < reader.position
        && group.group.getFirst().shape.equals(reader.group.getFirst().shape)
        && group.group.size() + reader.group.size() <= Simplifier.LONGEST_GROUP
        && isReadBy(group, reader)
        && (isForOnly(group, reader) || readSame(group, reader))
        && keepsProducts(group, reader)
        && arrays(group, reader) <= LoopKernel.MOST_ARRAYS
        && numbers(group, reader) <= LoopKernel.MOST_NUMBERS;
  }

  /// Whether the reader needs some of the group, and all others come after it.
  private static boolean isReadBy(Unit group, Unit reader) {
    boolean found = false;
    for (Node node : group.group) {
      for (Node user : node.users) {
        if (user.unit == null
            || (user.unit != group
                && user.unit != reader
                && user.unit.position <= reader.position)) {
          return false;
        }
        found |= user.unit == reader;
      }
    }
    return found;
  }

  /// Whether the reader follows each product that the group follows, so that it can be computed in
  /// the product's registers as the group could.
  private static boolean keepsProducts(Unit group, Unit reader) {
    Set<Node> ofReader = arraysRead(reader, group);
    return arraysRead(group, reader).stream()
        .allMatch(node -> !(node.op instanceof MatMul) || ofReader.contains(node));
  }

  /// Whether nothing of the group need reach memory once it is the reader's.
  private static boolean isForOnly(Unit group, Unit reader) {
    return group.group.stream().noneMatch(node -> Fuser.isNeededOutside(node, group, reader));
  }

  private static boolean readSame(Unit group, Unit reader) {
    return !Collections.disjoint(arraysRead(group, reader), arraysRead(reader, group));
  }

  /// What a group reads that neither computes, but for single numbers.
  private static Set<Node> arraysRead(Unit group, Unit other) {
    Set<Node> arrays = new HashSet<>();
    for (Node node : group.group) {
      for (Node input : node.inputs) {
        if (!input.isConstant()
            && input.shape.count() > 1
            && (input.unit == null || (input.unit != group && input.unit != other))) {
          arrays.add(input);
        }
      }
    }
    return arrays;
  }

  /// How many single numbers the two read, at most.
  private static long numbers(Unit group, Unit reader) {
    return Stream.concat(group.group.stream(), reader.group.stream())
        .flatMap(node -> node.inputs.stream())
        .filter(input -> input.isConstant() || input.shape.count() == 1)
        .distinct()
        .count();
  }

  private static long arrays(Unit group, Unit reader) {
    Set<Node> arrays = arraysRead(group, reader);
    arrays.addAll(arraysRead(reader, group));
    long written =
        Stream.concat(group.group.stream(), reader.group.stream())
            .filter(node -> Fuser.isNeededOutside(node, group, reader))
            .count();
    return arrays.size() + written;
  }
}
