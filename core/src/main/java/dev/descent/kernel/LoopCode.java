package dev.descent.kernel;

import static dev.descent.kernel.Encoding.Condition.LESS;
import static dev.descent.kernel.Encoding.Condition.NOT_LESS;
import static dev.descent.kernel.Encoding.Condition.ZERO;

import dev.descent.kernel.Encoding.Address;
import dev.descent.kernel.Encoding.Label;
import dev.descent.kernel.Encoding.Reg;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Machine code for a fused group whose operands lie one element after the other, as its results
/// do, or are rows that indices name: one pass over memory, sixteen elements at a time.
final class LoopCode {
  private static final int RUN = 16;
  private static final int TEMPORARIES = 16;

  // Rows that indices name lie anywhere: the processor does not foresee the next.
  private static final int ROWS_AHEAD = 2;
  private static final int CACHE_LINE = 64;
  private static final int MOST_LINES_AHEAD = 64;

  private static final Reg LEFT = Reg.R11;
  private static final Reg[] PLACES = {
    Reg.RSI, Reg.RDX, Reg.RCX, Reg.R8, Reg.R9, Reg.R10, Reg.RAX, Reg.RBX
  };

  private final VectorProgram group;
  private final MachineCode code;
  private final int run;
  private final int count;

  private LoopCode(VectorProgram group, MachineCode code, int count) {
    this.group = group;
    this.run = group.longestRun(count);
    this.count = count;
    this.code = code;
  }

  /// The code of a program; null if it cannot be done.
  static @Nullable LoopCode of(Program program) {
    int count = program.shape().count();
    if (count == 0 || MachineCode.whyNot() != null) {
      return null;
    }
    VectorProgram group =
        VectorProgram.of(program, null, false, count, PLACES.length, TEMPORARIES, true);
    MachineCode code = group == null ? null : MachineCode.ifPossible(function(group));
    return group == null || code == null ? null : new LoopCode(group, code, count);
  }

  /// Computes elements `start` … `end − 1`.
  void run(Memory memory, int start, int end) {
    Parameters parameters = Parameters.local();
    parameters.setNumbers(group.numbers(), memory);
    int from = start;
    while (from < end) {
      int to = Math.min(end, from - from % run + run);
      runRow(parameters, memory, from, to);
      from = to;
    }
  }

  /// Computes elements of one row.
  private void runRow(Parameters parameters, Memory memory, int start, int end) {
    parameters.set(Parameters.ROWS, end - start);
    if ((end - start) % RUN != 0) {
      parameters.setMask((end - start) % RUN);
    }
    List<VectorProgram.Place> places = group.places();
    for (int i = 0; i < places.size(); i++) {
      VectorProgram.Place place = places.get(i);
      int element =
          switch (place.instruction()) {
            case Instruction.Gather gather -> {
              int width = gather.width();
              int next = (int) Math.min(start + (long) ROWS_AHEAD * width, count - 1L);
              int row = gather.row(memory, start / width);
              int ahead = gather.row(memory, next / width);
              parameters.set(Parameters.AHEAD, (long) place.bytes(width) * (ahead - row));
              yield row * width + start % width;
            }
            default -> place.isOneARow() ? 0 : start;
          };
      int first = place.value().start() + place.offset() + element;
      parameters.set(Parameters.place(i), (long) place.value().dtype().bytes() * first);
    }
    group.call(code, parameters, memory);
  }

  private static Assembler function(VectorProgram group) {
    Assembler code = new Assembler();
    int places = group.places().size();
    Parameters.addArguments(code, 0, places);
    code.push(Reg.RBX);
    for (int place = 0; place < places; place++) {
      code.mov(PLACES[place], Address.of(Reg.RDI, Parameters.place(place)));
    }
    fetchAhead(code, group);
    code.mov(LEFT, Address.of(Reg.RDI, Parameters.ROWS));
    Label again = code.label();
    Label rest = code.label();
    Label done = code.label();
    code.sub(LEFT, RUN);
    code.jump(LESS, rest);
    again.bind();
    sixteen(code, group, 0);
    for (int place = 0; place < places; place++) {
      int step = group.places().get(place).bytes(RUN);
      if (step > 0) {
        code.add(PLACES[place], step);
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
    return code;
  }

  private static void fetchAhead(Assembler code, VectorProgram group) {
    for (int i = 0; i < group.places().size(); i++) {
      VectorProgram.Place place = group.places().get(i);
      if (place.use() == VectorProgram.Use.GATHERED) {
        code.mov(LEFT, Address.of(Reg.RDI, Parameters.AHEAD));
        code.add(LEFT, PLACES[i]);
        int lines = place.bytes(place.rowStride()) / CACHE_LINE + 1;
        for (int line = 0; line < Math.min(lines, MOST_LINES_AHEAD); line++) {
          code.prefetcht0(Address.of(LEFT, CACHE_LINE * line));
        }
      }
    }
  }

  private static void sixteen(Assembler code, VectorProgram group, int masks) {
    for (int half = 0; half < 2; half++) {
      int first = VectorProgram.LANES * half;
      group.emit(
          code,
          -1,
          TEMPORARIES,
          place -> Address.of(PLACES[place], group.places().get(place).bytes(first)),
          Parameters.NUMBERS,
          masks == 0 ? 0 : masks + Float.BYTES * first);
    }
  }
}
