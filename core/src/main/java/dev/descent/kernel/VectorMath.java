package dev.descent.kernel;

import dev.descent.kernel.Encoding.Address;
import dev.descent.kernel.Encoding.Reg;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Exponentials and their kin for eight floats at a time, by the very operations of [FloatMath] in
/// their order: the same bits.
///
/// Each takes four registers beside that of `x`, which it leaves as it is, and reads its constants
/// where RDI says.
final class VectorMath {
  /// A constant for each of the eight elements, in bytes.
  private static final int SIZE = 32;

  private static final int ONE = 0;
  private static final int TWO = 1;
  private static final int EXP_LEAST = 2;
  private static final int EXP_MOST = 3;
  private static final int MAGIC = 4;
  private static final int LOG2_E = 5;
  private static final int MINUS_LN2_HIGH = 6;
  private static final int MINUS_LN2_LOW = 7;
  private static final int TANH_SMALL = 8;
  private static final int TANH_MOST = 9;
  private static final int EXP = 10;
  private static final int TANH = EXP + FloatMath.EXP.length;
  private static final int BITS = TANH + FloatMath.TANH.length;
  private static final int SIGN = BITS;
  private static final int SIZE_OF_NUMBER = BITS + 1;
  private static final int BIAS = BITS + 2;
  private static final int COUNT = BITS + 3;

  /// The room for the constants, in bytes.
  static final int BYTES = COUNT * SIZE;

  private final Assembler code;
  private final int constantsAt;

  /// @param constantsAt from where on RDI points to the constants
  VectorMath(Assembler code, int constantsAt) {
    this.code = code;
    this.constantsAt = constantsAt;
  }

  /// Writes the constants.
  static void fill(MemorySegment block, long at) {
    float[] numbers = {
      1,
      2,
      FloatMath.EXP_LEAST,
      FloatMath.EXP_MOST,
      FloatMath.MAGIC,
      FloatMath.LOG2_E,
      -FloatMath.LN2_HIGH,
      -FloatMath.LN2_LOW,
      FloatMath.TANH_SMALL,
      FloatMath.TANH_MOST
    };
    int[] bits = {0x8000_0000, 0x7FFF_FFFF, 127};
    for (int constant = 0; constant < COUNT; constant++) {
      int value =
          constant < EXP
              ? Float.floatToRawIntBits(numbers[constant])
              : constant < TANH
                  ? Float.floatToRawIntBits(FloatMath.EXP[constant - EXP])
                  : constant < BITS
                      ? Float.floatToRawIntBits(FloatMath.TANH[constant - TANH])
                      : bits[constant - BITS];
      for (int lane = 0; lane < VectorProgram.LANES; lane++) {
        block.set(ValueLayout.JAVA_INT, at + (long) constant * SIZE + 4L * lane, value);
      }
    }
  }

  private Address constant(int index) {
    return Address.of(Reg.RDI, constantsAt + index * SIZE);
  }

  /// `y ← eˣ`; `r` may be the register of x.
  void exp(int y, int x, int r, int s, int t) {
    code.vmovups(y, constant(EXP_LEAST));
    code.vmaxps(y, y, x);
    code.vmovups(r, constant(EXP_MOST));
    code.vminps(r, r, y);
    code.vmovups(s, constant(MAGIC));
    code.vfmadd231ps(s, r, constant(LOG2_E));
    code.vsubps(t, s, constant(MAGIC));
    code.vfmadd231ps(r, t, constant(MINUS_LN2_HIGH));
    code.vfmadd231ps(r, t, constant(MINUS_LN2_LOW));
    polynomial(y, r, EXP, FloatMath.EXP.length);
    code.vmulps(t, r, r);
    code.vfmadd213ps(y, t, r);
    code.vaddps(y, y, constant(ONE));
    code.vpsubd(s, s, constant(MAGIC));
    code.vpsrad(t, s, 1);
    code.vpsubd(s, s, t);
    timesPowerOfTwo(y, t);
    timesPowerOfTwo(y, s);
  }

  private void polynomial(int y, int x, int first, int count) {
    code.vmovups(y, constant(first));
    for (int i = 1; i < count; i++) {
      code.vfmadd213ps(y, x, constant(first + i));
    }
  }

  /// `y ← y·2ⁿ`, for whole numbers n.
  private void timesPowerOfTwo(int y, int n) {
    code.vpaddd(n, n, constant(BIAS));
    code.vpslld(n, n, 23);
    code.vmulps(y, y, n);
  }

  /// `y ← tanh x`.
  void tanh(int y, int x, int r, int s, int t) {
    code.vandps(y, x, constant(SIZE_OF_NUMBER));
    code.vmovups(r, constant(TANH_MOST));
    code.vminps(r, r, y);
    code.vaddps(r, r, r);
    exp(y, r, r, s, t);
    code.vaddps(y, y, constant(ONE));
    code.vmovups(r, constant(TWO));
    code.vdivps(r, r, y);
    code.vmovups(y, constant(ONE));
    code.vsubps(y, y, r);
    code.vandps(t, x, constant(SIGN));
    code.vorps(y, y, t);
    code.vmulps(r, x, x);
    polynomial(s, r, TANH, FloatMath.TANH.length);
    code.vmulps(t, x, r);
    code.vfmadd213ps(s, t, x);
    code.vandps(t, x, constant(SIZE_OF_NUMBER));
    code.vmovups(r, constant(TANH_SMALL));
    code.vcmpps(t, t, r, LESS);
    code.vblendvps(y, y, s, t);
  }

  /// `y ← 1/(1 + e⁻ˣ)`.
  void sigmoid(int y, int x, int r, int s, int t) {
    code.vorps(r, x, constant(SIGN));
    exp(y, r, r, s, t);
    code.vmovups(s, constant(ONE));
    code.vaddps(t, s, y);
    code.vxorps(r, r, r);
    code.vcmpps(r, x, r, LESS);
    code.vblendvps(s, s, y, r);
    code.vdivps(y, s, t);
  }

  private static final int LESS = 0x11;
}
