package dev.descent.kernel;

/// Exponentials and their kin on floats, by polynomials: several times as fast as the platform's in
/// double precision.
///
/// Largest errors over all floats, in units in the last place (`FloatMathTest` measures them): exp
/// 1.01, log 0.85, tanh 1.33, sigmoid 2.4, softplus 2.0.
///
/// - **Source** the reductions are those of Cody and Waite 1980, "Software manual for the
///   elementary functions"; the polynomials are minimax ones of our own
final class FloatMath {
  static final float LOG2_E = 1.442695f;
  static final float LN2_HIGH = 0.6931472f;
  static final float LN2_LOW = -1.9046542e-9f;

  // 1.5·2^23: what is added to it is rounded to a whole number, which its last bits are then.
  static final float MAGIC = 12582912f;

  static final float EXP_LEAST = -104f; // e⁻¹⁰⁴ is 0
  static final float EXP_MOST = 89f; // e⁸⁹ is infinite

  /// (eʳ − 1 − r)/r² for |r| ≤ ln 2/2, the highest power first.
  static final float[] EXP = {0.0013814539f, 0.008368745f, 0.04166839f, 0.16666521f, 0.49999994f};

  private static final int SQRT_HALF = 0x3F3504F3;
  private static final float TWO_25 = 0x1p25f;

  /// (log(1 + f) − f + f²/2)/f³ for √½ ≤ 1 + f ≤ √2.
  private static final float[] LOG = {
    0.067466386f,
    -0.11675651f,
    0.11888163f,
    -0.12405589f,
    0.14219552f,
    -0.16667996f,
    0.20002119f,
    -0.2500001f,
    0.33333313f
  };

  static final float TANH_SMALL = 0.625f;
  static final float TANH_MOST = 10f; // tanh 10 is 1

  /// (tanh x − x)/x³ for |x| < 0.625, by powers of x².
  static final float[] TANH = {
    -0.0057049864f, 0.020639086f, -0.053739715f, 0.13331442f, -0.3333328f
  };

  private FloatMath() {}

  static float exp(float x) {
    float held = Math.min(EXP_MOST, Math.max(EXP_LEAST, x));
    float shifted = Math.fma(held, LOG2_E, MAGIC);
    float n = shifted - MAGIC;
    float r = Math.fma(n, -LN2_LOW, Math.fma(n, -LN2_HIGH, held));
    float y = Math.fma(r * r, polynomial(EXP, r), r) + 1;
    // 2ⁿ in two steps: the result may be smaller than the smallest normal number.
    int power = Float.floatToRawIntBits(shifted) - Float.floatToRawIntBits(MAGIC);
    int half = power >> 1;
    return y * powerOfTwo(half) * powerOfTwo(power - half);
  }

  private static float powerOfTwo(int n) {
    return Float.intBitsToFloat((n + 127) << 23);
  }

  private static float polynomial(float[] coefficients, float x) {
    float sum = coefficients[0];
    for (int i = 1; i < coefficients.length; i++) {
      sum = Math.fma(sum, x, coefficients[i]);
    }
    return sum;
  }

  static float log(float x) {
    if (!(x > 0 && x < Float.POSITIVE_INFINITY)) {
      return x == 0 ? Float.NEGATIVE_INFINITY : x > 0 ? x : Float.NaN;
    }
    boolean subnormal = x < Float.MIN_NORMAL;
    return logOfNormal(subnormal ? x * TWO_25 : x, subnormal ? -25 : 0);
  }

  /// log(x·2ᵏ).
  private static float logOfNormal(float x, int k) {
    int bits = Float.floatToRawIntBits(x);
    int exponent = (bits - SQRT_HALF) >> 23;
    float f = Float.intBitsToFloat(bits - (exponent << 23)) - 1;
    float e = exponent + k;
    float rest = f * f * Math.fma(f, polynomial(LOG, f), -0.5f);
    return Math.fma(e, LN2_HIGH, f + Math.fma(e, LN2_LOW, rest));
  }

  static float tanh(float x) {
    float size = Math.abs(x);
    if (size < TANH_SMALL) {
      float square = x * x;
      return Math.fma(x * square, polynomial(TANH, square), x);
    }
    float held = Math.min(TANH_MOST, size);
    return Math.copySign(1 - 2 / (exp(held + held) + 1), x);
  }

  static float sigmoid(float x) {
    float e = exp(-Math.abs(x));
    return (x < 0 ? e : 1) / (1 + e);
  }

  /// log(1 + eˣ).
  static float softplus(float x) {
    float e = exp(-Math.abs(x));
    float sum = 1 + e;
    float lost = e - (sum - 1);
    return Math.max(0, x) + (logOfNormal(sum, 0) + lost / sum);
  }
}
