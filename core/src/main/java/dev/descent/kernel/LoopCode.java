package dev.descent.kernel;

import static dev.descent.kernel.Assembler.Condition.LESS;
import static dev.descent.kernel.Assembler.Condition.NOT_LESS;
import static dev.descent.kernel.Assembler.Condition.ZERO;

import dev.descent.kernel.Assembler.Address;
import dev.descent.kernel.Assembler.Label;
import dev.descent.kernel.Assembler.Reg;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Machine code for a fused group whose operands lie one element after the other, as its results
/// do: one pass over memory, sixteen elements at a time.
final class LoopCode {
  private static final int RUN = 16;
  private static final int VECTOR = 32;
  private static final int TEMPORARIES = 16;

  private static final Reg LEFT = Reg.R11;
  private static final Reg[] PLACES = {
    Reg.RSI, Reg.RDX, Reg.RCX, Reg.R8, Reg.R9, Reg.R10, Reg.RAX, Reg.RBX
  };

  private final VectorProgram group;
  private final MachineCode code;

  private LoopCode(VectorProgram group) {
    this.group = group;
    this.code = function(group);
  }

  /// The code of a program; null if it cannot be done.
  static @Nullable LoopCode of(Program program) {
    int count = program.shape().count();
    if (count == 0 || MachineCode.whyNot() != null) {
      return null;
    }
    VectorProgram group =
        VectorProgram.of(program, null, false, count, PLACES.length, TEMPORARIES, true);
    return group == null ? null : new LoopCode(group);
  }

  /// Computes elements `start` … `end − 1`.
  void run(Memory memory, int start, int end) {
    Parameters parameters = Parameters.local();
    parameters.setNumbers(group.numbers(), memory);
    parameters.set(Parameters.ROWS, end - start);
    parameters.setMask((end - start) % RUN);
    List<VectorProgram.Place> places = group.places();
    for (int i = 0; i < places.size(); i++) {
      VectorProgram.Place place = places.get(i);
      int first = place.value().start() + place.offset() + (place.isOneARow() ? 0 : start);
      parameters.set(Parameters.place(i), 4L * first);
    }
    code.call(
        parameters.block(),
        array(memory, 0),
        array(memory, 1),
        array(memory, 2),
        array(memory, 3),
        array(memory, 4),
        array(memory, 5),
        array(memory, 6),
        array(memory, 7));
  }

  private MemorySegment array(Memory memory, int place) {
    return place < group.places().size()
        ? Segments.local().from(memory.floats(group.places().get(place).value()), 0)
        : MemorySegment.NULL;
  }

  private static MachineCode function(VectorProgram group) {
    Assembler code = new Assembler();
    int places = group.places().size();
    Parameters.addArguments(code, 0, places);
    code.push(Reg.RBX);
    for (int place = 0; place < places; place++) {
      code.mov(PLACES[place], Address.of(Reg.RDI, Parameters.place(place)));
    }
    code.mov(LEFT, Address.of(Reg.RDI, Parameters.ROWS));
    Label again = code.label();
    Label rest = code.label();
    Label done = code.label();
    code.sub(LEFT, RUN);
    code.jump(LESS, rest);
    again.bind();
    sixteen(code, group, 0);
    for (int place = 0; place < places; place++) {
      if (!group.places().get(place).isOneARow()) {
        code.add(PLACES[place], RUN * Float.BYTES);
      }
    }
    code.sub(LEFT, RUN);
    code.jump(NOT_LESS, again);
    rest.bind();
    code.add(LEFT, RUN);
    code.jump(ZERO, done);
    sixteen(code, group, Parameters.MASKS);
    done.bind();
    code.vzeroupper();
    code.pop(Reg.RBX);
    code.ret();
    return MachineCode.of(code);
  }

  private static void sixteen(Assembler code, VectorProgram group, int masks) {
    for (int half = 0; half < 2; half++) {
      int at = VECTOR * half;
      group.emit(
          code,
          -1,
          TEMPORARIES,
          place -> Address.of(PLACES[place], group.places().get(place).isOneARow() ? 0 : at),
          Parameters.NUMBERS,
          masks == 0 ? 0 : masks + at);
    }
  }
}
