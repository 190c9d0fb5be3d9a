package dev.descent.kernel;

import static dev.descent.kernel.Encoding.Condition.LESS;
import static dev.descent.kernel.Encoding.Condition.NOT_ZERO;
import static dev.descent.kernel.Encoding.Condition.ZERO;

import dev.descent.kernel.Encoding.Address;
import dev.descent.kernel.Encoding.Label;
import dev.descent.kernel.Encoding.Reg;

/// Machine code for products of few rows with a matrix that is stored transposed, as `x·Wᵀ` of a
/// small batch: each element is the scalar product of two rows that lie in one piece, so that W is
/// read once, as it lies, and nothing is copied.
///
/// Three rows of A with four of B at a time: twelve registers hold a sum of every eighth term each.
/// The four sums of a row of A are added up together at the end and written as eight floats, the
/// last four of which mean nothing.
///
/// The [Parameters]: A and B are where the first rows begin, A_ROW and B_TERM lead from row to row,
/// TERMS counts vectors, CONTINUES says whether part of one more exists (the mask says which), ROWS
/// counts rows of A, AHEAD groups of four rows of B, and OUT has rows PARTIAL bytes apart.
/// Arguments: A and B.
final class DotCode {
  /// How many rows of B are done together.
  static final int COLUMNS = 4;

  private static final int ROWS = 3;
  private static final int VECTOR = 32;

  private static final Reg PARAMETERS = Reg.RDI;
  private static final Reg A = Reg.RSI;
  private static final Reg B = Reg.RDX;
  private static final Reg OUT = Reg.RCX;
  private static final Reg A_ROW = Reg.R8;
  private static final Reg B_ROW = Reg.R9;
  private static final Reg TERMS = Reg.R10;
  private static final Reg GROUPS = Reg.R11;
  private static final Reg A0 = Reg.RAX;
  private static final Reg B0 = Reg.RBX;
  private static final Reg B3 = Reg.RBP;
  private static final Reg LEFT = Reg.R12;
  private static final Reg ROW = Reg.R13;
  private static final Reg TO = Reg.R14;
  private static final Reg[] SAVED = {Reg.RBX, Reg.RBP, Reg.R12, Reg.R13, Reg.R14};

  private final Assembler code = new Assembler();

  private DotCode() {}

  static MachineCode write() {
    DotCode dots = new DotCode();
    dots.function();
    return MachineCode.of(dots.code);
  }

  private void function() {
    for (Reg register : SAVED) {
      code.push(register);
    }
    code.add(A, Address.of(PARAMETERS, Parameters.A));
    code.add(B, Address.of(PARAMETERS, Parameters.B));
    code.mov(OUT, Address.of(PARAMETERS, Parameters.OUT));
    code.mov(A_ROW, Address.of(PARAMETERS, Parameters.A_ROW));
    code.mov(B_ROW, Address.of(PARAMETERS, Parameters.B_TERM));
    code.mov(GROUPS, Address.of(PARAMETERS, Parameters.AHEAD));
    Label again = code.label();
    again.bind();
    group();
    for (int row = 0; row < COLUMNS; row++) {
      code.add(B, B_ROW);
    }
    code.add(OUT, COLUMNS * Float.BYTES);
    code.sub(GROUPS, 1);
    code.jump(NOT_ZERO, again);
    code.vzeroupper();
    for (Reg register : java.util.Arrays.asList(SAVED).reversed()) {
      code.pop(register);
    }
    code.ret();
  }

  /// All rows of A with four rows of B.
  private void group() {
    code.mov(ROW, A);
    code.mov(TO, OUT);
    code.mov(LEFT, Address.of(PARAMETERS, Parameters.ROWS));
    for (int rows = ROWS; rows > 0; rows--) {
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
  }

  private void rows(int rows) {
    for (int sum = 0; sum < COLUMNS * rows; sum++) {
      code.vxorps(sum, sum, sum);
    }
    code.mov(A0, ROW);
    code.mov(B0, B);
    code.lea(B3, Address.of(B, B_ROW, 2, 0));
    code.add(B3, B_ROW);
    Label again = code.label();
    Label rest = code.label();
    Label done = code.label();
    code.mov(TERMS, Address.of(PARAMETERS, Parameters.TERMS));
    code.cmp(TERMS, 0);
    code.jump(ZERO, rest);
    again.bind();
    terms(rows, false);
    code.add(A0, VECTOR);
    code.add(B0, VECTOR);
    code.add(B3, VECTOR);
    code.sub(TERMS, 1);
    code.jump(NOT_ZERO, again);
    rest.bind();
    code.mov(TERMS, Address.of(PARAMETERS, Parameters.CONTINUES));
    code.cmp(TERMS, 0);
    code.jump(ZERO, done);
    terms(rows, true);
    done.bind();
    for (int row = 0; row < rows; row++) {
      addUp(COLUMNS * row);
      code.vmovups(Address.of(TO, 0), COLUMNS * row);
      code.add(ROW, A_ROW);
      code.add(TO, Address.of(PARAMETERS, Parameters.PARTIAL));
    }
  }

  private void terms(int rows, boolean masked) {
    int a = 12;
    int b = 15;
    for (int row = 0; row < rows; row++) {
      load(a + row, Address.of(A0, A_ROW, row, 0), masked);
    }
    for (int column = 0; column < COLUMNS; column++) {
      load(b, column < 3 ? Address.of(B0, B_ROW, column, 0) : Address.of(B3, 0), masked);
      for (int row = 0; row < rows; row++) {
        code.vfmadd231ps(COLUMNS * row + column, a + row, b);
      }
    }
  }

  private void load(int to, Address from, boolean masked) {
    if (masked) {
      code.vmovups(to, Address.of(PARAMETERS, Parameters.MASKS));
      code.vmaskmovps(to, to, from);
    } else {
      code.vmovups(to, from);
    }
  }

  /// Four vectors become one of their four sums, in its lower half.
  private void addUp(int first) {
    int x = 12;
    int y = 13;
    for (int pair = 0; pair < 2; pair++) {
      int a = first + 2 * pair;
      code.vunpcklps(x, a, a + 1);
      code.vunpckhps(y, a, a + 1);
      code.vaddps(a, x, y);
    }
    code.vshufps(x, first, first + 2, 0x44);
    code.vshufps(y, first, first + 2, 0xEE);
    code.vaddps(x, x, y);
    code.vperm2f128(y, x, x, 0x01);
    code.vaddps(first, x, y);
  }
}
