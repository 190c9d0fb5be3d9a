package dev.descent.kernel;

import java.util.Arrays;

/// How x86-64 instructions become bytes: prefixes, registers, addresses, and jumps.
///
/// - **Source** Intel 64 and IA-32 Architectures Software Developer's Manual, volume 2
abstract sealed class Encoding permits Assembler {
  /// A general register.
  enum Reg {
    RAX(0),
    RCX(1),
    RDX(2),
    RBX(3),
    RSP(4),
    RBP(5),
    RSI(6),
    RDI(7),
    R8(8),
    R9(9),
    R10(10),
    R11(11),
    R12(12),
    R13(13),
    R14(14),
    R15(15);

    final int number;

    Reg(int number) {
      this.number = number;
    }
  }

  /// When a jump is taken, for signed comparisons.
  enum Condition {
    ZERO(0x4),
    NOT_ZERO(0x5),
    LESS(0xC),
    NOT_LESS(0xD);

    final int code;

    Condition(int code) {
      this.code = code;
    }
  }

  /// A place in memory: `base + index·scale + displacement`, in bytes.
  ///
  /// @param index of no meaning if `scale` is 0
  /// @param scale 0, 1 or 2
  record Address(Reg base, Reg index, int scale, int displacement) {
    static Address of(Reg base, int displacement) {
      return new Address(base, Reg.RAX, 0, displacement);
    }

    static Address of(Reg base, Reg index, int scale, int displacement) {
      return new Address(base, index, scale, displacement);
    }

    int indexNumber() {
      return scale == 0 ? 0 : index.number;
    }
  }

  /// A place in the code that jumps lead to: all behind it, or all before it.
  final class Label {
    private int position = -1;
    private int[] jumps = new int[0];

    /// Sets the label here.
    void bind() {
      position = size;
      for (int jump : jumps) {
        putInt(jump, position - (jump + 4));
      }
    }
  }

  // Which opcodes the prefix selects: 0F, 0F 38 and 0F 3A, without and with a prefix.
  static final int MAP_0F = 1;
  static final int MAP_0F38 = 2;
  static final int MAP_0F3A = 3;
  static final int NONE = 0;
  static final int P66 = 1;
  static final int PF3 = 2;
  static final int PF2 = 3;

  private byte[] code = new byte[4096];
  private int size;

  /// The code so far.
  byte[] toBytes() {
    return Arrays.copyOf(code, size);
  }

  Label label() {
    return new Label();
  }

  final void short1(int operation, Reg register) {
    if (register.number >= 8) {
      put(0x41);
    }
    put(operation | (register.number & 7));
  }

  final void displacement(Label to) {
    if (to.position >= 0) {
      size += 4;
      putInt(size - 4, to.position - size);
    } else {
      to.jumps = Arrays.copyOf(to.jumps, to.jumps.length + 1);
      to.jumps[to.jumps.length - 1] = size;
      size += 4;
    }
    ensureRoom();
  }

  final void immediate(int operation, Reg to, int number) {
    rex(0, 0, to.number);
    boolean small = number == (byte) number;
    put(small ? 0x83 : 0x81);
    registers(operation, to.number);
    if (small) {
      put(number);
    } else {
      size += 4;
      putInt(size - 4, number);
      ensureRoom();
    }
  }

  final void integer(int operation, Reg register, Address address) {
    rex(register.number, address.indexNumber(), address.base.number);
    put(operation);
    memory(register.number, address);
  }

  final void vector(int map, int prefix, int operation, int to, int a, int b) {
    vex(map, prefix, 1, to, a, 0, b);
    put(operation);
    registers(to, b);
  }

  final void vector(int map, int prefix, int operation, int to, int a, Address b) {
    vex(map, prefix, 1, to, a, b.indexNumber(), b.base.number);
    put(operation);
    memory(to, b);
  }

  final void single(int prefix, int operation, int register, Address address) {
    vex(MAP_0F, prefix, 0, register, 0, address.indexNumber(), address.base.number);
    put(operation);
    memory(register, address);
  }

  final void rex(int register, int index, int base) {
    put(0x48 | (register >> 3) << 2 | (index >> 3) << 1 | base >> 3);
  }

  private void vex(int map, int prefix, int length, int register, int a, int index, int base) {
    put(0xC4);
    put((~register >> 3 & 1) << 7 | (~index >> 3 & 1) << 6 | (~base >> 3 & 1) << 5 | map);
    put((~a & 15) << 3 | length << 2 | prefix);
  }

  final void registers(int register, int other) {
    put(0xC0 | (register & 7) << 3 | (other & 7));
  }

  final void memory(int register, Address address) {
    int base = address.base.number & 7;
    int displacement = address.displacement;
    // A base of RBP or R13 without a displacement means something else.
    int mode = displacement == 0 && base != 5 ? 0 : displacement == (byte) displacement ? 1 : 2;
    boolean indexed = address.scale != 0;
    if (indexed || base == 4) {
      put(mode << 6 | (register & 7) << 3 | 4);
      int index = indexed ? address.index.number & 7 : 4;
      put((address.scale == 2 ? 1 : 0) << 6 | index << 3 | base);
    } else {
      put(mode << 6 | (register & 7) << 3 | base);
    }
    if (mode == 1) {
      put(displacement);
    } else if (mode == 2) {
      size += 4;
      putInt(size - 4, displacement);
      ensureRoom();
    }
  }

  final void put(int value) {
    code[size++] = (byte) value;
    ensureRoom();
  }

  private void ensureRoom() {
    if (size + 8 > code.length) {
      code = Arrays.copyOf(code, 2 * code.length);
    }
  }

  private void putInt(int at, int value) {
    code[at] = (byte) value;
    code[at + 1] = (byte) (value >> 8);
    code[at + 2] = (byte) (value >> 16);
    code[at + 3] = (byte) (value >> 24);
  }
}
