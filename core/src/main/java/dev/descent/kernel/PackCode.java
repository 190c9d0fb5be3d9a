package dev.descent.kernel;

import static dev.descent.kernel.Encoding.Condition.LESS;
import static dev.descent.kernel.Encoding.Condition.NOT_LESS;
import static dev.descent.kernel.Encoding.Condition.NOT_ZERO;
import static dev.descent.kernel.Encoding.Condition.ZERO;

import dev.descent.kernel.Encoding.Address;
import dev.descent.kernel.Encoding.Label;
import dev.descent.kernel.Encoding.Reg;

/// Machine code that copies parts of a matrix so that they lie as [ProductCode] reads them: 16
/// columns of B as a dense panel `[terms, 16]`, six rows of A after six as blocks `[terms, 6]`.
///
/// Arguments: none in the place of A, the matrix in that of B. [Parameters]: `B`, `B_TERM` (from
/// one row of the stored matrix to the next), `TERMS`, `OUT`; `ROWS`, how many blocks, or panels of
/// a matrix stored by rows, and `PANEL`, from one of those panels to the next.
final class PackCode {
  private static final int PANEL_ROW = ProductCode.COLUMNS * Float.BYTES;
  private static final int BLOCK_ROW = ProductCode.ROWS * Float.BYTES;
  private static final int VECTOR = 32;
  private static final int EIGHT = 8;

  private static final Reg FROM = Reg.RDX;
  private static final Reg TO = Reg.RAX;
  private static final Reg STRIDE = Reg.RCX;
  private static final Reg LEFT = Reg.R8;
  private static final Reg BLOCKS = Reg.R9;
  private static final Reg PANELS = Reg.R9; // or columns
  private static final Reg ROW = Reg.R10;
  private static final Reg PART = Reg.R11;
  private static final Reg PANEL = Reg.RSI;

  // Every third row of the matrix, so that the others are one or two strides away.
  private static final Reg[] THIRDS = {Reg.RDX, Reg.RSI, Reg.R9, Reg.R10, Reg.R11, Reg.RBX};

  private final Assembler code = new Assembler();

  private PackCode() {}

  /// Panels from a matrix stored `[terms, columns]`.
  static MachineCode rows() {
    PackCode pack = new PackCode();
    pack.start();
    pack.copyRows();
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

  /// A panel of fewer columns, of a matrix stored either way: `ROWS` of them, `PANEL` from one to
  /// the next, and `B_TERM` from term to term. What the panel has beside them stays as it is.
  static MachineCode narrow() {
    PackCode pack = new PackCode();
    pack.start();
    pack.copyColumns();
    return pack.end();
  }

  /// Blocks from a matrix stored `[terms, rows]`. Reads two columns, and writes two elements,
  /// beyond the last block.
  static MachineCode blocks() {
    PackCode pack = new PackCode();
    pack.start();
    pack.copyBlocks();
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

  /// A row after the other through all panels: what lies together is read together.
  private void copyRows() {
    code.mov(PANEL, Address.of(Reg.RDI, Parameters.PANEL));
    Label row = code.label();
    Label panel = code.label();
    row.bind();
    code.mov(PANELS, Address.of(Reg.RDI, Parameters.ROWS));
    code.mov(ROW, FROM);
    code.mov(PART, TO);
    panel.bind();
    for (int half = 0; half < 2; half++) {
      code.vmovups(half, Address.of(ROW, VECTOR * half));
      code.vmovups(Address.of(PART, VECTOR * half), half);
    }
    code.add(ROW, PANEL_ROW);
    code.add(PART, PANEL);
    code.sub(PANELS, 1);
    code.jump(NOT_ZERO, panel);
    code.add(FROM, STRIDE);
    code.add(TO, PANEL_ROW);
    code.sub(LEFT, 1);
    code.jump(NOT_ZERO, row);
  }

  private void copyColumns() {
    code.mov(PANELS, Address.of(Reg.RDI, Parameters.ROWS));
    code.mov(PANEL, Address.of(Reg.RDI, Parameters.PANEL));
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
    code.add(PART, PANEL_ROW);
    code.sub(LEFT, 1);
    code.jump(NOT_ZERO, term);
    code.add(FROM, PANEL);
    code.add(TO, Float.BYTES);
    code.sub(PANELS, 1);
    code.jump(NOT_ZERO, column);
  }

  /// A vector a term, of which six elements count; the next term's, or block's, come over the
  /// others.
  private void copyBlocks() {
    code.mov(BLOCKS, Address.of(Reg.RDI, Parameters.ROWS));
    Label block = code.label();
    Label term = code.label();
    block.bind();
    code.mov(ROW, FROM);
    code.mov(LEFT, Address.of(Reg.RDI, Parameters.TERMS));
    term.bind();
    code.vmovups(0, Address.of(ROW, 0));
    code.vmovups(Address.of(TO, 0), 0);
    code.add(ROW, STRIDE);
    code.add(TO, BLOCK_ROW);
    code.sub(LEFT, 1);
    code.jump(NOT_ZERO, term);
    code.add(FROM, BLOCK_ROW);
    code.sub(BLOCKS, 1);
    code.jump(NOT_ZERO, block);
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
