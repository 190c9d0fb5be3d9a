package dev.descent.kernel;

import static dev.descent.kernel.Encoding.Condition.LESS;
import static dev.descent.kernel.Encoding.Condition.NOT_LESS;
import static dev.descent.kernel.Encoding.Condition.NOT_ZERO;
import static dev.descent.kernel.Encoding.Condition.ZERO;

import dev.descent.kernel.Encoding.Address;
import dev.descent.kernel.Encoding.Label;
import dev.descent.kernel.Encoding.Reg;
import org.jspecify.annotations.Nullable;

/// Machine code for some panels of a product, each 16 columns wide: `C ← f(C' + A·B)`, where `f` is
/// a fused group that is computed while the sums are still in registers. A block of rows goes
/// through all panels before the next, so that what lies together in C is written together.
///
/// A block has six rows: twelve registers hold their sums, two a row of B, two an element of A
/// each, spread. For each term that is twelve multiplications for eight loads, so that the two
/// multipliers of the processor never wait. A sum adds its terms in their order, whatever the sizes
/// are.
///
/// Where the operands lie as they were copied ([PackCode]), the distance from one term to the next
/// is part of the instructions: each addition that is saved leaves the multipliers more of what the
/// processor can begin in a cycle, of which another thread on the same core may take half.
///
/// The [Parameters] say where everything is. Arguments: A, B, and the places of the group.
///
/// - **Source** Goto and van de Geijn 2008, "Anatomy of high-performance matrix multiplication"
final class ProductCode {
  /// The width of a panel.
  static final int COLUMNS = 16;

  /// The height of a block.
  static final int ROWS = 6;

  /// The most arrays that the fused group may use.
  private static final int MOST_PLACES = 6;

  /// How many registers are free for the fused group.
  private static final int TEMPORARIES = 4;

  private static final int[] HEIGHTS = {ROWS, 4, 2, 1};
  private static final int UNROLL = 4;
  private static final int VECTOR = 32;

  private static final Reg PARAMETERS = Reg.RDI;
  private static final Reg A = Reg.RSI;
  private static final Reg B = Reg.RDX;
  private static final Reg PARTIAL = Reg.RCX;
  private static final Reg A_ROW = Reg.R8;
  private static final Reg PANELS = Reg.R9;
  private static final Reg B_TERM = Reg.R10;
  private static final Reg LEFT = Reg.R11;

  // While the terms are summed.
  private static final Reg A0 = Reg.RAX;
  private static final Reg A3 = Reg.RBX;
  private static final Reg B0 = Reg.RBP;
  private static final Reg TERMS = Reg.R12;

  // While the group is computed.
  private static final Reg[] PLACES = {Reg.RAX, Reg.RBX, Reg.RBP, Reg.R12, Reg.R13, Reg.R14};

  private static final Reg[] SAVED = {Reg.RBX, Reg.RBP, Reg.R12, Reg.R13, Reg.R14};

  private final Assembler code = new Assembler();
  private final VectorProgram group;
  private final Form form;
  private final boolean masked;

  private ProductCode(VectorProgram group, Form form, boolean masked) {
    this.group = group;
    this.form = form;
    this.masked = masked;
  }

  /// How the operands lie.
  ///
  /// @param blocksOfA whether A is in blocks of six rows, each `[terms, 6]`; else it is in rows,
  ///   and a row's terms are neighbours
  /// @param panelOfB whether B is a dense panel `[terms, 16]`; else its rows are `B_TERM` apart
  record Form(boolean blocksOfA, boolean panelOfB) {
    /// The same with a panel.
    Form withPanel() {
      return new Form(blocksOfA, true);
    }

    private int bytesOfTermOfA() {
      return blocksOfA ? ROWS * Float.BYTES : Float.BYTES;
    }

    private int bytesOfTermOfB() {
      return panelOfB ? COLUMNS * Float.BYTES : 0;
    }
  }

  /// The group that follows a product with that many columns; null if it cannot be done.
  ///
  /// @param result the product's result
  /// @param keepsResult whether it is to be written to memory too
  static @Nullable VectorProgram group(
      Program program, Value result, boolean keepsResult, int columns, boolean masked) {
    return VectorProgram.of(
        program, result, keepsResult, columns, MOST_PLACES, TEMPORARIES, masked);
  }

  /// The code with a group, for whole panels or for one with fewer columns.
  static Assembler write(VectorProgram group, Form form, boolean masked) {
    ProductCode product = new ProductCode(group, form, masked);
    product.function();
    return product.code;
  }

  private void function() {
    Parameters.addArguments(code, 2, group.places().size());
    for (Reg register : SAVED) {
      code.push(register);
    }
    code.add(A, Address.of(PARAMETERS, Parameters.A));
    code.add(B, Address.of(PARAMETERS, Parameters.B));
    code.mov(Address.of(PARAMETERS, Parameters.B), B);
    code.mov(A_ROW, Address.of(PARAMETERS, Parameters.A_ROW));
    code.mov(B_TERM, Address.of(PARAMETERS, Parameters.B_TERM));
    code.mov(LEFT, Address.of(PARAMETERS, Parameters.ROWS));
    for (int rows : HEIGHTS) {
      Label again = code.label();
      Label fewer = code.label();
      again.bind();
      code.cmp(LEFT, rows);
      code.jump(LESS, fewer);
      rows(rows);
      code.sub(LEFT, rows);
      code.jump(again);
      fewer.bind();
    }
    code.vzeroupper();
    for (Reg register : java.util.Arrays.asList(SAVED).reversed()) {
      code.pop(register);
    }
    code.ret();
  }

  private void rows(int rows) {
    int places = group.places().size();
    for (int place = 0; place < places; place++) {
      code.mov(A0, Address.of(PARAMETERS, Parameters.place(place)));
      code.mov(Address.of(PARAMETERS, Parameters.ofPanel(place)), A0);
    }
    code.mov(B, Address.of(PARAMETERS, Parameters.B));
    code.mov(PARTIAL, Address.of(PARAMETERS, Parameters.PARTIAL));
    code.mov(PANELS, Address.of(PARAMETERS, Parameters.PANELS));
    if (rows == ROWS && !form.blocksOfA()) {
      fetchNextBlock();
    }
    Label panel = code.label();
    panel.bind();
    fetchPlaces(rows);
    start(rows);
    sum(rows);
    finish(rows);
    code.add(B, Address.of(PARAMETERS, Parameters.PANEL));
    code.add(PARTIAL, Address.of(PARAMETERS, Parameters.PARTIAL_PANEL));
    code.sub(PANELS, 1);
    code.jump(NOT_ZERO, panel);
    for (int place = 0; place < places; place++) {
      code.mov(A0, Address.of(PARAMETERS, Parameters.place(place)));
      for (int row = 0; row < rows; row++) {
        code.add(A0, Address.of(PARAMETERS, Parameters.rowStride(place)));
      }
      code.mov(Address.of(PARAMETERS, Parameters.place(place)), A0);
    }
    code.mov(PARTIAL, Address.of(PARAMETERS, Parameters.PARTIAL));
    code.add(PARTIAL, rows * COLUMNS * Float.BYTES);
    code.mov(Address.of(PARAMETERS, Parameters.PARTIAL), PARTIAL);
    if (rows == ROWS) {
      code.add(A, Address.of(PARAMETERS, Parameters.A_BLOCK));
    } else {
      for (int row = 0; row < rows; row++) {
        code.add(A, A_ROW);
      }
    }
  }

  /// Asks for where the next block's rows begin: each lies elsewhere, and the processor foresees
  /// the rest of a row only when it has seen some of it.
  private void fetchNextBlock() {
    code.mov(A0, A);
    code.add(A0, Address.of(PARAMETERS, Parameters.A_BLOCK));
    for (int row = 0; row < ROWS; row++) {
      code.prefetcht0(Address.of(A0, 0));
      code.prefetcht0(Address.of(A0, 2 * VECTOR));
      code.add(A0, A_ROW);
    }
  }

  /// Asks for what the group will read, or else write. In a matrix it lies a row apart, which the
  /// processor does not foresee.
  private void fetchPlaces(int rows) {
    for (int place = 0; place < group.places().size(); place++) {
      if (isFetched(group.places().get(place))) {
        code.mov(A0, Address.of(PARAMETERS, Parameters.ofPanel(place)));
        for (int row = 0; row < rows; row++) {
          code.prefetcht0(Address.of(A0, 0));
          code.prefetcht0(Address.of(A0, 2 * VECTOR - Float.BYTES));
          code.add(A0, Address.of(PARAMETERS, Parameters.rowStride(place)));
        }
      }
    }
  }

  /// Rows that are read are mostly those that are written, as in an update: once is enough.
  private boolean isFetched(VectorProgram.Place place) {
    return switch (place.use()) {
      case READ -> isReadByRows(place);
      case WRITTEN -> group.places().stream().noneMatch(ProductCode::isReadByRows);
      case READ_ONE_A_ROW, GATHERED -> false;
    };
  }

  private static boolean isReadByRows(VectorProgram.Place place) {
    return place.use() == VectorProgram.Use.READ && place.rowStride() != 0;
  }

  /// Sums begin at zero, or where the terms before have left them.
  private void start(int rows) {
    Label fromZero = code.label();
    Label started = code.label();
    code.mov(TERMS, Address.of(PARAMETERS, Parameters.CONTINUES));
    code.cmp(TERMS, 0);
    code.jump(ZERO, fromZero);
    for (int row = 0; row < rows; row++) {
      for (int half = 0; half < 2; half++) {
        code.vmovups(2 * row + half, Address.of(PARTIAL, VECTOR * (2 * row + half)));
      }
    }
    code.jump(started);
    fromZero.bind();
    for (int sum = 0; sum < 2 * rows; sum++) {
      code.vxorps(sum, sum, sum);
    }
    started.bind();
  }

  private void sum(int rows) {
    code.mov(A0, A);
    code.lea(A3, Address.of(A, A_ROW, 2, 0));
    code.add(A3, A_ROW);
    code.mov(B0, B);
    code.mov(TERMS, Address.of(PARAMETERS, Parameters.TERMS));
    Label rest = code.label();
    Label done = code.label();
    Label again = code.label();
    Label one = code.label();
    code.sub(TERMS, UNROLL);
    code.jump(LESS, rest);
    again.bind();
    terms(rows, UNROLL);
    code.sub(TERMS, UNROLL);
    code.jump(NOT_LESS, again);
    rest.bind();
    code.add(TERMS, UNROLL);
    code.jump(ZERO, done);
    one.bind();
    terms(rows, 1);
    code.sub(TERMS, 1);
    code.jump(NOT_ZERO, one);
    done.bind();
  }

  private void terms(int rows, int terms) {
    int b = 12;
    for (int term = 0; term < terms; term++) {
      int fromB = term * form.bytesOfTermOfB();
      code.vmovups(b, Address.of(B0, fromB));
      code.vmovups(b + 1, Address.of(B0, fromB + VECTOR));
      if (!form.panelOfB()) {
        code.add(B0, B_TERM);
      }
      for (int row = 0; row < rows; row++) {
        int a = 14 + row % 2;
        Reg base = row < 3 ? A0 : A3;
        code.vbroadcastss(a, Address.of(base, A_ROW, row % 3, term * form.bytesOfTermOfA()));
        code.vfmadd231ps(2 * row, a, b);
        code.vfmadd231ps(2 * row + 1, a, b + 1);
      }
    }
    if (form.panelOfB()) {
      code.add(B0, terms * form.bytesOfTermOfB());
    }
    code.add(A0, terms * form.bytesOfTermOfA());
    if (rows > 3) {
      code.add(A3, terms * form.bytesOfTermOfA());
    }
  }

  private void finish(int rows) {
    int places = group.places().size();
    for (int place = 0; place < places; place++) {
      code.mov(PLACES[place], Address.of(PARAMETERS, Parameters.ofPanel(place)));
    }
    for (int row = 0; row < rows; row++) {
      for (int half = 0; half < 2; half++) {
        int first = half * VectorProgram.LANES;
        group.emit(
            code,
            2 * row + half,
            TEMPORARIES,
            place -> Address.of(PLACES[place], group.places().get(place).bytes(first)),
            Parameters.NUMBERS,
            masked ? Parameters.MASKS + VECTOR * half : 0);
      }
      for (int place = 0; place < places; place++) {
        code.add(PLACES[place], Address.of(PARAMETERS, Parameters.rowStride(place)));
      }
    }
    for (int place = 0; place < places; place++) {
      code.mov(PLACES[place], Address.of(PARAMETERS, Parameters.panelStride(place)));
      code.add(Address.of(PARAMETERS, Parameters.ofPanel(place)), PLACES[place]);
    }
  }
}
