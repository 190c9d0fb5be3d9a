package dev.descent.kernel;

import static dev.descent.kernel.Encoding.Condition.LESS;
import static dev.descent.kernel.Encoding.Condition.NOT_LESS;
import static dev.descent.kernel.Encoding.Condition.NOT_ZERO;
import static dev.descent.kernel.Encoding.Condition.ZERO;

import dev.descent.kernel.Encoding.Address;
import dev.descent.kernel.Encoding.Label;
import dev.descent.kernel.Encoding.Reg;

/// Machine code that copies parts of a matrix so that they lie as [ProductCode] reads them
/// ([Packing]).
///
/// Arguments: none in the place of A, the matrix in that of B. [Parameters]: `B`, `B_TERM` (from
/// one row of the stored matrix to the next), `TERMS`, `OUT`, and what each code says.
final class PackCode {
  private static final int PANEL_ROW = ProductCode.COLUMNS * Float.BYTES;
  private static final int VECTOR = 32;
  private static final int EIGHT = 8;

  // What is written lies in as many places as there are pieces: the processor does not foresee it.
  private static final int TERMS_AHEAD = 4;

  private static final Reg FROM = Reg.RDX;
  private static final Reg TO = Reg.RAX;
  private static final Reg STRIDE = Reg.RCX;
  private static final Reg LEFT = Reg.R8;
  private static final Reg PIECES = Reg.R9; // or columns
  private static final Reg ROW = Reg.R10;
  private static final Reg PART = Reg.R11;
  private static final Reg NEXT = Reg.RSI;

  // Every third row of the matrix, so that the others are one or two strides away.
  private static final Reg[] THIRDS = {Reg.RDX, Reg.RSI, Reg.R9, Reg.R10, Reg.R11, Reg.RBX};

  private final Assembler code = new Assembler();

  private PackCode() {}

  /// Pieces from a matrix stored `[terms, n]`: `ROWS` of them, `PANEL` from one to the next.
  static MachineCode pieces(int width) {
    PackCode pack = new PackCode();
    pack.start();
    pack.copyPieces(width);
    return pack.end();
  }

  /// A panel from a matrix stored `[columns, terms]`.
  static MachineCode columns() {
    PackCode pack = new PackCode();
    pack.code.push(Reg.RBX);
    pack.start();
    pack.transpose();
    pack.code.pop(Reg.RBX);
    return pack.end();
  }

  /// A piece of fewer columns, of a matrix stored either way: `ROWS` of them, `PANEL` from one to
  /// the next, and `B_TERM` from term to term. What the piece has beside them stays as it is.
  static MachineCode narrow(int width) {
    PackCode pack = new PackCode();
    pack.start();
    pack.copyColumns(width * Float.BYTES);
    return pack.end();
  }

  private void start() {
    code.add(FROM, Address.of(Reg.RDI, Parameters.B));
    code.mov(TO, Address.of(Reg.RDI, Parameters.OUT));
    code.mov(STRIDE, Address.of(Reg.RDI, Parameters.B_TERM));
    code.mov(LEFT, Address.of(Reg.RDI, Parameters.TERMS));
  }

  private MachineCode end() {
    code.vzeroupper();
    code.ret();
    return MachineCode.of(code);
  }

  /// A row after the other through all pieces: what lies together is read together.
  private void copyPieces(int width) {
    int bytes = width * Float.BYTES;
    code.mov(NEXT, Address.of(Reg.RDI, Parameters.PANEL));
    Label row = code.label();
    Label piece = code.label();
    row.bind();
    code.mov(PIECES, Address.of(Reg.RDI, Parameters.ROWS));
    code.mov(ROW, FROM);
    code.mov(PART, TO);
    piece.bind();
    code.prefetcht0(Address.of(PART, TERMS_AHEAD * bytes));
    copyRow(width);
    code.add(ROW, bytes);
    code.add(PART, NEXT);
    code.sub(PIECES, 1);
    code.jump(NOT_ZERO, piece);
    code.add(FROM, STRIDE);
    code.add(TO, bytes);
    code.sub(LEFT, 1);
    code.jump(NOT_ZERO, row);
  }

  /// In vectors of eight, four and two, so that nothing beside it is read or written.
  private void copyRow(int width) {
    int from = 0;
    for (; width - from >= 8; from += 8) {
      code.vmovups(0, Address.of(ROW, from * Float.BYTES));
      code.vmovups(Address.of(PART, from * Float.BYTES), 0);
    }
    if (width - from >= 4) {
      code.vmovups4(0, Address.of(ROW, from * Float.BYTES));
      code.vmovups4(Address.of(PART, from * Float.BYTES), 0);
      from += 4;
    }
    if (width - from >= 2) {
      code.vmovsd(0, Address.of(ROW, from * Float.BYTES));
      code.vmovsd(Address.of(PART, from * Float.BYTES), 0);
    }
  }

  private void copyColumns(int bytes) {
    code.mov(PIECES, Address.of(Reg.RDI, Parameters.ROWS));
    code.mov(NEXT, Address.of(Reg.RDI, Parameters.PANEL));
    Label column = code.label();
    Label term = code.label();
    column.bind();
    code.mov(ROW, FROM);
    code.mov(PART, TO);
    code.mov(LEFT, Address.of(Reg.RDI, Parameters.TERMS));
    term.bind();
    code.vmovss(0, Address.of(ROW, 0));
    code.vmovss(Address.of(PART, 0), 0);
    code.add(ROW, STRIDE);
    code.add(PART, bytes);
    code.sub(LEFT, 1);
    code.jump(NOT_ZERO, term);
    code.add(FROM, NEXT);
    code.add(TO, Float.BYTES);
    code.sub(PIECES, 1);
    code.jump(NOT_ZERO, column);
  }

  private void transpose() {
    for (int i = 1; i < THIRDS.length; i++) {
      code.lea(THIRDS[i], Address.of(THIRDS[i - 1], STRIDE, 2, 0));
      code.add(THIRDS[i], STRIDE);
    }
    Label again = code.label();
    Label rest = code.label();
    Label one = code.label();
    Label done = code.label();
    code.sub(LEFT, EIGHT);
    code.jump(LESS, rest);
    again.bind();
    square(0);
    square(1);
    advance(EIGHT);
    code.sub(LEFT, EIGHT);
    code.jump(NOT_LESS, again);
    rest.bind();
    code.add(LEFT, EIGHT);
    code.jump(ZERO, done);
    one.bind();
    for (int column = 0; column < ProductCode.COLUMNS; column++) {
      code.vmovss(0, from(column));
      code.vmovss(Address.of(TO, Float.BYTES * column), 0);
    }
    advance(1);
    code.sub(LEFT, 1);
    code.jump(NOT_ZERO, one);
    done.bind();
  }

  private void advance(int terms) {
    for (Reg pointer : THIRDS) {
      code.add(pointer, terms * Float.BYTES);
    }
    code.add(TO, terms * PANEL_ROW);
  }

  private static Address from(int column) {
    return Address.of(THIRDS[column / 3], STRIDE, column % 3, 0);
  }

  /// Eight columns of eight terms: pairs, then quartets, then halves change places.
  private void square(int half) {
    for (int i = 0; i < EIGHT; i++) {
      code.vmovups(i, from(EIGHT * half + i));
    }
    for (int i = 0; i < EIGHT; i += 2) {
      code.vunpcklps(EIGHT + i, i, i + 1);
      code.vunpckhps(EIGHT + i + 1, i, i + 1);
    }
    for (int i = 0; i < EIGHT; i += 4) {
      for (int pair = 0; pair < 2; pair++) {
        int a = EIGHT + i + pair;
        code.vshufps(i + 2 * pair, a, a + 2, 0x44);
        code.vshufps(i + 2 * pair + 1, a, a + 2, 0xEE);
      }
    }
    for (int i = 0; i < EIGHT / 2; i++) {
      code.vperm2f128(EIGHT + i, i, i + 4, 0x20);
      code.vperm2f128(EIGHT + 4 + i, i, i + 4, 0x31);
    }
    for (int i = 0; i < EIGHT; i++) {
      code.vmovups(Address.of(TO, PANEL_ROW * i + VECTOR * half), EIGHT + i);
    }
  }
}
