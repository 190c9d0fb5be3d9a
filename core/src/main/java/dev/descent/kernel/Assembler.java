package dev.descent.kernel;

/// Writes x86-64 machine code: the few instructions that [ProductCode], [PackCode] and [LoopCode]
/// need. Vectors are eight floats (AVX2 and FMA); addresses and counts are 64-bit integers.
///
/// Instructions are named as Intel names them, operands in Intel's order: the destination first.
///
/// - **Source** Intel 64 and IA-32 Architectures Software Developer's Manual, volume 2
final class Assembler extends Encoding {
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

  void vfmadd231ps(int sum, int a, Address b) {
    vector(MAP_0F38, P66, 0xB8, sum, a, b);
  }

  /// `to ← to·a + b`.
  void vfmadd213ps(int to, int a, int b) {
    vector(MAP_0F38, P66, 0xA8, to, a, b);
  }

  void vfmadd213ps(int to, int a, Address b) {
    vector(MAP_0F38, P66, 0xA8, to, a, b);
  }

  void vaddps(int to, int a, Address b) {
    vector(MAP_0F, NONE, 0x58, to, a, b);
  }

  void vsubps(int to, int a, Address b) {
    vector(MAP_0F, NONE, 0x5C, to, a, b);
  }

  void vandps(int to, int a, Address b) {
    vector(MAP_0F, NONE, 0x54, to, a, b);
  }

  void vorps(int to, int a, int b) {
    vector(MAP_0F, NONE, 0x56, to, a, b);
  }

  void vorps(int to, int a, Address b) {
    vector(MAP_0F, NONE, 0x56, to, a, b);
  }

  void vpaddd(int to, int a, Address b) {
    vector(MAP_0F, P66, 0xFE, to, a, b);
  }

  void vpsubd(int to, int a, int b) {
    vector(MAP_0F, P66, 0xFA, to, a, b);
  }

  void vpsubd(int to, int a, Address b) {
    vector(MAP_0F, P66, 0xFA, to, a, b);
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

  /// The smaller; `b` where either is NaN or both are zeros.
  void vminps(int to, int a, int b) {
    vector(MAP_0F, NONE, 0x5D, to, a, b);
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

  /// Keeps the sign.
  void vpsrad(int to, int x, int bits) {
    vector(MAP_0F, P66, 0x72, 4, to, x);
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

  /// Makes doubles of the first four floats.
  void vcvtps2pd(int to, int from) {
    vector(MAP_0F, NONE, 0x5A, to, 0, from);
  }

  /// Adds four doubles.
  void vaddpd(int to, int a, int b) {
    vector(MAP_0F, P66, 0x58, to, a, b);
  }

  void vaddpd(int to, int a, Address b) {
    vector(MAP_0F, P66, 0x58, to, a, b);
  }

  /// The first or the second four floats.
  void vextractf128(int to, int from, int half) {
    vector(MAP_0F3A, P66, 0x19, from, 0, to);
    put(half);
  }

  void vmovss(int to, Address from) {
    single(PF3, 0x10, to, from);
  }

  void vmovss(Address to, int from) {
    single(PF3, 0x11, from, to);
  }

  /// Reads two neighbouring floats; the other elements are zeros.
  void vmovsd(int to, Address from) {
    single(PF2, 0x10, to, from);
  }

  /// Writes the first two floats.
  void vmovsd(Address to, int from) {
    single(PF2, 0x11, from, to);
  }

  /// Reads four floats, `xmm` in the manual; the other elements are zeros.
  void vmovups4(int to, Address from) {
    single(NONE, 0x10, to, from);
  }

  /// Writes the first four floats.
  void vmovups4(Address to, int from) {
    single(NONE, 0x11, from, to);
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
    rex(0, from.indexNumber(), from.base().number);
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
}
