package dev.descent.exec;

import dev.descent.kernel.ChainKernel;
import dev.descent.kernel.CopyKernel;
import dev.descent.kernel.FusedProductKernel;
import dev.descent.kernel.IndexKernels;
import dev.descent.kernel.Kernel;
import dev.descent.kernel.LoopKernel;
import dev.descent.kernel.Operand;
import dev.descent.kernel.ProductKernel;
import dev.descent.kernel.Program;
import dev.descent.kernel.ReduceKernel;
import dev.descent.kernel.Value;
import dev.descent.tensor.ArgReduce;
import dev.descent.tensor.Cast;
import dev.descent.tensor.DType;
import dev.descent.tensor.Iota;
import dev.descent.tensor.Layout;
import dev.descent.tensor.MatMul;
import dev.descent.tensor.Movement;
import dev.descent.tensor.RandomUniform;
import dev.descent.tensor.Reduce;
import dev.descent.tensor.ScatterAdd;
import dev.descent.tensor.Shape;
import dev.descent.tensor.Take;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Turns nodes into units of work.
///
/// Elementwise nodes of one shape join the group that computes one of their operands, if all their
/// other operands come from earlier units; those that only a reduction uses become part of the
/// reduction. Views cost nothing where their reader can follow strides, and a copy elsewhere.
final class Fuser {
  private final List<Unit> units = new ArrayList<>();
  private final Map<Node, Value> copies = new HashMap<>();
  private final Map<Value, Unit> copiers = new HashMap<>();

  /// Plans the nodes, operands before results.
  List<Unit> fuse(List<Node> nodes) {
    for (Node node : nodes) {
      if (node.isConstant() || node.isView() || node.isInline() || node.isAbsorbed()) {
        continue;
      }
      if (node.isFusible()) {
        join(node);
      } else {
        emit(node);
      }
    }
    for (Unit unit : List.copyOf(units)) {
      GroupMerge.intoReaders(unit, units);
    }
    return units;
  }

  /// Makes the fused groups kernels: to be called when it is known what else is read.
  void finish() {
    for (Unit unit : units) {
      if (unit.kernel == null) {
        Program program = new Program(unit.group.getFirst().shape);
        ProgramBuilder builder = new ProgramBuilder(this, program);
        for (Node node : unit.group) {
          int register = builder.register(node);
          if (isNeededOutside(node, unit, unit)) {
            program.store(register, value(node));
          }
        }
        unit.kernel = new LoopKernel(program);
      }
    }
  }

  /// Lets groups follow the products whose results they work on, where nothing else that they read
  /// comes later.
  void chain(Value[] results) {
    for (Unit unit : List.copyOf(units)) {
      if (!(unit.kernel instanceof ProductKernel product)) {
        continue;
      }
      Value result = product.outputs().getFirst().base();
      for (Unit follower : units) {
        if (follower.kernel instanceof LoopKernel group
            && group.inputs().stream()
                .allMatch(input -> input.base() == result || comesBefore(input, unit))) {
          boolean shared =
              List.of(results).contains(result)
                  || units.stream().anyMatch(other -> other != follower && reads(other, result));
          Kernel chained = chained(product, group, shared);
          if (chained != null) {
            unit.kernel = chained;
            units.remove(follower);
            break;
          }
        }
      }
    }
  }

  private static @Nullable Kernel chained(ProductKernel product, LoopKernel group, boolean shared) {
    Kernel fused = FusedProductKernel.of(product, group, shared);
    return fused == null && ChainKernel.fits(product, group)
        ? ChainKernel.of(product, group, shared)
        : fused;
  }

  private static boolean reads(Unit unit, Value value) {
    return unit.kernel().inputs().stream().anyMatch(input -> input.base() == value);
  }

  private boolean comesBefore(Value value, Unit unit) {
    for (Unit writer : units) {
      if (writer.kernel().outputs().stream().anyMatch(output -> output.base() == value.base())) {
        return writer.position < unit.position;
      }
    }
    return true;
  }

  /// Whether others than two groups need a node of theirs, so that it must reach memory.
  static boolean isNeededOutside(Node node, Unit one, Unit other) {
    return node.root
        || node.value != null
        || node.users.stream().anyMatch(user -> user.unit != one && user.unit != other);
  }

  private void join(Node node) {
    Unit home = null;
    for (Node input : node.inputs) {
      Unit candidate = input.shape.equals(node.shape) ? openGroup(input) : null;
      if (candidate != null && (home == null || candidate.position > home.position)) {
        home = candidate;
      }
    }
    node.inputs.forEach(this::position); // copies that reading needs are units before this one
    if (home == null || !operandsComeBefore(node, home)) {
      home = new Unit(units.size(), null);
      units.add(home);
    }
    node.unit = home;
    home.group.add(node);
  }

  /// The group that computes a node, if there is one and it can grow.
  private static @Nullable Unit openGroup(Node node) {
    Unit unit = node.unit;
    boolean open =
        unit != null && !unit.group.isEmpty() && unit.group.size() < Simplifier.LONGEST_GROUP;
    return open ? unit : null;
  }

  private boolean operandsComeBefore(Node node, Unit home) {
    for (Node input : node.inputs) {
      boolean inGroup = input.isFusible() && input.unit == home && input.shape.equals(node.shape);
      if (!inGroup && position(input) >= home.position) {
        return false;
      }
    }
    return true;
  }

  /// The position of the last unit that a node needs before it can be read.
  private int position(Node node) {
    if (node.isView()) {
      return position(node, operand(node).value());
    }
    if (node.isInline()) {
      int last = -1;
      for (Node input : node.inputs) {
        last = Math.max(last, position(input, rowMajor(input)));
      }
      return last;
    }
    return node.unit == null ? -1 : node.unit.position;
  }

  private int position(Node node, Value value) {
    Unit copy = copiers.get(value.base());
    if (copy != null) {
      return copy.position;
    }
    Node base = node;
    while (base.isView()) {
      base = base.inputs.getFirst();
    }
    return base.unit == null ? -1 : base.unit.position;
  }

  private void emit(Node node) {
    switch (node.op) {
      case MatMul product -> emit(node, product);
      case Reduce reduce -> emit(node, reduce);
      case ArgReduce arg ->
          add(
              node,
              new IndexKernels.ArgReduce(
                  rowMajor(node.inputs.get(0)), arg.largest(), arg.axis(), value(node)));
      case Take take ->
          add(
              node,
              new IndexKernels.Take(
                  rowMajor(node.inputs.get(0)),
                  rowMajor(node.inputs.get(1)),
                  take.axis(),
                  value(node)));
      case ScatterAdd scatter ->
          add(
              node,
              new IndexKernels.ScatterAdd(
                  rowMajor(node.inputs.get(0)),
                  rowMajor(node.inputs.get(1)),
                  scatter.axis(),
                  value(node)));
      case RandomUniform _ ->
          add(node, new IndexKernels.Draw(rowMajor(node.inputs.get(0)), value(node)));
      case Movement.Concatenate join -> emit(node, join);
      case Movement.Place place -> {
        Layout part =
            new Movement.Slice(place.starts(), place.steps(), node.inputs.get(0).shape)
                .view(Layout.rowMajor(node.shape), node.inputs.get(0).shape);
        List<CopyKernel.Piece> pieces =
            List.of(new CopyKernel.Piece(operand(node.inputs.get(0)), part));
        add(node, new CopyKernel("pad", value(node), true, place.fill(), pieces));
      }
      case Cast _ -> add(node, copy(operand(node.inputs.get(0)), value(node), "cast"));
      case null, default -> throw new AssertionError("no kernel for " + node.op);
    }
  }

  private void emit(Node node, MatMul product) {
    Operand a = matrix(node.inputs.get(0), product.transposeA());
    Operand b = matrix(node.inputs.get(1), product.transposeB());
    ProductKernel kernel = new ProductKernel(a, b, value(node));
    kernel.copies().forEach(copy -> units.add(new Unit(units.size(), copy)));
    add(node, kernel);
  }

  private Operand matrix(Node node, boolean transposed) {
    Operand operand = operand(node);
    if (!ProductKernel.isMatrix(operand.layout())) {
      operand = materialise(node).whole();
    }
    return transposed ? transpose(operand) : operand;
  }

  private static Operand transpose(Operand operand) {
    int[] sizes = operand.shape().toArray();
    int[] strides = operand.layout().strides().clone();
    int last = sizes.length - 1;
    int size = sizes[last];
    sizes[last] = sizes[last - 1];
    sizes[last - 1] = size;
    int stride = strides[last];
    strides[last] = strides[last - 1];
    strides[last - 1] = stride;
    return new Operand(
        operand.value(), new Layout(Shape.of(sizes), operand.layout().offset(), strides));
  }

  private void emit(Node node, Movement.Concatenate join) {
    List<CopyKernel.Piece> pieces = new ArrayList<>();
    int start = 0;
    int stride = node.shape.strides()[join.axis()];
    for (Node input : node.inputs) {
      Layout to = new Layout(input.shape, start * stride, node.shape.strides());
      pieces.add(new CopyKernel.Piece(operand(input), to));
      start += input.shape.size(join.axis());
    }
    add(node, new CopyKernel("concatenate", value(node), false, 0, pieces));
  }

  /// Reduces run after run of neighbouring axes, the last run first.
  private void emit(Node node, Reduce reduce) {
    Node input = node.inputs.getFirst();
    Program program = new Program(input.shape);
    int register = new ProgramBuilder(this, program).read(input);
    Shape shape = input.shape;
    int end = shape.rank();
    int remaining = reduce.axes();
    if (remaining == 0) {
      program.store(register, value(node).as(shape));
      add(node, new LoopKernel(program));
      return;
    }
    while (remaining != 0) {
      while ((remaining >> (end - 1) & 1) == 0) {
        end--;
      }
      int first = end - 1;
      while (first > 0 && (remaining >> (first - 1) & 1) != 0) {
        first--;
      }
      remaining &= (1 << first) - 1;
      for (int axis = first; axis < end; axis++) {
        shape = shape.with(axis, 1);
      }
      Value result = remaining == 0 ? value(node) : new Value(shape, DType.FLOAT32);
      reduceRun(node, program, register, reduce.kind(), first, end, result);
      if (remaining != 0) {
        program = new Program(shape);
        register = program.load(result.whole());
      }
      end = first;
    }
  }

  private void reduceRun(
      Node node,
      Program program,
      int register,
      Reduce.Kind kind,
      int first,
      int end,
      Value result) {
    int reduced = 1;
    int outer = 1;
    for (int axis = 0; axis < end; axis++) {
      if (axis < first) {
        outer *= program.shape().size(axis);
      } else {
        reduced *= program.shape().size(axis);
      }
    }
    int parts = ReduceKernel.parts(reduced, ReduceKernel.PART);
    if (parts == 1) {
      add(node, new ReduceKernel(program, register, kind, first, end, ReduceKernel.PART, result));
      return;
    }
    int inner = program.shape().count() / (outer * reduced);
    Value partial = new Value(Shape.of(outer, parts, inner), DType.FLOAT32);
    add(node, new ReduceKernel(program, register, kind, first, end, ReduceKernel.PART, partial));
    Program second = new Program(partial.shape());
    int loaded = second.load(partial.whole());
    add(node, new ReduceKernel(second, loaded, kind, 1, 2, parts, result));
  }

  private void add(Node node, Kernel kernel) {
    node.unit = new Unit(units.size(), kernel);
    units.add(node.unit);
  }

  /// The value of a node that reaches memory.
  Value value(Node node) {
    if (node.value == null) {
      node.value = new Value(node.shape, node.dtype);
    }
    return node.value;
  }

  /// A node as an operand, through its views.
  Operand operand(Node node) {
    if (node.isConstant() || node.op instanceof Iota) {
      return materialise(node).whole();
    }
    if (node.op instanceof Movement.View view) {
      Operand source = operand(node.inputs.getFirst());
      @Nullable Layout layout = view.view(source.layout(), node.shape);
      if (layout == null) {
        Value copy = materialise(node.inputs.getFirst());
        layout =
            java.util.Objects.requireNonNull(view.view(Layout.rowMajor(copy.shape()), node.shape));
        return new Operand(copy, layout);
      }
      return new Operand(source.value(), layout);
    }
    return value(node).whole();
  }

  /// A node as a row-major value, copied if its views forbid to use it as it is.
  Value rowMajor(Node node) {
    if (!node.isView() && !node.isConstant() && !(node.op instanceof Iota)) {
      return value(node);
    }
    Operand operand = node.isView() ? operand(node) : materialise(node).whole();
    boolean whole =
        operand.layout().isRowMajor()
            && operand.layout().offset() == 0
            && operand.shape().count() == operand.value().shape().count();
    return whole ? operand.value().as(node.shape) : materialise(node);
  }

  /// A fresh row-major copy of a node.
  Value materialise(Node node) {
    Value known = copies.get(node);
    if (known != null) {
      return known;
    }
    Value copy = new Value(node.shape, node.dtype);
    copies.put(node, copy);
    copyTo(node, copy);
    return copy;
  }

  /// Adds a unit that copies a node to a value of its own.
  void copyTo(Node node, Value target) {
    Kernel copier;
    if (node.op instanceof Iota) {
      copier = new IndexKernels.Count(target);
    } else if (node.dtype == DType.FLOAT32 || node.isConstant()) {
      Program program = new Program(node.shape);
      program.store(new ProgramBuilder(this, program).read(node), target);
      copier = new LoopKernel(program);
    } else {
      copier = copy(operand(node), target, "copy");
    }
    Unit unit = new Unit(units.size(), copier);
    units.add(unit);
    copiers.put(target, unit);
  }

  private static CopyKernel copy(Operand from, Value to, String name) {
    return new CopyKernel(
        name, to, false, 0, List.of(new CopyKernel.Piece(from, Layout.rowMajor(to.shape()))));
  }
}
