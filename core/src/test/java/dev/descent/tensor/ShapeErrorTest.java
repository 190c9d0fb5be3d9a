package dev.descent.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// What shape errors say: the operation, the shapes, the way out, and the caller's line.
class ShapeErrorTest {
  private static final Tensor A = Tensor.ones(2, 3);
  private static final Tensor B = Tensor.ones(4, 5);
  private static final Tensor INTS = Tensor.arange(3);

  private static DynamicNode says(String message, Runnable call) {
    return DynamicTest.dynamicTest(message, () -> assertThat(messageOf(call)).isEqualTo(message));
  }

  /// The message without the caller's line, which must be there and in this file.
  private static String messageOf(Runnable call) {
    try {
      call.run();
    } catch (ShapeException e) {
      String message = Objects.requireNonNull(e.getMessage());
      assertThat(message).matches("(?s).* \\(ShapeErrorTest\\.java:\\d+\\)");
      return message.substring(0, message.lastIndexOf(" ("));
    }
    throw new AssertionError("no ShapeException");
  }

  @TestFactory
  Stream<DynamicNode> elementwise() {
    String misfit =
        " shapes [2, 3] and [4, 5] do not broadcast: axis -1 is 3 and 5; sizes must be equal, or one of them 1";
    return Stream.of(
        says("[add]" + misfit, () -> A.add(B)),
        says("[sub]" + misfit, () -> A.sub(B)),
        says("[mul]" + misfit, () -> A.mul(B)),
        says("[div]" + misfit, () -> A.div(B)),
        says("[pow]" + misfit, () -> A.pow(B)),
        says("[maximum]" + misfit, () -> A.maximum(B)),
        says("[minimum]" + misfit, () -> A.minimum(B)),
        says("[eq]" + misfit, () -> A.eq(B)),
        says("[ne]" + misfit, () -> A.ne(B)),
        says("[lt]" + misfit, () -> A.lt(B)),
        says("[le]" + misfit, () -> A.le(B)),
        says("[gt]" + misfit, () -> A.gt(B)),
        says("[ge]" + misfit, () -> A.ge(B)),
        says("[where]" + misfit, () -> A.where(A, B)),
        says("[where]" + misfit, () -> A.where(B, B)),
        says(
            "[add] shapes [2, 3] and [2] do not broadcast: axis -1 is 3 and 2; to repeat [2] along the rows' elements, "
                + "reshape it to [2, 1]",
            () -> A.add(Tensor.ones(2))),
        says(
            "[add] works on float32, not on float32 and int32; convert with cast(DType.FLOAT32)",
            () -> Tensor.ones(3).add(INTS)),
        says(
            "[eq] operands must have one type, not float32 and int32; convert one with cast(...)",
            () -> Tensor.ones(3).eq(INTS)),
        says(
            "[where] works on float32, not on int32 and float32 and float32; convert with cast(DType.FLOAT32)",
            () -> INTS.where(Tensor.ones(3), Tensor.ones(3))));
  }

  @Test
  void everyUnaryOperationOnFloatsNamesItself() {
    for (Unary op : Unary.values()) {
      if (op != Unary.IDENTITY && op != Unary.STOP_GRADIENT) {
        assertThat(messageOf(() -> Tensor.apply(op, INTS)))
            .isEqualTo(
                "["
                    + op.label()
                    + "] works on float32, not on int32; convert with cast(DType.FLOAT32)");
      }
    }
  }

  @TestFactory
  Stream<DynamicNode> reductions() {
    String range = "axis 2 is out of range for shape [2, 3], which has 2 axes";
    return Stream.of(
        says("[sum] " + range, () -> A.sum(false, 2)),
        says("[mean] " + range, () -> A.mean(false, 2)),
        says("[max] " + range, () -> A.max(false, 2)),
        says("[min] " + range, () -> A.min(false, 2)),
        says("[variance] " + range, () -> A.variance(false, 2)),
        says("[logSumExp] " + range, () -> A.logSumExp(false, 2)),
        says("[argMax] " + range, () -> A.argMax(2)),
        says("[argMin] " + range, () -> A.argMin(2)),
        says("[sum] axis -1 of [2, 3] is named twice", () -> A.sum(false, 1, -1)),
        says(
            "[sum] works on float32, not on int32; convert with cast(DType.FLOAT32)",
            () -> INTS.sum()),
        says("[max] there is no max of no elements; the shape is [0]", () -> Tensor.zeros(0).max()),
        says("[min] there is no min of no elements; the shape is [0]", () -> Tensor.zeros(0).min()),
        says("[argMax] axis 0 of [0] is empty", () -> Tensor.zeros(0).argMax(0)));
  }

  @TestFactory
  Stream<DynamicNode> movements() {
    return Stream.of(
        says("[reshape] cannot make [4] (4 elements) of [2, 3] (6 elements)", () -> A.reshape(4)),
        says(
            "[reshape] no size for the axis of -1 makes [4, -1] of [2, 3]", () -> A.reshape(4, -1)),
        says("[permute] axes [0, 0] do not name each axis of [2, 3] once", () -> A.permute(0, 0)),
        says("[permute] axes [1] do not name each axis of [2, 3] once", () -> A.permute(1)),
        says(
            "[permute] axis 2 is out of range for shape [2, 3], which has 2 axes",
            () -> A.permute(0, 2)),
        says(
            "[transpose] axis -2 is out of range for shape [3], which has 1 axes",
            () -> Tensor.ones(3).transpose()),
        says(
            "[broadcastTo] [2, 3] cannot be repeated to [4, 3]; only axes of size 1 repeat",
            () -> A.broadcastTo(4, 3)),
        says("[squeeze] axis 1 of [2, 3] does not have size 1", () -> A.squeeze(1)),
        says("[unsqueeze] axis 3 is out of range for [2, 3]", () -> A.unsqueeze(3)),
        says("[slice] 1:4:1 is out of range for axis 1 of [2, 3]", () -> A.slice(1, 1, 4)),
        says(
            "[pad] axis 2 is out of range for shape [2, 3], which has 2 axes",
            () -> A.pad(2, 1, 1, 0)),
        says(
            "[concatenate] shapes [2, 3] and [4, 5] differ beside axis 0",
            () -> Tensor.concatenate(0, A, B)),
        says("[concatenate] needs at least one tensor", () -> Tensor.concatenate(0)),
        says(
            "[concatenate] operands must have one type, not float32 and int32; convert one with cast(...)",
            () -> Tensor.concatenate(0, Tensor.ones(3), INTS)),
        says(
            "[pad] works on float32, not on int32; convert with cast(DType.FLOAT32)",
            () -> Tensor.apply(new Movement.Place(List.of(0), List.of(1), 0, Shape.of(4)), INTS)),
        says(
            "[slice] part [3] from [1] by [1] leaves [3] on axis 0",
            () -> Tensor.apply(new Movement.Slice(List.of(1), List.of(1), Shape.of(3)), INTS)));
  }

  @TestFactory
  Stream<DynamicNode> productsAndLookups() {
    return Stream.of(
        says(
            "[matmul] shapes [2, 3] and [4, 5] do not multiply: inner sizes 3 and 4 differ",
            () -> A.matmul(B)),
        says(
            "[matmul] shapes [2, 3] and [2, 3] do not multiply: inner sizes 3 and 2 differ; did you mean to transpose "
                + "the second?",
            () -> A.matmul(A)),
        says(
            "[matmul] shapes [2, 3] transposed and [4, 5] transposed do not multiply: inner sizes 2 and 5 differ",
            () -> A.transpose().matmul(B.transpose())),
        says(
            "[matmul] shapes [2] and [3] do not broadcast: axis -1 is 2 and 3; sizes must be equal, or one of them 1",
            () -> Tensor.ones(2, 1, 4).matmul(Tensor.ones(3, 4, 1))),
        says(
            "[matmul] needs matrices, not [] and [2, 3]; add an axis with unsqueeze",
            () -> Tensor.scalar(1).matmul(A)),
        says("[take] indices must be int32, not float32", () -> A.take(Tensor.ones(1), 0)),
        says(
            "[take] axis 2 is out of range for shape [2, 3], which has 2 axes",
            () -> A.take(INTS, 2)),
        says(
            "[gather] indices [3] do not name one element in each row of [2, 3]",
            () -> A.gather(INTS)),
        says(
            "[scatterAdd] [2, 3] at indices [3] does not fit into [4]",
            () -> Tensor.apply(new ScatterAdd(0, Shape.of(4)), A, INTS)),
        says(
            "[randomUniform] a key has shape [6], not [3]",
            () -> Tensor.apply(new RandomUniform(Shape.of(2)), INTS)));
  }

  @TestFactory
  Stream<DynamicNode> shapesAndCreation() {
    return Stream.of(
        says("[shape] sizes cannot be negative: [2, -1]", () -> Tensor.zeros(2, -1)),
        says("[shape] sizes cannot be negative: [-1]", () -> Tensor.arange(-1)),
        says("[shape] sizes cannot be negative: [-2]", () -> Tensor.linspace(0, 1, -2)),
        says(
            "[shape] [65536, 65536] has more elements than a Java array can hold (2^31 - 9)",
            () -> Shape.of(65536, 65536)),
        says("[shape] at most 31 axes are possible, not 32", () -> Shape.of(new int[32])),
        says("[tensor] shape [2, 2] needs 4 elements, not 3", () -> Tensor.of(new float[3], 2, 2)),
        says(
            "[matrix] row 1 has 1 elements, row 0 has 2",
            () -> Tensor.matrix(new float[2], new float[1])));
  }

  @Test
  void theLineIsTheCallers() {
    int here =
        StackWalker.getInstance().walk(frames -> frames.findFirst().orElseThrow().getLineNumber());
    try {
      A.add(B);
    } catch (ShapeException e) {
      assertThat(e).hasMessageEndingWith("(ShapeErrorTest.java:" + (here + 2) + ")");
      return;
    }
    throw new AssertionError("no ShapeException");
  }

  @Test
  void theLayersPathIsBuiltFromTheInside() {
    ShapeException inner = new ShapeException("matmul", "misfit");
    assertThat(inner.within("weight").within("hidden"))
        .hasMessageStartingWith("[matmul] misfit; in layer hidden.weight")
        .hasMessageContaining("(ShapeErrorTest.java:");
  }
}
