package dev.descent.tensor;

import dev.descent.kernel.Reference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// A graph of random operations on small tensors: a pure function of its seed.
///
/// Shapes are parts of one full shape, with some axes of size 1 or missing, so that most pairs
/// broadcast. What would grow beyond ±8 or be undefined is dropped, which keeps the graph well
/// conditioned. With `smooth`, operations that jump (comparisons, sign, argMax) are applied to
/// leaves alone, so that float and double precision agree to a tolerance.
final class RandomGraph {
  private static final double LIMIT = 8;

  final List<Tensor> leaves = new ArrayList<>();
  final List<Tensor> nodes = new ArrayList<>();
  private final SplittableRandom random;
  private final boolean smooth;
  private final double variation;
  private final int[] full;
  private final Reference shadow = new Reference();

  /// @param variation changes the leaves' values a little, but not the graph
  RandomGraph(long seed, boolean smooth, int size, double variation) {
    this.random = new SplittableRandom(seed);
    this.smooth = smooth;
    this.variation = variation;
    int[] sizes = {1, 2, 3, 4, 5, 7, 8, 9, 16, 17, 31, 33};
    this.full = new int[1 + random.nextInt(3)];
    for (int axis = 0; axis < full.length; axis++) {
      full[axis] = sizes[random.nextInt(axis == full.length - 1 ? sizes.length : 8)];
    }
    for (int i = 0; i < 5; i++) {
      leaf();
    }
    while (nodes.size() < size) {
      step();
    }
  }

  /// Several nodes, the last among them.
  List<Tensor> roots() {
    SplittableRandom picks = new SplittableRandom(nodes.size());
    List<Tensor> roots = new ArrayList<>(List.of(nodes.getLast()));
    for (int i = picks.nextInt(3); i > 0; i--) {
      roots.add(nodes.get(picks.nextInt(nodes.size())));
    }
    return roots;
  }

  private void leaf() {
    int from = random.nextInt(full.length + 1);
    int[] sizes = Arrays.copyOfRange(full, random.nextInt(3) == 0 ? from : 0, full.length);
    for (int axis = 0; axis < sizes.length; axis++) {
      sizes[axis] = random.nextInt(4) == 0 ? 1 : sizes[axis];
    }
    Shape shape = Shape.of(sizes);
    double[] base = random.doubles(shape.count(), -1.5, 1.5).map(v -> (float) v).toArray();
    float[] values = Numbers.floats(Arrays.stream(base).map(v -> v * (1 + variation)).toArray());
    Tensor leaf = Graph.leaf(shape, DType.FLOAT32, values);
    if (random.nextInt(2) == 0) {
      leaf = leaf.variable();
    }
    shadow.with(leaf, base);
    leaves.add(leaf);
    nodes.add(leaf);
  }

  private void step() {
    Tensor a = pick();
    @Nullable Tensor made =
        switch (random.nextInt(8)) {
          case 0, 1 -> unary(a);
          case 2, 3 -> binary(a, pick());
          case 4 -> reduction(a);
          case 5, 6 -> movement(a);
          default -> product(a);
        };
    if (made == null || made.shape().count() > 5000) {
      return;
    }
    if (made.dtype() != DType.FLOAT32) {
      made = made.cast(DType.FLOAT32).mul(Constant.of(0.1));
    }
    for (double value : shadow.evaluate(made)) {
      if (!(Math.abs(value) <= LIMIT)) {
        return;
      }
    }
    nodes.add(made);
  }

  private Tensor pick() {
    int last = nodes.size() - 1;
    return nodes.get(
        random.nextInt(3) > 0 ? Math.max(last - random.nextInt(6), 0) : random.nextInt(last + 1));
  }

  /// What may be compared without harm.
  private Tensor steady(Tensor otherwise) {
    return smooth ? leaves.get(random.nextInt(leaves.size())) : otherwise;
  }

  private Tensor unary(Tensor a) {
    return switch (random.nextInt(22)) {
      case 0 -> a.neg();
      case 1 -> a.exp();
      case 2 -> a.square().add(Constant.of(0.5)).log();
      case 3 -> a.abs().add(Constant.of(0.25)).sqrt();
      case 4 -> a.square();
      case 5 -> a.abs();
      case 6 -> steady(a).sign();
      case 7 -> a.sin();
      case 8 -> a.cos();
      case 9 -> a.tanh();
      case 10 -> a.sigmoid();
      case 11 -> a.relu();
      case 12 -> a.softplus();
      case 13 -> a.erf();
      case 14 -> a.gelu();
      case 15 -> a.silu();
      case 16 -> a.stopGradient();
      case 17 -> a.mul(random.nextDouble(-2, 2));
      case 18 -> a.mul(Constant.of(random.nextDouble(-2, 2))).add(Constant.of(0));
      case 19 -> a.clamp(-1, 1.5);
      case 20 -> a.leakyRelu(0.25);
      default ->
          a.mul(Constant.of(100))
              .cast(DType.FLOAT32)
              .mul(Constant.of(0.01))
              .add(1)
              .sub(Constant.of(1));
    };
  }

  private @Nullable Tensor binary(Tensor a, Tensor b) {
    if (!fit(a.shape(), b.shape())) {
      return null;
    }
    Tensor c = steady(a);
    Tensor d = steady(b);
    return switch (random.nextInt(10)) {
      case 0, 1 -> a.add(b);
      case 2 -> a.sub(b);
      case 3, 4 -> a.mul(b);
      case 5 -> a.div(b.square().add(1));
      case 6 -> a.maximum(b);
      case 7 -> a.minimum(b);
      case 8 -> a.abs().add(Constant.of(0.5)).pow(b.tanh());
      default -> fit(c.shape(), d.shape()) ? compare(c, d, a, b) : null;
    };
  }

  private @Nullable Tensor compare(Tensor c, Tensor d, Tensor a, Tensor b) {
    Tensor condition =
        switch (random.nextInt(6)) {
          case 0 -> c.eq(d);
          case 1 -> c.ne(d);
          case 2 -> c.lt(d);
          case 3 -> c.le(d);
          case 4 -> c.gt(d);
          default -> c.ge(d);
        };
    Shape values = Shape.broadcast("test", a.shape(), b.shape());
    return fit(condition.shape(), values) ? condition.where(a, b) : condition;
  }

  private static boolean fit(Shape a, Shape b) {
    try {
      Shape.broadcast("test", a, b);
      return true;
    } catch (ShapeException e) {
      return false;
    }
  }

  private @Nullable Tensor reduction(Tensor a) {
    int rank = a.shape().rank();
    if (rank == 0) {
      return null;
    }
    int[] axes = random.ints(1 + random.nextInt(rank), 0, rank).distinct().toArray();
    boolean keep = random.nextInt(3) > 0;
    return switch (random.nextInt(10)) {
      case 0 -> a.mul(Constant.of(0.1)).sum(keep, axes);
      case 1, 2 -> a.mean(keep, axes);
      case 3 -> a.max(keep, axes);
      case 4 -> a.min(keep, axes);
      case 5 -> a.logSumExp(keep, axes);
      case 6 -> a.variance(keep, axes);
      case 7 -> a.softmax(axes[0]);
      case 8 -> a.logSoftmax(axes[0]);
      default -> {
        Tensor s = steady(a);
        yield s.shape().rank() == 0 ? a : s.argMax(-1, keep);
      }
    };
  }

  private @Nullable Tensor movement(Tensor a) {
    int rank = a.shape().rank();
    if (rank == 0) {
      return random.nextBoolean() ? a.broadcastTo(full) : a.reshape(1);
    }
    int axis = random.nextInt(rank);
    int size = a.size(axis);
    int start = random.nextInt(size);
    return switch (random.nextInt(11)) {
      case 0 -> a.reshape(-1);
      case 1 -> a.transpose(axis, random.nextInt(rank));
      case 2 -> rank < 2 ? a.unsqueeze(random.nextInt(2)) : a.transpose();
      case 3 -> a.shape().broadcastsTo(Shape.of(full)) ? a.broadcastTo(full) : null;
      case 4 -> a.slice(axis, start, size);
      case 5 -> a.slice(axis, start, size, 1 + random.nextInt(3));
      case 6 -> a.pad(axis, random.nextInt(3), random.nextInt(3), random.nextBoolean() ? 0 : 0.5f);
      case 7 -> Tensor.concatenate(axis, a, a.slice(axis, start, size), a.tanh());
      case 8 -> Tensor.stack(random.nextInt(rank + 1), a, a.neg());
      case 9 -> a.take(Tensor.of(random.ints(5, 0, size).toArray()), axis);
      default -> gather(a);
    };
  }

  private Tensor gather(Tensor a) {
    Shape rows = Shape.of(Arrays.copyOf(a.shape().toArray(), a.shape().rank() - 1));
    double[] indices = random.ints(rows.count(), 0, a.size(-1)).asDoubleStream().toArray();
    return a.gather(Graph.leaf(rows, DType.INT32, Numbers.ints(indices)));
  }

  private @Nullable Tensor product(Tensor a) {
    if (a.shape().rank() < 2) {
      return null;
    }
    Tensor small = a.mul(Constant.of(0.2));
    int columns = 1 + random.nextInt(9);
    Tensor weights =
        Graph.leaf(
            Shape.of(a.size(-1), columns),
            DType.FLOAT32,
            Numbers.floats(random.doubles((long) a.size(-1) * columns, -1, 1).toArray()));
    return switch (random.nextInt(5)) {
      case 0 -> small.matmul(a.transpose());
      case 1 -> small.transpose().matmul(a);
      case 2 -> small.matmul(weights).add(Tensor.linspace(0, 1, columns));
      case 3 -> small.matmul(weights).relu();
      default -> weights.transpose().matmul(small.transpose()).mul(0.3);
    };
  }
}
