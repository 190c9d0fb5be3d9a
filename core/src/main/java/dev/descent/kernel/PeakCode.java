package dev.descent.kernel;

import dev.descent.kernel.Encoding.Condition;
import dev.descent.kernel.Encoding.Label;
import dev.descent.kernel.Encoding.Reg;
import java.lang.foreign.MemorySegment;

/// Machine code that does nothing but multiply and add: as much as the processor can.
public final class PeakCode {
  // Twelve sums that do not wait for each other keep two multipliers busy for their five cycles.
  private static final int SUMS = 12;
  private static final int FLOPS = 2 * VectorProgram.LANES * SUMS;

  private final MachineCode code;

  /// The code.
  ///
  /// **Throws** [IllegalStateException] saying why this machine does not run machine code of ours
  public PeakCode() {
    String obstacle = MachineCode.whyNot();
    if (obstacle != null) {
      throw new IllegalStateException(obstacle);
    }
    Assembler assembler = new Assembler();
    for (int sum = 0; sum < SUMS + 2; sum++) {
      assembler.vxorps(sum, sum, sum);
    }
    assembler.mov(Reg.RAX, Assembler.Address.of(Reg.RDI, Parameters.ROWS));
    Label again = assembler.label();
    again.bind();
    for (int sum = 0; sum < SUMS; sum++) {
      assembler.vfmadd231ps(sum, SUMS, SUMS + 1);
    }
    assembler.sub(Reg.RAX, 1);
    assembler.jump(Condition.NOT_ZERO, again);
    assembler.vzeroupper();
    assembler.ret();
    this.code = MachineCode.of(assembler);
  }

  /// Multiplies and adds for so many rounds.
  ///
  /// @return the number of floating-point operations that were done
  public long run(int rounds) {
    Parameters parameters = Parameters.local();
    parameters.set(Parameters.ROWS, rounds);
    MemorySegment none = MemorySegment.NULL;
    code.call(parameters, none, none, none, none, none);
    return (long) rounds * FLOPS;
  }
}
