package dev.descent.kernel;

import dev.descent.kernel.Encoding.Address;
import dev.descent.kernel.Encoding.Reg;
import dev.descent.tensor.Binary;
import dev.descent.tensor.DType;
import dev.descent.tensor.Unary;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A fused group as machine code for eight elements of a row at a time. Each operation gives the
/// same bits as its loop in [Loops].
///
/// It covers the operations that vector instructions compute exactly, and those of [VectorMath], on
/// floats that lie as the result does, or as one row or one number for each row, or as one number
/// for all.
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
  /// @param place which place it reads or writes; −1 if none
  record Item(Instruction instruction, int place) {}

  private final List<Place> places = new ArrayList<>();
  private final List<Instruction> numbers = new ArrayList<>();
  private final List<Item> items = new ArrayList<>();
  private final int[] lastUse;
  private final int[] numberOf;
  private final @Nullable Value result;
  private final boolean keepsResult;
  private final int mostPlaces;
  private boolean findsResult;

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

  List<Item> items() {
    return items;
  }

  /// The number of the program's registers.
  int registers() {
    return lastUse.length;
  }

  /// The index of the item that reads a register last; −1 if none does.
  int lastUse(int register) {
    return lastUse[register];
  }

  /// Which number a register holds; −1 if it holds none.
  int numberOf(int register) {
    return numberOf[register];
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
          if (findsResult) { // its register would be given back before the second reader
            return false;
          }
          findsResult = true;
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
      case EXP, TANH, SIGMOID -> true;
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
    return new VectorEmission(this, new Assembler(), 0, temporaries, anywhere, 0, masked ? 1 : 0)
        .run();
  }

  /// The group of a reduction for a matrix of that many columns, of which each element ends in a
  /// register; null if it cannot be done.
  ///
  /// @param register holds the element
  static @Nullable VectorProgram ofReduction(
      Program program, int register, int columns, int temporaries) {
    VectorProgram compiled = of(program, null, false, columns, MOST_PLACES, temporaries, true);
    if (compiled == null || compiled.places.stream().anyMatch(place -> place.use == Use.GATHERED)) {
      return null;
    }
    compiled.use(register, Integer.MAX_VALUE);
    return compiled.fits(temporaries, true) ? compiled : null;
  }

  /// Writes the code for eight elements of a reduction.
  ///
  /// @param register holds the element
  /// @return the vector register that holds them
  int emitElements(
      Assembler code, int register, int temporaries, Pointers pointers, int numbersAt, int maskAt) {
    VectorEmission emission =
        new VectorEmission(this, code, -1, temporaries, pointers, numbersAt, maskAt);
    if (!emission.run()) {
      throw new IllegalStateException("a group that fitted does not fit");
    }
    return emission.read(register);
  }

  /// Runs code that takes the places' arrays and nothing else.
  void call(MachineCode code, Parameters parameters, Memory memory) {
    if (places.size() <= MachineCode.FEW_ARRAYS) {
      code.call(
          parameters,
          array(memory, 0),
          array(memory, 1),
          array(memory, 2),
          array(memory, 3),
          array(memory, 4));
      return;
    }
    code.call(
        parameters,
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
    return place < places.size() ? memory.segment(places.get(place).value()) : MemorySegment.NULL;
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
    if (!new VectorEmission(this, code, result, temporaries, pointers, numbersAt, maskAt).run()) {
      throw new IllegalStateException("a group that fitted does not fit");
    }
  }
}
