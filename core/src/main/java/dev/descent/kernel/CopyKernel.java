package dev.descent.kernel;

import dev.descent.tensor.Layout;
import java.util.ArrayList;
import java.util.List;

/// Copies operands to parts of a value, of any type: concatenation, padding, materialised views.
public final class CopyKernel implements Kernel {
  private final String name;
  private final Value output;
  private final boolean fill;
  private final float filling;
  private final List<Piece> pieces;

  /// An operand and where in the output it goes.
  public record Piece(Operand from, Layout to) {}

  /// A copy.
  ///
  /// @param fill whether the output is first filled with a number
  /// @param filling that number
  public CopyKernel(String name, Value output, boolean fill, float filling, List<Piece> pieces) {
    this.name = name;
    this.output = output;
    this.fill = fill;
    this.filling = filling;
    this.pieces = pieces;
  }

  @Override
  public int tiles() {
    return fill || pieces.isEmpty() ? 1 : pieces.size();
  }

  @Override
  public void run(int tile, Memory memory) {
    if (fill) {
      java.util.Arrays.fill(
          memory.floats(output), output.start(), output.start() + output.shape().count(), filling);
      pieces.forEach(piece -> copy(piece, memory));
    } else if (!pieces.isEmpty()) {
      copy(pieces.get(tile), memory);
    }
  }

  @SuppressWarnings("SuspiciousSystemArraycopy") // both arrays have the type of the values
  private void copy(Piece piece, Memory memory) {
    Object from = memory.array(piece.from.value());
    Object to = memory.array(output);
    Strides source = new Strides(piece.from.layout());
    Strides target = new Strides(piece.to);
    int count = piece.from.shape().count();
    int fromStart = piece.from.value().start();
    if (source.isFlat() && target.isFlat() && piece.from.dtype() == output.dtype()) {
      if (count > 0) {
        System.arraycopy(
            from, fromStart + source.position(0), to, output.start() + target.position(0), count);
      }
      return;
    }
    for (int i = 0; i < count; i++) {
      copy(from, fromStart + source.position(i), to, output.start() + target.position(i));
    }
  }

  private static void copy(Object from, int source, Object to, int target) {
    switch (to) {
      case float[] floats ->
          floats[target] =
              switch (from) {
                case float[] x -> x[source];
                case int[] x -> x[source];
                default -> ((byte[]) from)[source] & 0xFF;
              };
      case int[] ints ->
          ints[target] =
              switch (from) {
                case float[] x -> (int) x[source];
                case int[] x -> x[source];
                default -> ((byte[]) from)[source] & 0xFF;
              };
      default ->
          ((byte[]) to)[target] =
              switch (from) {
                case float[] x -> (byte) (int) x[source];
                case int[] x -> (byte) x[source];
                default -> ((byte[]) from)[source];
              };
    }
  }

  @Override
  public List<Value> inputs() {
    List<Value> inputs = new ArrayList<>();
    pieces.forEach(piece -> inputs.add(piece.from.value()));
    return inputs;
  }

  @Override
  public List<Value> outputs() {
    return List.of(output);
  }

  @Override
  public String kind() {
    return "copy";
  }

  @Override
  public String detail() {
    return name;
  }

  @Override
  public long work() {
    return 2L * output.shape().count();
  }
}
