package dev.descent.kernel;

import dev.descent.kernel.Encoding.Address;
import dev.descent.kernel.Encoding.Reg;
import dev.descent.tensor.Binary;
import dev.descent.tensor.DType;
import dev.descent.tensor.Unary;
import java.util.Arrays;
import java.util.List;

/// One pass over a [VectorProgram], which hands out vector registers and writes the code.
final class VectorEmission {
  private static final int REGISTERS = 16;

  private final VectorProgram program;
  private final Assembler code;
  private final int result;
  private final VectorProgram.Pointers pointers;
  private final int numbersAt;
  private final boolean masked;
  private final int[] place;
  private final int maskAt;
  private int free;
  private boolean failed;

  /// @param result the vector register of the product's result
  /// @param temporaries how many of the last vector registers may be used
  /// @param pointers where the places' elements are
  /// @param numbersAt from where on RDI points to the numbers
  /// @param maskAt where RDI points to the mask of the elements that exist; 0 if all do
  VectorEmission(
      VectorProgram program,
      Assembler code,
      int result,
      int temporaries,
      VectorProgram.Pointers pointers,
      int numbersAt,
      int maskAt) {
    this.program = program;
    this.place = new int[program.registers()];
    this.code = code;
    this.result = result;
    this.pointers = pointers;
    this.numbersAt = numbersAt;
    this.maskAt = maskAt;
    this.masked = maskAt != 0;
    this.free = ((1 << temporaries) - 1) << (REGISTERS - temporaries);
    Arrays.fill(place, -1);
  }

  /// Writes the code.
  ///
  /// @return whether the registers sufficed
  boolean run() {
    List<VectorProgram.Item> items = program.items();
    for (int at = 0; at < items.size() && !failed; at++) {
      VectorProgram.Item item = items.get(at);
      switch (item.instruction()) {
        case Instruction.Load load -> load(item.place(), load.to(), at);
        case Instruction.Gather gather -> load(item.place(), gather.to(), at);
        case Instruction.LoadResult load -> place[load.to()] = result;
        case Instruction.Apply1 apply -> unary(apply, at);
        case Instruction.Apply2 apply -> binary(apply, at);
        case Instruction.Choose choose -> choose(choose, at);
        case Instruction.Store store -> store(item.place(), store.x(), at);
        default -> throw new IllegalStateException("no code for " + item.instruction());
      }
    }
    return !failed;
  }

  private int take() {
    if (free == 0) {
      failed = true;
      return 0;
    }
    int register = Integer.numberOfTrailingZeros(free);
    free &= ~(1 << register);
    return register;
  }

  private void give(int register) {
    free |= 1 << register;
  }

  /// The vector register that holds a program's register, loaded now if it is a number.
  int read(int register) {
    if (place[register] < 0) {
      place[register] = take();
      code.vbroadcastss(
          place[register], Address.of(Reg.RDI, numbersAt + 4 * program.numberOf(register)));
    }
    return place[register];
  }

  /// Gives back what was needed for the last time; a number is loaded again at its next use.
  private void release(int register, int at) {
    if (place[register] >= 0
        && (program.lastUse(register) <= at || program.numberOf(register) >= 0)) {
      give(place[register]);
      place[register] = -1;
    }
  }

  /// A register for a result, which must not be one that is still read by the same operation.
  private void define(int register, int at, int vector) {
    place[register] = vector;
    release(register, at); // for results that nobody reads
  }

  private void load(int operand, int to, int at) {
    int vector = take();
    VectorProgram.Place from = program.places().get(operand);
    Address address = pointers.of(operand);
    if (from.isOneARow()) {
      code.vbroadcastss(vector, address);
    } else if (from.value().dtype() == DType.UINT8) {
      code.vpmovzxbd(vector, address);
      code.vcvtdq2ps(vector, vector);
    } else if (masked) {
      code.vmovups(vector, Address.of(Reg.RDI, maskAt));
      code.vmaskmovps(vector, vector, address);
    } else {
      code.vmovups(vector, address);
    }
    define(to, at, vector);
  }

  private void store(int operand, int x, int at) {
    int vector = read(x);
    if (masked) {
      int mask = take();
      code.vmovups(mask, Address.of(Reg.RDI, maskAt));
      code.vmaskmovps(pointers.of(operand), mask, vector);
      give(mask);
    } else {
      code.vmovups(pointers.of(operand), vector);
    }
    release(x, at);
  }

  /// A register for the result of one instruction: that of an operand which is read for the last
  /// time, or whose number is loaded again.
  private int into(int at, int... operands) {
    for (int operand : operands) {
      boolean isFree = program.lastUse(operand) <= at || program.numberOf(operand) >= 0;
      if (isFree && place[operand] != result) {
        return place[operand];
      }
    }
    return take();
  }

  private void unary(Instruction.Apply1 apply, int at) {
    int x = read(apply.x());
    int y =
        switch (apply.op()) {
          case SQUARE, SQRT -> into(at, apply.x());
          default -> take();
        };
    switch (apply.op()) {
      case SQUARE -> code.vmulps(y, x, x);
      case SQRT -> code.vsqrtps(y, x);
      case NEGATE -> {
        signs(y);
        code.vxorps(y, x, y);
      }
      case ABS -> {
        signs(y);
        code.vandnps(y, y, x);
      }
      case RELU -> { // +0 for −0, as Math.max has it
        code.vxorps(y, y, y);
        int larger = take();
        code.vmaxps(larger, y, x);
        code.vaddps(y, larger, y);
        give(larger);
      }
      case EXP, TANH, SIGMOID -> exponential(apply.op(), y, x);
      default -> code.vmovaps(y, x);
    }
    release(apply.x(), at);
    free &= ~(1 << y);
    define(apply.to(), at, y);
  }

  private void exponential(Unary op, int y, int x) {
    int r = take();
    int s = take();
    int t = take();
    VectorMath math = new VectorMath(code, Parameters.CONSTANTS);
    switch (op) {
      case EXP -> math.exp(y, x, r, s, t);
      case TANH -> math.tanh(y, x, r, s, t);
      default -> math.sigmoid(y, x, r, s, t);
    }
    give(r);
    give(s);
    give(t);
  }

  /// The sign bits alone: 0 shifted out of all ones.
  private void signs(int y) {
    code.vpcmpeqd(y, y, y);
    code.vpslld(y, y, 31);
  }

  private void binary(Instruction.Apply2 apply, int at) {
    int a = read(apply.a());
    int b = read(apply.b());
    int y =
        switch (apply.op()) {
          case ADD, SUBTRACT, MULTIPLY, DIVIDE -> into(at, apply.a(), apply.b());
          default -> take();
        };
    switch (apply.op()) {
      case ADD -> code.vaddps(y, a, b);
      case SUBTRACT -> code.vsubps(y, a, b);
      case MULTIPLY -> code.vmulps(y, a, b);
      case DIVIDE -> code.vdivps(y, a, b);
      default -> compare(apply.op(), y, a, b);
    }
    release(apply.a(), at);
    release(apply.b(), at);
    free &= ~(1 << y);
    define(apply.to(), at, y);
  }

  private void compare(Binary op, int y, int a, int b) {
    int predicate =
        switch (op) {
          case EQUAL -> 0x00;
          case NOT_EQUAL -> 0x04;
          case LESS -> 0x11;
          case LESS_EQUAL -> 0x12;
          case GREATER -> 0x1E;
          default -> 0x1D;
        };
    code.vcmpps(y, a, b, predicate);
    int one = take(); // 1.0 is the bits 127 << 23
    code.vpcmpeqd(one, one, one);
    code.vpslld(one, one, 25);
    code.vpsrld(one, one, 2);
    code.vandps(y, y, one);
    give(one);
  }

  private void choose(Instruction.Choose choose, int at) {
    int condition = read(choose.condition());
    int then = read(choose.then());
    int otherwise = read(choose.otherwise());
    int y = take();
    code.vxorps(y, y, y);
    code.vcmpps(y, condition, y, 0x04); // not equal or NaN
    code.vblendvps(y, otherwise, then, y);
    release(choose.condition(), at);
    release(choose.then(), at);
    release(choose.otherwise(), at);
    define(choose.to(), at, y);
  }
}
