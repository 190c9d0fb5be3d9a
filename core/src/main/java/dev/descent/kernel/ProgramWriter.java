package dev.descent.kernel;

import static java.lang.constant.ConstantDescs.CD_double;
import static java.lang.constant.ConstantDescs.CD_float;
import static java.lang.constant.ConstantDescs.CD_int;

import dev.descent.tensor.Binary;
import dev.descent.tensor.DType;
import dev.descent.tensor.Layout;
import dev.descent.tensor.Unary;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.Arrays;

/// Writes a fused group as bytecode, for one element: a variable a register.
final class ProgramWriter {
  private static final ClassDesc MATH = JavaCode.describe(Math.class);
  private static final ClassDesc FLOAT_MATH = JavaCode.describe(FloatMath.class);
  private static final ClassDesc LOOPS = JavaCode.describe(Loops.class);
  private static final MethodTypeDesc ONE = MethodTypeDesc.of(CD_float, CD_float);
  private static final MethodTypeDesc TWO = MethodTypeDesc.of(CD_float, CD_float, CD_float);
  private static final MethodTypeDesc THREE =
      MethodTypeDesc.of(CD_float, CD_float, CD_float, CD_float);

  private final KernelWriter kernel;
  private final CodeBuilder code;
  private final Program program;
  private final int[] registers;
  private final boolean flat;

  ProgramWriter(KernelWriter kernel, CodeBuilder code, Program program) {
    this.kernel = kernel;
    this.code = code;
    this.program = program;
    this.registers = new int[program.registers()];
    for (int register = 0; register < registers.length; register++) {
      registers[register] = code.allocateLocal(TypeKind.FLOAT);
    }
    this.flat = program.code().stream().allMatch(ProgramWriter::isFlat);
  }

  private static boolean isFlat(Instruction instruction) {
    return switch (instruction) {
      case Instruction.Load load -> load.strides().isFlat();
      case Instruction.Index index -> index.strides().isFlat();
      default -> true;
    };
  }

  /// The axes to loop over: one if all lies element after element.
  int[] sizes() {
    return flat ? new int[] {program.shape().count()} : program.shape().toArray();
  }

  /// Writes what is the same for all elements.
  void prepare() {
    for (Instruction instruction : program.uniform()) {
      switch (instruction) {
        case Instruction.Fill fill -> {
          code.loadConstant(fill.value());
          code.fstore(registers[fill.to()]);
        }
        case Instruction.Splat splat -> {
          kernel.array(splat.value());
          code.loadConstant(splat.value().start() + splat.position());
          read(splat.value().dtype());
          code.fstore(registers[splat.to()]);
        }
        default -> throw new IllegalArgumentException(instruction.toString());
      }
    }
  }

  /// Writes the group for one element.
  ///
  /// @param counters the variable that counts along each axis
  /// @param result the variable that holds the product's result, if the group follows one
  /// @return the variables of the registers
  int[] write(int[] counters, int result) {
    for (Instruction instruction : program.code()) {
      switch (instruction) {
        case Instruction.Load load -> {
          kernel.array(load.operand().value());
          index(load.operand().value().start(), load.operand().layout(), counters);
          read(load.operand().dtype());
          code.fstore(registers[load.to()]);
        }
        case Instruction.LoadResult load -> code.fload(result).fstore(registers[load.to()]);
        case Instruction.Gather gather -> {
          gather(gather, counters);
          code.fstore(registers[gather.to()]);
        }
        case Instruction.Index index -> {
          index(0, index.layout(), counters);
          code.i2f().fstore(registers[index.to()]);
        }
        case Instruction.Apply1 apply -> {
          code.fload(registers[apply.x()]);
          apply(apply.op());
          code.fstore(registers[apply.to()]);
        }
        case Instruction.Apply2 apply -> {
          code.fload(registers[apply.a()]).fload(registers[apply.b()]);
          apply(apply.op());
          code.fstore(registers[apply.to()]);
        }
        case Instruction.Choose choose -> {
          code.fload(registers[choose.condition()]);
          code.fload(registers[choose.then()]).fload(registers[choose.otherwise()]);
          code.invokestatic(LOOPS, "select", THREE).fstore(registers[choose.to()]);
        }
        case Instruction.Convert convert -> {
          code.fload(registers[convert.x()]);
          convert(convert.dtype());
          code.fstore(registers[convert.to()]);
        }
        case Instruction.Store store -> store(store, counters);
        case Instruction.Splat _, Instruction.Fill _ ->
            throw new IllegalArgumentException(instruction.toString());
      }
    }
    return registers;
  }

  private void index(int start, Layout layout, int[] counters) {
    kernel.index(
        start + layout.offset(), counters, flat(counters) ? new int[] {1} : layout.strides());
  }

  /// Pushes the index along all axes at once.
  private void element(int start, int[] counters) {
    kernel.index(
        start,
        counters,
        flat(counters) ? new int[] {1} : Layout.rowMajor(program.shape()).strides());
  }

  private boolean flat(int[] counters) {
    return flat && counters.length == 1;
  }

  private void gather(Instruction.Gather gather, int[] counters) {
    int row = code.allocateLocal(TypeKind.INT);
    element(0, counters);
    code.loadConstant(gather.width()).idiv().istore(row);
    kernel.array(gather.source().value());
    kernel.array(gather.indices());
    code.loadConstant(gather.indices().start()).iload(row).iadd().iaload();
    code.loadConstant(gather.rows()).iload(row);
    code.invokestatic(
        JavaCode.describe(Indices.class),
        "check",
        MethodTypeDesc.of(CD_int, CD_int, CD_int, CD_int));
    code.iload(row).isub().loadConstant(gather.width()).imul();
    element(gather.source().start(), counters);
    code.iadd();
    read(gather.source().dtype());
  }

  /// Reads the element whose array and index are on the stack.
  private void read(DType dtype) {
    switch (dtype) {
      case FLOAT32 -> code.faload();
      case INT32 -> code.iaload().i2f();
      case UINT8 -> code.baload().loadConstant(0xFF).iand().i2f();
    }
  }

  private void store(Instruction.Store store, int[] counters) {
    kernel.array(store.value());
    element(store.value().start(), counters);
    code.fload(registers[store.x()]);
    switch (store.value().dtype()) {
      case FLOAT32 -> code.fastore();
      case INT32 -> code.f2i().iastore();
      case UINT8 -> code.f2i().i2b().bastore();
    }
  }

  private void convert(DType dtype) {
    switch (dtype) {
      case FLOAT32 -> {}
      case INT32 -> code.f2i().i2f();
      case UINT8 -> code.f2i().loadConstant(0xFF).iand().i2f();
    }
  }

  /// Applies an operation to what is on the stack, as [Loops#unary] does.
  private void apply(Unary op) {
    switch (op) {
      case NEGATE -> code.fneg();
      case SQUARE -> code.dup().fmul();
      case ABS -> code.invokestatic(MATH, "abs", ONE);
      case RELU -> code.fconst_0().invokestatic(MATH, "max", TWO);
      case SQRT ->
          code.f2d().invokestatic(MATH, "sqrt", MethodTypeDesc.of(CD_double, CD_double)).d2f();
      case EXP, LOG, SIGMOID, TANH, SOFTPLUS -> code.invokestatic(FLOAT_MATH, op.label(), ONE);
      case STOP_GRADIENT, IDENTITY -> {}
      default -> constant(op, ONE);
    }
  }

  /// Applies an operation to what is on the stack, as [Loops#binary] does.
  private void apply(Binary op) {
    switch (op) {
      case ADD -> code.fadd();
      case SUBTRACT -> code.fsub();
      case MULTIPLY -> code.fmul();
      case DIVIDE -> code.fdiv();
      case MAXIMUM -> code.invokestatic(MATH, "max", TWO);
      case MINIMUM -> code.invokestatic(MATH, "min", TWO);
      default -> constant(op, TWO);
    }
  }

  /// Calls the operation itself, which is in `Loops` with the enum constant as its last argument.
  private void constant(Enum<?> op, MethodTypeDesc operands) {
    ClassDesc type = JavaCode.describe(op.getDeclaringClass());
    code.getstatic(type, op.name(), type);
    ClassDesc[] parameters =
        Arrays.copyOf(operands.parameterArray(), operands.parameterCount() + 1);
    parameters[operands.parameterCount()] = type;
    code.invokestatic(LOOPS, "apply", MethodTypeDesc.of(CD_float, parameters));
  }
}
