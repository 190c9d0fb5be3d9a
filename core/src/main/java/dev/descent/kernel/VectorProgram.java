package dev.descent.kernel;

import dev.descent.kernel.Assembler.Address;
import dev.descent.kernel.Assembler.Reg;
import dev.descent.tensor.Binary;
import dev.descent.tensor.DType;
import dev.descent.tensor.Unary;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A fused group as machine code for eight elements of a row at a time. Each operation gives the
/// same bits as its loop in [Loops].
///
/// It covers the operations that vector instructions compute exactly, on floats that lie as the
/// result does, or as one row or one number for each row, or as one number for all.
final class VectorProgram {
  /// The most arrays that a group reads and writes.
  static final int MOST_PLACES = 8;

  /// The number of elements of a vector.
  static final int LANES = 8;

  /// The most numbers that are the same for all elements.
  static final int MOST_NUMBERS = 16;

  /// How a place is used.
  enum Use {
    /// An element is read for each element.
    READ,
    /// A number is read for all elements of a row.
    READ_ONE_A_ROW,
    /// A row is read that an index names.
    GATHERED,
    /// A result.
    WRITTEN
  }

  /// An operand in memory, row by row.
  ///
  /// @param instruction that reads or writes it
  /// @param offset of its first element in the value
  /// @param rowStride from one row to the next, in elements
  record Place(Instruction instruction, Value value, int offset, int rowStride, Use use) {
    boolean isOneARow() {
      return use == Use.READ_ONE_A_ROW;
    }

    /// The distance in bytes between elements `count` apart.
    int bytes(int count) {
      return isOneARow() ? 0 : count * value.dtype().bytes();
    }
  }

  /// A step of the program.
  ///
  /// @param instruction what to do
  /// @param at which place or number it concerns
  private record Item(Instruction instruction, int at) {}

  private final List<Place> places = new ArrayList<>();
  private final List<Instruction> numbers = new ArrayList<>();
  private final List<Item> items = new ArrayList<>();
  private final int[] lastUse;
  private final int[] numberOf;
  private final @Nullable Value result;
  private final boolean keepsResult;
  private final int mostPlaces;

  private VectorProgram(
      int registers, @Nullable Value result, boolean keepsResult, int mostPlaces) {
    this.result = result;
    this.keepsResult = keepsResult;
    this.mostPlaces = mostPlaces;
    this.lastUse = new int[registers];
    this.numberOf = new int[registers];
    Arrays.fill(lastUse, -1);
    Arrays.fill(numberOf, -1);
  }

  /// The group for a matrix of that many columns; null if it cannot be done.
  ///
  /// @param result the product's result, which the group finds in a register; null if there is none
  /// @param keepsResult whether that is to be written to memory too
  /// @param places how many arrays it may read and write
  /// @param temporaries how many vector registers there are beside the result's
  /// @param masked whether some vectors have fewer than eight elements
  static @Nullable VectorProgram of(
      Program program,
      @Nullable Value result,
      boolean keepsResult,
      int columns,
      int places,
      int temporaries,
      boolean masked) {
    VectorProgram compiled = new VectorProgram(program.registers(), result, keepsResult, places);
    boolean possible = compiled.addNumbers(program.uniform());
    for (Instruction instruction : program.code()) {
      possible = possible && compiled.add(instruction, columns);
    }
    return possible && compiled.fits(temporaries, masked) ? compiled : null;
  }

  /// The row whose end ends a run of elements that lie one after the other: the shortest of those
  /// that are gathered, or all elements.
  int longestRun(int count) {
    int run = count;
    for (Place place : places) {
      if (place.use == Use.GATHERED) {
        run = Math.min(run, place.rowStride);
      }
    }
    return run;
  }

  List<Place> places() {
    return places;
  }

  /// The instructions that fill registers with one number.
  List<Instruction> numbers() {
    return numbers;
  }

  private boolean addNumbers(List<Instruction> uniform) {
    for (Instruction instruction : uniform) {
      int to =
          switch (instruction) {
            case Instruction.Splat splat when splat.value().dtype() == DType.FLOAT32 -> splat.to();
            case Instruction.Fill fill -> fill.to();
            default -> -1;
          };
      if (to < 0 || numbers.size() == MOST_NUMBERS) {
        return false;
      }
      numberOf[to] = numbers.size();
      numbers.add(instruction);
    }
    return true;
  }

  private boolean add(Instruction instruction, int columns) {
    int at = items.size();
    switch (instruction) {
      case Instruction.Load load -> {
        Value value = load.operand().value();
        if (result != null && value.base() == result.base()) {
          items.add(new Item(new Instruction.LoadResult(load.to()), -1));
          return !keepsResult || storeResult(load.to(), columns);
        }
        Strides strides = load.strides();
        if (value.dtype() != DType.FLOAT32 || !strides.isByRows(columns)) {
          return false;
        }
        Use use = strides.isOneARow() ? Use.READ_ONE_A_ROW : Use.READ;
        return addPlace(
            new Place(instruction, value, strides.position(0), strides.rowStride(columns), use));
      }
      case Instruction.Gather gather -> {
        // Bytes cannot be read under a mask.
        if (result != null
            || gather.width() % (2 * LANES) != 0
            || gather.source().dtype() == DType.INT32) {
          return false;
        }
        return addPlace(
            new Place(
                instruction,
                gather.source().value(),
                gather.source().layout().offset(),
                gather.width(),
                Use.GATHERED));
      }
      case Instruction.Store store -> {
        if (store.value().dtype() != DType.FLOAT32) {
          return false;
        }
        use(store.x(), at);
        return addPlace(new Place(instruction, store.value(), 0, columns, Use.WRITTEN));
      }
      case Instruction.Apply1 apply when isVector(apply.op()) -> {
        use(apply.x(), at);
        items.add(new Item(instruction, -1));
      }
      case Instruction.Apply2 apply when isVector(apply.op()) -> {
        use(apply.a(), at);
        use(apply.b(), at);
        items.add(new Item(instruction, -1));
      }
      case Instruction.Choose choose -> {
        use(choose.condition(), at);
        use(choose.then(), at);
        use(choose.otherwise(), at);
        items.add(new Item(instruction, -1));
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  private boolean storeResult(int register, int columns) {
    Value value = java.util.Objects.requireNonNull(result);
    use(register, items.size());
    Instruction store = new Instruction.Store(value, register);
    return addPlace(new Place(store, value, 0, columns, Use.WRITTEN));
  }

  private boolean addPlace(Place place) {
    if (places.size() == mostPlaces) {
      return false;
    }
    items.add(new Item(place.instruction, places.size()));
    places.add(place);
    return true;
  }

  private void use(int register, int at) {
    lastUse[register] = at;
  }

  private static boolean isVector(Unary op) {
    return switch (op) {
      case NEGATE, SQRT, SQUARE, ABS, RELU, IDENTITY, STOP_GRADIENT -> true;
      default -> false;
    };
  }

  private static boolean isVector(Binary op) {
    return switch (op) {
      case ADD, SUBTRACT, MULTIPLY, DIVIDE -> true;
      case EQUAL, NOT_EQUAL, LESS, LESS_EQUAL, GREATER, GREATER_EQUAL -> true;
      case MAXIMUM, MINIMUM, POWER -> false;
    };
  }

  private boolean fits(int temporaries, boolean masked) {
    Pointers anywhere = place -> Address.of(Reg.RDI, place);
    return new Emission(new Assembler(), 0, temporaries, anywhere, 0, masked ? 1 : 0).run();
  }

  /// Where a place's elements are.
  interface Pointers {
    Address of(int place);
  }

  /// Writes the code for eight elements.
  ///
  /// @param result the register of the product's result
  /// @param temporaries how many of the last of the sixteen registers may be used
  /// @param pointers where the places' elements are
  /// @param numbersAt from where on RDI points to the numbers, a `float` each
  /// @param maskAt where RDI points to the mask of the elements that exist; 0 if all do
  void emit(
      Assembler code, int result, int temporaries, Pointers pointers, int numbersAt, int maskAt) {
    if (!new Emission(code, result, temporaries, pointers, numbersAt, maskAt).run()) {
      throw new IllegalStateException("a group that fitted does not fit");
    }
  }

  /// One pass over the program, handing out registers.
  private final class Emission {
    private static final int REGISTERS = 16;

    private final Assembler code;
    private final int result;
    private final Pointers pointers;
    private final int numbersAt;
    private final boolean masked;
    private final int[] place = new int[lastUse.length];
    private final int maskAt;
    private int free;
    private boolean failed;

    Emission(
        Assembler code, int result, int temporaries, Pointers pointers, int numbersAt, int maskAt) {
      this.code = code;
      this.result = result;
      this.pointers = pointers;
      this.numbersAt = numbersAt;
      this.maskAt = maskAt;
      this.masked = maskAt != 0;
      this.free = ((1 << temporaries) - 1) << (REGISTERS - temporaries);
      Arrays.fill(place, -1);
    }

    boolean run() {
      for (int at = 0; at < items.size() && !failed; at++) {
        Item item = items.get(at);
        switch (item.instruction) {
          case Instruction.Load load -> load(item.at, load.to(), at);
          case Instruction.Gather gather -> load(item.at, gather.to(), at);
          case Instruction.LoadResult load -> place[load.to()] = result;
          case Instruction.Apply1 apply -> unary(apply, at);
          case Instruction.Apply2 apply -> binary(apply, at);
          case Instruction.Choose choose -> choose(choose, at);
          case Instruction.Store store -> store(item.at, store.x(), at);
          default -> throw new IllegalStateException("no code for " + item.instruction);
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
    private int read(int register) {
      if (place[register] < 0) {
        place[register] = take();
        code.vbroadcastss(place[register], Address.of(Reg.RDI, numbersAt + 4 * numberOf[register]));
      }
      return place[register];
    }

    /// Gives back what was needed for the last time; a number is loaded again at its next use.
    private void release(int register, int at) {
      if (place[register] >= 0 && (lastUse[register] <= at || numberOf[register] >= 0)) {
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
      Place from = places.get(operand);
      Address address = pointers.of(operand);
      if (from.isOneARow()) {
        code.vbroadcastss(vector, address);
      } else if (from.value.dtype() == DType.UINT8) {
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

    private void unary(Instruction.Apply1 apply, int at) {
      int x = read(apply.x());
      int y = take();
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
        default -> code.vmovaps(y, x);
      }
      release(apply.x(), at);
      define(apply.to(), at, y);
    }

    /// The sign bits alone: 0 shifted out of all ones.
    private void signs(int y) {
      code.vpcmpeqd(y, y, y);
      code.vpslld(y, y, 31);
    }

    private void binary(Instruction.Apply2 apply, int at) {
      int a = read(apply.a());
      int b = read(apply.b());
      int y = take();
      switch (apply.op()) {
        case ADD -> code.vaddps(y, a, b);
        case SUBTRACT -> code.vsubps(y, a, b);
        case MULTIPLY -> code.vmulps(y, a, b);
        case DIVIDE -> code.vdivps(y, a, b);
        default -> compare(apply.op(), y, a, b);
      }
      release(apply.a(), at);
      release(apply.b(), at);
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
}
