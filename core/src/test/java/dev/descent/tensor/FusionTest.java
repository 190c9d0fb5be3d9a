package dev.descent.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.descent.autograd.Grad;
import dev.descent.autograd.Gradients;
import dev.descent.kernel.Reference;
import dev.descent.nn.Activation;
import dev.descent.nn.Losses;
import dev.descent.nn.Mlp;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BinaryOperator;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Random graphs evaluated as one piece of work, against the same graphs evaluated operation by
/// operation (bit for bit) and in double precision (to a tolerance).
class FusionTest {
  /// More than usual can be asked for by `-Ddescent.test.graphs=…`.
  private static final int GRAPHS = Integer.getInteger("descent.test.graphs", 150);

  private static Stream<DynamicNode> graphs(String name, java.util.function.LongConsumer check) {
    return LongStream.range(0, GRAPHS)
        .mapToObj(seed -> DynamicTest.dynamicTest(name + " " + seed, () -> check.accept(seed)));
  }

  private static RandomGraph graph(long seed, boolean smooth, double variation) {
    return new RandomGraph(seed, smooth, 8 + (int) (seed % 25), variation);
  }

  @TestFactory
  Stream<DynamicNode> wholeGraphsEqualOperationByOperation() {
    return graphs(
        "graph", seed -> assertSameBits("graph " + seed, () -> graph(seed, false, 0).roots()));
  }

  @TestFactory
  Stream<DynamicNode> gradientsEqualOperationByOperation() {
    return graphs(
        "gradients of graph",
        seed -> assertSameBits("gradients " + seed, () -> withGradients(seed, false)));
  }

  @TestFactory
  Stream<DynamicNode> otherValuesInTheSameGraphEqualOperationByOperation() {
    return graphs(
        "values of graph",
        seed -> {
          Tensor.eval(graph(seed, false, 0).roots().toArray(Tensor[]::new));
          assertSameBits("other values " + seed, () -> graph(seed, false, 0.01).roots());
        });
  }

  /// What is evaluated again and again becomes code of its own, where it is small.
  @TestFactory
  Stream<DynamicNode> graphsEvaluatedOftenEqualOperationByOperation() {
    return graphs(
        "often evaluated graph",
        seed -> {
          for (int run = 0; run < 40; run++) {
            Tensor.eval(withGradients(seed, false).toArray(Tensor[]::new));
          }
          assertSameBits("often evaluated graph " + seed, () -> withGradients(seed, false));
        });
  }

  @Test
  void smallGraphsEvaluatedOftenRunAsJavaCode() {
    Tensor x = Tensor.uniform(1, 1, 10, 4).eval();
    Tensor weight = Tensor.uniform(2, 1, 4, 3).eval();
    Tensor result = x;
    for (int run = 0; run < 40; run++) {
      result = x.matmul(weight).add(1).tanh().sum(false, 0);
      result.eval();
    }
    assertThat(result.explain()).contains("2 kernels").contains("as Java code: 2");
  }

  /// Two groups that are each computed behind a product of their own do not become one.
  @Test
  void gatesStayBehindTheirProducts() {
    Tensor x = Tensor.uniform(1, 1, 64, 64).eval();
    Tensor one = Tensor.uniform(2, 1, 64, 64).eval();
    Tensor other = Tensor.uniform(3, 1, 64, 64).eval();
    Tensor gated = x.matmul(one).add(1).tanh().mul(x.matmul(other).add(1).sigmoid());
    String plan = gated.eval().explain();
    assertThat(plan.lines().filter(line -> line.contains("matmul")).count()).as(plan).isEqualTo(2);
    assertThat(plan).contains("2 kernels").doesNotContain("3 kernels");
  }

  /// What the backward pass needs of the forward pass is not copied before it is needed.
  @Test
  void operandsAreCopiedJustBeforeTheirProduct() {
    Mlp model = Mlp.of(1, Activation.RELU, 256, 256, 256, 256, 10);
    Tensor inputs = Tensor.uniform(1, 1, 256, 256).eval();
    Tensor labels = Tensor.of(new int[256]);
    var step =
        Grad.valueAndGrad(model, (m, x, y) -> Losses.crossEntropy(m.apply(x), y))
            .apply(inputs, labels);
    Tensor first = step.gradients().list().getFirst();
    String plan = first.eval().explain();
    List<String> rows = plan.lines().toList();
    int lastForward =
        rows.stream()
            .filter(row -> row.contains("bT"))
            .mapToInt(FusionTest::phase)
            .max()
            .orElseThrow();
    List<String> copies = rows.stream().filter(row -> row.contains("  pack  ")).toList();
    assumeThat(copies).as("machine code").isNotEmpty();
    assertThat(copies).as(plan).allMatch(row -> phase(row) > lastForward);
  }

  private static int phase(String row) {
    return Integer.parseInt(row.strip().split(" ", 2)[0]);
  }

  @Test
  void emptyProductsEvaluatedOftenStayEmpty() {
    int[][] sizes = {{2, 0, 3}, {0, 2, 3}, {2, 3, 0}};
    for (int[] size : sizes) {
      Tensor a = Tensor.zeros(size[0], size[1]).eval();
      Tensor b = Tensor.zeros(size[1], size[2]).eval();
      for (int run = 0; run < 40; run++) {
        Tensor product = a.matmul(b);
        Tensor more = a.matmul(b).add(1).relu();
        Tensor.eval(product, more);
        assertThat(product.toFloatArray())
            .hasSize(size[0] * size[2])
            .containsOnly(size[0] * size[2] == 0 ? new float[0] : new float[] {0});
        assertThat(more.toFloatArray())
            .hasSize(size[0] * size[2])
            .containsOnly(size[0] * size[2] == 0 ? new float[0] : new float[] {1});
      }
    }
  }

  @TestFactory
  Stream<DynamicNode> aPartEvaluatedBeforeChangesNothing() {
    return graphs(
        "parts of graph",
        seed ->
            Threads.each(() -> {
              List<Tensor> whole = graph(seed, false, 0).roots();
              Tensor.eval(whole.toArray(Tensor[]::new));
              RandomGraph parts = graph(seed, false, 0);
              List<Tensor> roots = parts.roots();
              List<Tensor> computed = parts.nodes.stream().filter(FusionTest::computes).toList();
              computed.get((int) (seed * 7 % computed.size())).eval();
              computed.get((int) (seed * 13 % computed.size())).eval();
              Tensor.eval(roots.toArray(Tensor[]::new));
              assertEqualBits("parts of graph " + seed, roots, whole);
            }));
  }

  @TestFactory
  Stream<DynamicNode> agreesWithDoublePrecision() {
    return graphs(
        "smooth graph",
        seed -> assertClose("smooth graph " + seed, () -> graph(seed, true, 0).roots()));
  }

  @TestFactory
  Stream<DynamicNode> gradientsAgreeWithDoublePrecision() {
    return graphs(
        "smooth gradients",
        seed -> assertClose("smooth gradients " + seed, () -> withGradients(seed, true)));
  }

  /// The state's new value must not be written into its old memory while a reshaped view of that is
  /// still read.
  @Test
  void aStateIsNotOverwrittenWhileAnAliasOfItIsRead() {
    Tensor old = Tensor.apply(Unary.STOP_GRADIENT, Tensor.uniform(1, 1, 40, 100, 4)).eval();
    float[] before = old.toFloatArray();
    int[] reversed = new int[4000];
    for (int i = 0; i < reversed.length; i++) {
      reversed[i] = reversed.length - 1 - i;
    }
    Tensor indices = Tensor.of(reversed, 40, 100);
    Tensor next = Graph.replacing(old.add(old.reshape(4000, 4).take(indices, 0)), old);
    float[] after = next.toFloatArray();
    for (int i = 0; i < after.length; i++) {
      int other = reversed[i / 4] * 4 + i % 4;
      assertThat(after[i]).as("element %d", i).isEqualTo(before[i] + before[other]);
    }
  }

  /// A state's new value must not be written into its old memory before the same kernel reads that.
  @Test
  void aStateIsNotOverwrittenBeforeItsOldValueIsRead() {
    float[] before = Tensor.uniform(1, 1, 6, 16).eval().toFloatArray();
    Tensor a = Tensor.uniform(2, 1, 6, 5).eval();
    Tensor b = Tensor.uniform(3, 1, 5, 16).eval();
    Tensor x = Tensor.uniform(4, 1, 6, 16).eval();
    List<UnaryOperator<Tensor>> successors =
        List.of(_ -> a.matmul(b), _ -> x.mul(2), old -> old.add(1), old -> a.matmul(b).add(old));
    List<BinaryOperator<Tensor>> uses =
        List.of(
            Tensor::sub,
            (next, old) -> old.sub(next),
            (next, old) -> next.mul(old.reshape(96).reshape(6, 16)));
    for (UnaryOperator<Tensor> successor : successors) {
      for (BinaryOperator<Tensor> use : uses) {
        Tensor kept = Tensor.of(before, 6, 16).eval();
        Tensor next = successor.apply(kept).eval();
        Tensor expected = use.apply(next, kept).eval();
        for (int run = 0; run < 3; run++) {
          Tensor old = Tensor.apply(Unary.STOP_GRADIENT, Tensor.of(before, 6, 16)).eval();
          Tensor replaced = Graph.replacing(successor.apply(old), old);
          Tensor used = use.apply(replaced, old);
          Tensor.eval(replaced, used);
          assertEqualBits(
              "successor " + successors.indexOf(successor) + ", use " + uses.indexOf(use),
              List.of(replaced, used),
              List.of(next, expected));
        }
      }
    }
  }

  @Test
  void equalOperationsOnDifferentlyRepeatedOperandsStayApart() {
    assertSameBits(
        "repeated operands",
        () -> {
          Tensor x = Tensor.of(new float[] {1, 2, 3});
          return List.of(
              x.neg(),
              x.broadcastTo(2, 3).neg(),
              x.broadcastTo(1, 3).neg(),
              x.broadcastTo(4, 3).neg());
        });
  }

  /// A loss over the last node and its gradients with respect to the leaves, then the roots.
  private static List<Tensor> withGradients(long seed, boolean smooth) {
    RandomGraph graph = graph(seed, smooth, 0);
    List<Tensor> variables = graph.leaves.stream().filter(Tensor::isDifferentiable).toList();
    Tensor loss = Differences.weighted(graph.nodes.getLast(), seed).mul(Constant.of(0.1));
    List<Tensor> roots = new ArrayList<>(List.of(loss));
    roots.addAll(Gradients.of(loss, variables).list());
    roots.addAll(graph.roots());
    return roots;
  }

  /// Views compute nothing. They stay views here, because a product rounds otherwise where a
  /// library takes another path for an operand that lies transposed.
  private static boolean computes(Tensor node) {
    return !(Graph.op(node) instanceof Movement.View);
  }

  static void assertSameBits(String what, Supplier<List<Tensor>> build) {
    List<Tensor> single = build.get();
    operandsFirst(single).stream().filter(FusionTest::computes).forEach(node -> node.eval());
    Threads.each(() -> {
      List<Tensor> whole = build.get();
      Tensor.eval(whole.toArray(Tensor[]::new));
      assertEqualBits(what, whole, single);
    });
  }

  private static void assertEqualBits(String what, List<Tensor> actual, List<Tensor> expected) {
    assertThat(actual).hasSameSizeAs(expected);
    for (int root = 0; root < actual.size(); root++) {
      float[] a = actual.get(root).toFloatArray();
      float[] e = expected.get(root).toFloatArray();
      assertThat(a).hasSameSizeAs(e);
      for (int i = 0; i < a.length; i++) {
        assertThat(Float.floatToIntBits(a[i]))
            .as("%s, root %d, element %d: %s instead of %s", what, root, i, a[i], e[i])
            .isEqualTo(Float.floatToIntBits(e[i]));
      }
    }
  }

  private static void assertClose(String what, Supplier<List<Tensor>> build) {
    Reference reference = new Reference();
    List<double[]> expected = build.get().stream().map(reference::evaluate).toList();
    Threads.each(() -> {
      List<Tensor> roots = build.get();
      Tensor.eval(roots.toArray(Tensor[]::new));
      for (int root = 0; root < roots.size(); root++) {
        assertCloseTo(what + ", root " + root, roots.get(root).toFloatArray(), expected.get(root));
      }
    });
  }

  private static void assertCloseTo(String what, float[] actual, double[] expected) {
    double size = 1;
    for (double value : expected) {
      size = Math.max(size, Math.abs(value));
    }
    for (int i = 0; i < actual.length; i++) {
      assertThat(Math.abs(actual[i] - expected[i]))
          .as("%s, element %d: %s instead of %s", what, i, actual[i], expected[i])
          .isLessThanOrEqualTo(2e-4 * size);
    }
  }

  /// Every node behind the roots, operands before results.
  private static List<Tensor> operandsFirst(List<Tensor> roots) {
    List<Tensor> order = new ArrayList<>();
    Set<Tensor> seen = new HashSet<>();
    Deque<Tensor> stack = new ArrayDeque<>(roots);
    while (!stack.isEmpty()) {
      Tensor node = stack.peek();
      boolean ready = true;
      for (Tensor input : Graph.inputs(node)) {
        if (!seen.contains(input)) {
          stack.push(input);
          ready = false;
        }
      }
      if (ready) {
        stack.pop();
        if (seen.add(node)) {
          order.add(node);
        }
      }
    }
    return order;
  }
}
