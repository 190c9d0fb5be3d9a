package dev.descent.kernel;

import dev.descent.tensor.DType;
import dev.descent.tensor.Shape;
import dev.descent.tensor.Unary;
import org.jspecify.annotations.Nullable;

/// Exponentials of whole registers by machine code, for the loops that are not machine code
/// themselves; the same bits.
final class MathCode {
  // A call costs as much as some exponentials by Java.
  private static final int FEWEST = 16;

  private static final @Nullable MathCode EXP = of(Unary.EXP);
  private static final @Nullable MathCode TANH = of(Unary.TANH);
  private static final @Nullable MathCode SIGMOID = of(Unary.SIGMOID);

  private final LoopCode code;
  private final Value from;
  private final Value to;
  private final ThreadLocal<Memory> memory = ThreadLocal.withInitial(() -> new Memory(2));

  private MathCode(LoopCode code, Value from, Value to) {
    this.code = code;
    this.from = from;
    this.to = to;
  }

  private static @Nullable MathCode of(Unary op) {
    Shape shape = Shape.of(Scratch.LENGTH);
    Value from = new Value(shape, DType.FLOAT32);
    Value to = new Value(shape, DType.FLOAT32);
    from.place(0, 0);
    to.place(1, 0);
    Program program = new Program(shape);
    program.store(program.apply(op, program.load(from.whole())), to);
    LoopCode code = LoopCode.of(program);
    return code == null ? null : new MathCode(code, from, to);
  }

  /// Computes the first elements.
  ///
  /// @return whether it has; Java must do it otherwise
  static boolean run(Unary op, float[] x, float[] y, int n) {
    MathCode math =
        switch (op) {
          case EXP -> EXP;
          case TANH -> TANH;
          case SIGMOID -> SIGMOID;
          default -> null;
        };
    if (math == null || n < FEWEST) {
      return false;
    }
    math.run(x, y, n);
    return true;
  }

  private void run(float[] x, float[] y, int n) {
    Memory arrays = memory.get();
    arrays.set(from.buffer(), x);
    arrays.set(to.buffer(), y);
    code.run(arrays, 0, n);
  }
}
