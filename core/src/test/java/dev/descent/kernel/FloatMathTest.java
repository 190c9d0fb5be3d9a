package dev.descent.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.descent.tensor.Unary;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Exponentials and their kin against the platform's in double precision.
class FloatMathTest {
  private static final long ALL = 1L << 32;
  private static final int PRIME = 6_007;
  private static final float[] SPECIAL = {
    0f,
    -0f,
    1f,
    -1f,
    Float.MIN_VALUE,
    -Float.MIN_VALUE,
    Float.MIN_NORMAL,
    Float.MAX_VALUE,
    -Float.MAX_VALUE,
    Float.POSITIVE_INFINITY,
    Float.NEGATIVE_INFINITY,
    Float.NaN,
    88.72283f,
    88.72284f,
    -87.33655f,
    -103.97208f,
    -103.97209f,
    0.625f,
    Math.nextDown(0.625f),
    0.70710677f,
    0.7071068f
  };

  interface Function {
    float of(float x);
  }

  /// The largest error allowed, in units in the last place of the exact value as a float.
  static Stream<Arguments> functions() {
    return Stream.of(
        Arguments.of(Unary.EXP, (Function) FloatMath::exp, 1.02),
        Arguments.of(Unary.LOG, (Function) FloatMath::log, 0.86),
        Arguments.of(Unary.TANH, (Function) FloatMath::tanh, 1.34),
        Arguments.of(Unary.SIGMOID, (Function) FloatMath::sigmoid, 2.4),
        Arguments.of(Unary.SOFTPLUS, (Function) FloatMath::softplus, 2));
  }

  private static void check(Unary exact, float x, float y, double most) {
    double expected = exact.applyAsDouble(x);
    float rounded = (float) expected;
    if (Float.isNaN(rounded) || Float.isInfinite(rounded)) {
      assertThat(Float.compare(y, rounded)).as("%s of %s is %s", exact, x, y).isZero();
    } else if (!(Math.abs(y - expected) <= most * Math.ulp(rounded))) { // NaN is wrong, too
      assertThat((double) y).as("%s of %s", exact, x).isEqualTo(expected);
    }
  }

  private static void check(Unary exact, Function function, double most, int stride) {
    for (long bits = 0; bits < ALL; bits += stride) {
      float x = Float.intBitsToFloat((int) bits);
      check(exact, x, function.of(x), most);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("functions")
  void isAsExactAsItSays(Unary exact, Function function, double most) {
    for (float x : SPECIAL) {
      check(exact, x, function.of(x), most);
    }
    check(exact, function, most, PRIME);
  }

  /// Ten minutes.
  @Tag("slow")
  @ParameterizedTest(name = "{0}")
  @MethodSource("functions")
  void isAsExactForEveryFloat(Unary exact, Function function, double most) {
    check(exact, function, most, 1);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("functions")
  void keepsTheOrderWhereItsPiecesMeet(Unary exact, Function function, double most) {
    for (float x :
        new float[] {-104f, -87.4f, -0.625f, -1e-3f, 1e-3f, 0.625f, 0.70710677f, 9f, 88f}) {
      float before = exact == Unary.LOG && x < 0 ? 1 : x;
      for (int i = 0; i < 1000; i++) {
        float after = Math.nextUp(before);
        assertThat((double) function.of(after))
            .as("%s of %s", exact, after)
            .isGreaterThanOrEqualTo(function.of(before) - most * Math.ulp(function.of(before)));
        before = after;
      }
    }
  }
}
