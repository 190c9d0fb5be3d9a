package dev.descent.kernel;

import static dev.descent.kernel.Encoding.Condition.NOT_ZERO;

import dev.descent.kernel.Encoding.Address;
import dev.descent.kernel.Encoding.Label;
import dev.descent.kernel.Encoding.Reg;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Machine code for sums in double precision of what a fused group computes, sixteen elements at a
/// time: columns of a matrix, line after line, or the lanes of a row ([Fold]). The sums are those
/// of the Java loops, to the last bit.
///
/// [Parameters]: for each place where it begins, and in `rowStride` how far it is from what was
/// read last to what is next. `ROWS`: of columns, the lines, and `PANEL` how many times sixteen
/// there are; of a row, how many times sixteen elements. `SUMS` are added to.
final class ReduceCode {
  private static final int LANES = Fold.LANES;
  private static final int VECTOR = 32;
  private static final int SUMS_OF_SIXTEEN = LANES * Double.BYTES;

  // Beside the four vectors of a row's sums and one for doubles.
  private static final int DOUBLES = 4;
  private static final int TEMPORARIES = 11;

  private static final int LINES_AHEAD = 4;

  // Of a call: some tens of microseconds.
  private static final int MOST_ELEMENTS = 1 << 16;

  private static final Reg LEFT = Reg.R11;
  private static final Reg LINES = Reg.R12;
  private static final Reg SUMS = Reg.R13;
  private static final Reg[] PLACES = {
    Reg.RSI, Reg.RDX, Reg.RCX, Reg.R8, Reg.R9, Reg.R10, Reg.RAX, Reg.RBX
  };

  private final VectorProgram group;
  private final MachineCode whole;
  private final MachineCode masked;

  private ReduceCode(VectorProgram group, MachineCode whole, MachineCode masked) {
    this.group = group;
    this.whole = whole;
    this.masked = masked;
  }

  /// The code for columns, or for rows, of a program that is seen as a matrix; null if it cannot be
  /// done.
  ///
  /// @param register holds what is summed
  /// @param columns of the matrix
  static @Nullable ReduceCode of(Program program, int register, int columns, boolean ofRows) {
    if (program.shape().count() == 0 || MachineCode.whyNot() != null) {
      return null;
    }
    VectorProgram group = VectorProgram.ofReduction(program, register, columns, TEMPORARIES);
    if (group == null) {
      return null;
    }
    MachineCode whole = MachineCode.ifPossible(function(group, register, ofRows, 0));
    MachineCode masked =
        MachineCode.ifPossible(function(group, register, ofRows, Parameters.MASKS));
    return whole == null || masked == null ? null : new ReduceCode(group, whole, masked);
  }

  /// Sums columns, at most [Parameters#MOST_SUMS], over lines.
  ///
  /// @param out receives the sums, from `to` on
  void columns(
      Memory memory, int firstLine, int lines, int firstColumn, int width, float[] out, int to) {
    Parameters parameters = Parameters.local();
    parameters.setNumbers(group.numbers(), memory);
    int rest = width % LANES;
    if (width >= LANES) {
      parameters.set(Parameters.PANEL, width / LANES);
      lines(whole, parameters, memory, firstLine, lines, firstColumn, width - rest);
      store(parameters, width - rest, out, to);
    }
    if (rest > 0) {
      parameters.set(Parameters.PANEL, 1);
      parameters.setMask(rest);
      lines(masked, parameters, memory, firstLine, lines, firstColumn + width - rest, LANES);
      store(parameters, rest, out, to + width - rest);
    }
  }

  /// Some lines a call, for each of which the garbage collector waits; the sums go on.
  private void lines(
      MachineCode code,
      Parameters parameters,
      Memory memory,
      int firstLine,
      int lines,
      int column,
      int width) {
    parameters.clearSums(width);
    int most = MOST_ELEMENTS / width;
    for (int line = 0; line < lines; line += most) {
      parameters.set(Parameters.ROWS, Math.min(most, lines - line));
      at(parameters, firstLine + line, column, width / LANES);
      group.call(code, parameters, memory);
    }
  }

  private static void store(Parameters parameters, int count, float[] out, int to) {
    for (int i = 0; i < count; i++) {
      out[to + i] = (float) parameters.sum(i);
    }
  }

  /// Sums elements of a row.
  ///
  /// @param lanes room for them
  double row(Memory memory, int row, int from, int n, double[] lanes) {
    Parameters parameters = Parameters.local();
    parameters.setNumbers(group.numbers(), memory);
    parameters.clearSums(LANES);
    int rest = n % LANES;
    if (n >= LANES) {
      parameters.set(Parameters.ROWS, n / LANES);
      at(parameters, row, from, 0);
      group.call(whole, parameters, memory);
    }
    if (rest > 0) {
      parameters.set(Parameters.ROWS, 1);
      parameters.setMask(rest);
      at(parameters, row, from + n - rest, 0);
      group.call(masked, parameters, memory);
    }
    for (int lane = 0; lane < LANES; lane++) {
      lanes[lane] = parameters.sum(lane);
    }
    return Fold.ofLanes(lanes);
  }

  /// @param done how many times sixteen elements of a line are read before the next line; 0 for a
  ///   row, where the next follow
  private void at(Parameters parameters, int row, int column, int done) {
    List<VectorProgram.Place> places = group.places();
    for (int i = 0; i < places.size(); i++) {
      VectorProgram.Place place = places.get(i);
      int element = row * place.rowStride() + (place.isOneARow() ? 0 : column);
      int first = place.value().start() + place.offset() + element;
      long sixteen = place.bytes(LANES);
      long step = done == 0 ? sixteen : 4L * place.rowStride() - sixteen * done;
      parameters.set(Parameters.place(i), (long) Float.BYTES * first);
      parameters.set(Parameters.rowStride(i), step);
    }
  }

  private static Assembler function(VectorProgram group, int register, boolean ofRows, int masks) {
    Assembler code = new Assembler();
    int places = group.places().size();
    Parameters.addArguments(code, 0, places);
    code.push(Reg.RBX);
    code.push(LINES);
    code.push(SUMS);
    for (int place = 0; place < places; place++) {
      code.mov(PLACES[place], Address.of(Reg.RDI, Parameters.place(place)));
    }
    code.mov(LINES, Address.of(Reg.RDI, Parameters.ROWS));
    if (ofRows) {
      row(code, group, register, masks);
    } else {
      columns(code, group, register, masks);
    }
    code.vzeroupper();
    code.pop(SUMS);
    code.pop(LINES);
    code.pop(Reg.RBX);
    code.ret();
    return code;
  }

  private static void row(Assembler code, VectorProgram group, int register, int masks) {
    for (int sum = 0; sum < DOUBLES; sum++) {
      code.vmovups(sum, Address.of(Reg.RDI, Parameters.SUMS + VECTOR * sum));
    }
    Label again = code.label();
    again.bind();
    for (int half = 0; half < 2; half++) {
      int elements = eight(code, group, register, half, masks);
      for (int quarter = 0; quarter < 2; quarter++) {
        int sum = 2 * half + quarter;
        doubles(code, elements, quarter);
        code.vaddpd(sum, sum, DOUBLES);
      }
    }
    next(code, group);
    code.sub(LINES, 1);
    code.jump(NOT_ZERO, again);
    for (int sum = 0; sum < DOUBLES; sum++) {
      code.vmovups(Address.of(Reg.RDI, Parameters.SUMS + VECTOR * sum), sum);
    }
  }

  /// What lies together is read together; the sums are in the first-level cache meanwhile.
  private static void columns(Assembler code, VectorProgram group, int register, int masks) {
    Label line = code.label();
    Label again = code.label();
    line.bind();
    code.mov(LEFT, Address.of(Reg.RDI, Parameters.PANEL));
    code.lea(SUMS, Address.of(Reg.RDI, Parameters.SUMS));
    again.bind();
    fetchAhead(code, group);
    for (int half = 0; half < 2; half++) {
      int elements = eight(code, group, register, half, masks);
      for (int quarter = 0; quarter < 2; quarter++) {
        Address sum = Address.of(SUMS, VECTOR * (2 * half + quarter));
        doubles(code, elements, quarter);
        code.vaddpd(DOUBLES, DOUBLES, sum);
        code.vmovups(sum, DOUBLES);
      }
    }
    for (int place = 0; place < group.places().size(); place++) {
      int sixteen = group.places().get(place).bytes(LANES);
      if (sixteen > 0) {
        code.add(PLACES[place], sixteen);
      }
    }
    code.add(SUMS, SUMS_OF_SIXTEEN);
    code.sub(LEFT, 1);
    code.jump(NOT_ZERO, again);
    next(code, group);
    code.sub(LINES, 1);
    code.jump(NOT_ZERO, line);
  }

  /// Asks for later lines, of which a part is read each: the processor does not foresee them.
  private static void fetchAhead(Assembler code, VectorProgram group) {
    for (int i = 0; i < group.places().size(); i++) {
      VectorProgram.Place place = group.places().get(i);
      long ahead = (long) LINES_AHEAD * Float.BYTES * place.rowStride();
      if (!place.isOneARow() && ahead > 0 && ahead <= Integer.MAX_VALUE) {
        code.prefetcht0(Address.of(PLACES[i], (int) ahead));
      }
    }
  }

  private static void doubles(Assembler code, int elements, int quarter) {
    if (quarter > 0) {
      code.vextractf128(DOUBLES, elements, quarter);
    }
    code.vcvtps2pd(DOUBLES, quarter > 0 ? DOUBLES : elements);
  }

  private static void next(Assembler code, VectorProgram group) {
    for (int place = 0; place < group.places().size(); place++) {
      code.add(PLACES[place], Address.of(Reg.RDI, Parameters.rowStride(place)));
    }
  }

  /// Computes eight elements. Of those beyond the end, a group may have made anything.
  ///
  /// @return the vector register that holds them
  private static int eight(Assembler code, VectorProgram group, int register, int half, int masks) {
    int first = VectorProgram.LANES * half;
    int maskAt = masks == 0 ? 0 : masks + VECTOR * half;
    int elements =
        group.emitElements(
            code,
            register,
            TEMPORARIES,
            place -> Address.of(PLACES[place], group.places().get(place).bytes(first)),
            Parameters.NUMBERS,
            maskAt);
    if (maskAt != 0) {
      code.vandps(elements, elements, Address.of(Reg.RDI, maskAt));
    }
    return elements;
  }
}
