package dev.descent.kernel;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// The code that large products spend their time in, again and again on the same block and the same
/// panel, which stay in the first-level cache: what a product would reach that waits for nothing.
///
/// Each thread needs one of its own.
public final class InnerProduct {
  private static final int TERMS = BlockedProduct.MOST_TERMS_OF_BLOCKS;
  private static final long FLOPS = 2L * ProductCode.ROWS * ProductCode.COLUMNS * TERMS;

  private final MachineCode code;
  private final MemorySegment block = floats(ProductCode.ROWS * TERMS);
  private final MemorySegment panel = floats(ProductCode.COLUMNS * TERMS);
  private final MemorySegment sums = floats(ProductCode.COLUMNS);

  /// The code and operands of zero.
  ///
  /// **Throws** [IllegalStateException] saying why this machine does not run machine code of ours
  public InnerProduct() {
    String obstacle = MachineCode.whyNot();
    if (obstacle != null) {
      throw new IllegalStateException(obstacle);
    }
    this.code = BlockedProduct.codeForCopies();
  }

  private static MemorySegment floats(int count) {
    return Arena.ofAuto().allocate((long) Float.BYTES * count, 64);
  }

  /// Multiplies so often.
  ///
  /// @return the number of floating-point operations that were done
  public long run(int times) {
    Parameters parameters = Parameters.local();
    parameters.set(Parameters.A, 0);
    parameters.set(Parameters.A_ROW, Float.BYTES);
    parameters.set(Parameters.A_BLOCK, 0); // the next block is the same again
    parameters.set(Parameters.B, 0);
    parameters.set(Parameters.TERMS, TERMS);
    parameters.set(Parameters.CONTINUES, 0);
    parameters.set(Parameters.ROWS, (long) ProductCode.ROWS * times);
    parameters.set(Parameters.PANELS, 1);
    parameters.set(Parameters.place(0), 0);
    parameters.set(Parameters.rowStride(0), 0);
    MemorySegment none = MemorySegment.NULL;
    code.call(parameters, block, panel, sums, none, none);
    return FLOPS * times;
  }
}
