package dev.descent.kernel;

import java.util.Arrays;

/// Writes x86-64 machine code: the few instructions that [ProductCode], [PackCode] and [LoopCode]
/// need. Vectors are eight floats (AVX2 and FMA); addresses and counts are 64-bit integers.
///
/// Instructions are named as Intel names them, operands in Intel's order: the destination first.
///
/// - **Source** Intel 64 and IA-32 Architectures Software Developer's Manual, volume 2
final class Assembler {
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

    private final int number;

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

    private final int code;

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

    private int indexNumber() {
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

  // Which opcodes the prefix selects: 0F, 0F 38 and 0F 3A, without and with 66.
  private static final int MAP_0F = 1;
  private static final int MAP_0F38 = 2;
  private static final int MAP_0F3A = 3;
  private static final int NONE = 0;
  private static final int P66 = 1;
  private static final int PF3 = 2;

  private byte[] code = new byte[4096];
  private int size;

  /// The code so far.
  byte[] toBytes() {
    return Arrays.copyOf(code, size);
  }

  Label label() {
    return new Label();
  }

  // Vectors of eight floats.

  void vmovups(int to, Address from) {
    vector(MAP_0F, NONE, 0x10, to, 0, from);
  }

  void vmovups(Address to, int from) {
    vector(MAP_0F, NONE, 0x11, from, 0, to);
  }

  void vmovaps(int to, int from) {
    vector(MAP_0F, NONE, 0x28, to, 0, from);
  }

  /// Reads eight unsigned bytes as integers.
  void vpmovzxbd(int to, Address from) {
    vector(MAP_0F38, P66, 0x31, to, 0, from);
  }

  /// Makes floats of integers.
  void vcvtdq2ps(int to, int from) {
    vector(MAP_0F, NONE, 0x5B, to, 0, from);
  }

  void vbroadcastss(int to, Address from) {
    vector(MAP_0F38, P66, 0x18, to, 0, from);
  }

  /// Reads the elements whose sign bit is set in `mask`, and zeros for the others.
  void vmaskmovps(int to, int mask, Address from) {
    vector(MAP_0F38, P66, 0x2C, to, mask, from);
  }

  /// Writes the elements whose sign bit is set in `mask`.
  void vmaskmovps(Address to, int mask, int from) {
    vector(MAP_0F38, P66, 0x2E, from, mask, to);
  }

  /// `sum ← sum + a·b`, rounded once.
  void vfmadd231ps(int sum, int a, int b) {
    vector(MAP_0F38, P66, 0xB8, sum, a, b);
  }

  void vaddps(int to, int a, int b) {
    vector(MAP_0F, NONE, 0x58, to, a, b);
  }

  void vmulps(int to, int a, int b) {
    vector(MAP_0F, NONE, 0x59, to, a, b);
  }

  void vsubps(int to, int a, int b) {
    vector(MAP_0F, NONE, 0x5C, to, a, b);
  }

  void vdivps(int to, int a, int b) {
    vector(MAP_0F, NONE, 0x5E, to, a, b);
  }

  /// The larger; `b` where either is NaN or both are zeros.
  void vmaxps(int to, int a, int b) {
    vector(MAP_0F, NONE, 0x5F, to, a, b);
  }

  void vsqrtps(int to, int x) {
    vector(MAP_0F, NONE, 0x51, to, 0, x);
  }

  void vandps(int to, int a, int b) {
    vector(MAP_0F, NONE, 0x54, to, a, b);
  }

  void vandnps(int to, int notA, int b) {
    vector(MAP_0F, NONE, 0x55, to, notA, b);
  }

  void vxorps(int to, int a, int b) {
    vector(MAP_0F, NONE, 0x57, to, a, b);
  }

  /// All ones where the integers are equal; of a register with itself: all ones.
  void vpcmpeqd(int to, int a, int b) {
    vector(MAP_0F, P66, 0x76, to, a, b);
  }

  void vpslld(int to, int x, int bits) {
    vector(MAP_0F, P66, 0x72, 6, to, x);
    put(bits);
  }

  void vpsrld(int to, int x, int bits) {
    vector(MAP_0F, P66, 0x72, 2, to, x);
    put(bits);
  }

  /// All ones where the predicate holds.
  void vcmpps(int to, int a, int b, int predicate) {
    vector(MAP_0F, NONE, 0xC2, to, a, b);
    put(predicate);
  }

  /// Elements of `b` where the sign bit of `mask` is set, of `a` elsewhere.
  void vblendvps(int to, int a, int b, int mask) {
    vector(MAP_0F3A, P66, 0x4A, to, a, b);
    put(mask << 4);
  }

  void vunpcklps(int to, int a, int b) {
    vector(MAP_0F, NONE, 0x14, to, a, b);
  }

  void vunpckhps(int to, int a, int b) {
    vector(MAP_0F, NONE, 0x15, to, a, b);
  }

  void vshufps(int to, int a, int b, int order) {
    vector(MAP_0F, NONE, 0xC6, to, a, b);
    put(order);
  }

  void vperm2f128(int to, int a, int b, int order) {
    vector(MAP_0F3A, P66, 0x06, to, a, b);
    put(order);
  }

  void vmovss(int to, Address from) {
    single(PF3, 0x10, to, from);
  }

  void vmovss(Address to, int from) {
    single(PF3, 0x11, from, to);
  }

  void vzeroupper() {
    put(0xC5);
    put(0xF8);
    put(0x77);
  }

  // Integers.

  void mov(Reg to, Reg from) {
    rex(from.number, 0, to.number);
    put(0x89);
    registers(from.number, to.number);
  }

  void mov(Reg to, Address from) {
    integer(0x8B, to, from);
  }

  void mov(Address to, Reg from) {
    integer(0x89, from, to);
  }

  void lea(Reg to, Address from) {
    integer(0x8D, to, from);
  }

  void add(Reg to, Reg from) {
    rex(from.number, 0, to.number);
    put(0x01);
    registers(from.number, to.number);
  }

  void add(Reg to, Address from) {
    integer(0x03, to, from);
  }

  void add(Address to, Reg from) {
    integer(0x01, from, to);
  }

  void add(Reg to, int number) {
    immediate(0, to, number);
  }

  void sub(Reg to, int number) {
    immediate(5, to, number);
  }

  void cmp(Reg a, int number) {
    immediate(7, a, number);
  }

  /// Fetches the cache line of an address, which need not be there.
  void prefetcht0(Address from) {
    rex(0, from.indexNumber(), from.base.number);
    put(0x0F);
    put(0x18);
    memory(1, from);
  }

  void push(Reg from) {
    short1(0x50, from);
  }

  void pop(Reg to) {
    short1(0x58, to);
  }

  void ret() {
    put(0xC3);
  }

  void jump(Label to) {
    put(0xE9);
    displacement(to);
  }

  void jump(Condition condition, Label to) {
    put(0x0F);
    put(0x80 | condition.code);
    displacement(to);
  }

  /// Bytes as they are, for the instructions that are needed once.
  void raw(int... bytes) {
    for (int value : bytes) {
      put(value);
    }
  }

  private void short1(int operation, Reg register) {
    if (register.number >= 8) {
      put(0x41);
    }
    put(operation | (register.number & 7));
  }

  private void displacement(Label to) {
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

  private void immediate(int operation, Reg to, int number) {
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

  private void integer(int operation, Reg register, Address address) {
    rex(register.number, address.indexNumber(), address.base.number);
    put(operation);
    memory(register.number, address);
  }

  private void vector(int map, int prefix, int operation, int to, int a, int b) {
    vex(map, prefix, 1, to, a, 0, b);
    put(operation);
    registers(to, b);
  }

  private void vector(int map, int prefix, int operation, int to, int a, Address b) {
    vex(map, prefix, 1, to, a, b.indexNumber(), b.base.number);
    put(operation);
    memory(to, b);
  }

  private void single(int prefix, int operation, int register, Address address) {
    vex(MAP_0F, prefix, 0, register, 0, address.indexNumber(), address.base.number);
    put(operation);
    memory(register, address);
  }

  private void rex(int register, int index, int base) {
    put(0x48 | (register >> 3) << 2 | (index >> 3) << 1 | base >> 3);
  }

  private void vex(int map, int prefix, int length, int register, int a, int index, int base) {
    put(0xC4);
    put((~register >> 3 & 1) << 7 | (~index >> 3 & 1) << 6 | (~base >> 3 & 1) << 5 | map);
    put((~a & 15) << 3 | length << 2 | prefix);
  }

  private void registers(int register, int other) {
    put(0xC0 | (register & 7) << 3 | (other & 7));
  }

  private void memory(int register, Address address) {
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

  private void put(int value) {
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
