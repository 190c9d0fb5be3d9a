package dev.descent.kernel;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.descent.kernel.Encoding.Address;
import dev.descent.kernel.Encoding.Reg;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;

/// What machine code needs to know beside its arrays: a thread's block of native memory. Distances
/// are in bytes, counts in elements.
final class Parameters {
  // Where each parameter is in the block.
  static final int A = 0;
  static final int B = 8;
  static final int A_ROW = 16;
  static final int PANEL = 24;
  static final int B_TERM = 32;
  static final int TERMS = 40;
  static final int ROWS = 48;
  static final int PARTIAL = 56;
  static final int CONTINUES = 64;
  static final int OUT = 72;
  static final int AHEAD = 80;
  static final int A_BLOCK = 88;
  static final int PANELS = 96;
  static final int PARTIAL_PANEL = 104;
  private static final int PLACES = 112;
  private static final int PLACE_SIZE = 32;
  static final int NUMBERS = PLACES + PLACE_SIZE * VectorProgram.MOST_PLACES;
  static final int MASKS = NUMBERS + Float.BYTES * VectorProgram.MOST_NUMBERS;
  static final int CONSTANTS = MASKS + 64;
  static final int SUMS = CONSTANTS + (VectorMath.BYTES + 63) / 64 * 64;
  static final int MOST_SUMS = Scratch.LENGTH / 4;
  private static final int SIZE = SUMS + Double.BYTES * MOST_SUMS;

  private static final ThreadLocal<Parameters> LOCAL = ThreadLocal.withInitial(Parameters::new);

  private final MemorySegment block = Arena.ofAuto().allocate(SIZE, 64);
  private final long address = block.address();

  private Parameters() {
    VectorMath.fill(block, CONSTANTS);
  }

  static Parameters local() {
    return LOCAL.get();
  }

  /// Where the block is, for as long as the thread lives.
  long address() {
    return address;
  }

  void set(int parameter, long value) {
    block.set(JAVA_LONG, parameter, value);
  }

  /// Sets the numbers that are the same for all elements.
  void setNumbers(List<Instruction> numbers, Memory memory) {
    for (int i = 0; i < numbers.size(); i++) {
      float number =
          switch (numbers.get(i)) {
            case Instruction.Fill fill -> fill.value();
            case Instruction.Splat splat ->
                memory.floats(splat.value())[splat.value().start() + splat.position()];
            default -> throw new IllegalStateException("no number: " + numbers.get(i));
          };
      block.set(JAVA_FLOAT, NUMBERS + 4L * i, number);
    }
  }

  /// Sets the first sums of [ReduceCode] to zero.
  void clearSums(int count) {
    block.asSlice(SUMS, (long) Double.BYTES * count).fill((byte) 0);
  }

  /// A sum of [ReduceCode].
  double sum(int index) {
    return block.get(JAVA_DOUBLE, SUMS + (long) Double.BYTES * index);
  }

  /// Says that only the first columns of a panel exist.
  void setMask(int columns) {
    for (int i = 0; i < ProductCode.COLUMNS; i++) {
      block.set(JAVA_INT, MASKS + 4L * i, i < columns ? -1 : 0);
    }
  }

  /// Where the place's first element is, counted from its array's begin; the code makes an address
  /// of it.
  static int place(int index) {
    return PLACES + PLACE_SIZE * index;
  }

  /// From one row to the next.
  static int rowStride(int index) {
    return place(index) + 8;
  }

  /// From one panel of a product to the next.
  static int panelStride(int index) {
    return place(index) + 16;
  }

  /// Where the product's code notes the place of the present panel.
  static int ofPanel(int index) {
    return place(index) + 24;
  }

  /// Writes code that adds the addresses of the places' arrays.
  ///
  /// @param first which argument behind the parameters the first place's array is, from 0
  static void addArguments(Assembler code, int first, int places) {
    Reg[] registers = {Reg.RSI, Reg.RDX, Reg.RCX, Reg.R8, Reg.R9};
    for (int place = 0; place < places; place++) {
      int argument = first + place;
      Reg register = argument < registers.length ? registers[argument] : Reg.RAX;
      if (argument >= registers.length) {
        code.mov(register, Address.of(Reg.RSP, 8 * (argument - registers.length + 1)));
      }
      code.add(Address.of(Reg.RDI, place(place)), register);
    }
  }
}
