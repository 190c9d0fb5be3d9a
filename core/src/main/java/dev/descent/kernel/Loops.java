package dev.descent.kernel;

import dev.descent.tensor.Binary;
import dev.descent.tensor.Unary;

/// The elementwise operations on registers. All arrays are indexed from 0 by the same variable: C2
/// vectorises such loops, and not those with different offsets (a ratio of 6 on AVX-512). Each loop
/// is a method of its own, so that each is compiled alone, soon, and only if it is used.
final class Loops {
  private Loops() {}

  static void unary(Unary op, float[] x, float[] y, int n) {
    if (MathCode.run(op, x, y, n)) {
      return;
    }
    switch (op) {
      case NEGATE -> negate(x, y, n);
      case SQRT -> sqrt(x, y, n);
      case SQUARE -> square(x, y, n);
      case ABS -> abs(x, y, n);
      case RELU -> relu(x, y, n);
      case EXP -> exp(x, y, n);
      case LOG -> log(x, y, n);
      case SIGMOID -> sigmoid(x, y, n);
      case TANH -> tanh(x, y, n);
      case SOFTPLUS -> softplus(x, y, n);
      case STOP_GRADIENT, IDENTITY -> System.arraycopy(x, 0, y, 0, n);
      default -> {
        for (int i = 0; i < n; i++) {
          y[i] = apply(x[i], op);
        }
      }
    }
  }

  static void binary(Binary op, float[] a, float[] b, float[] y, int n) {
    switch (op) {
      case ADD -> add(a, b, y, n);
      case SUBTRACT -> subtract(a, b, y, n);
      case MULTIPLY -> multiply(a, b, y, n);
      case DIVIDE -> divide(a, b, y, n);
      case MAXIMUM -> maximum(a, b, y, n);
      case MINIMUM -> minimum(a, b, y, n);
      case EQUAL -> equal(a, b, y, n);
      case NOT_EQUAL -> notEqual(a, b, y, n);
      case LESS -> less(a, b, y, n);
      case LESS_EQUAL -> lessEqual(a, b, y, n);
      case GREATER -> greater(a, b, y, n);
      case GREATER_EQUAL -> greaterEqual(a, b, y, n);
      case POWER -> power(a, b, y, n);
    }
  }

  private static void negate(float[] x, float[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = -x[i];
    }
  }

  private static void sqrt(float[] x, float[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = (float) Math.sqrt(x[i]);
    }
  }

  private static void square(float[] x, float[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = x[i] * x[i];
    }
  }

  private static void abs(float[] x, float[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = Math.abs(x[i]);
    }
  }

  private static void relu(float[] x, float[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = Math.max(x[i], 0f);
    }
  }

  private static void exp(float[] x, float[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = FloatMath.exp(x[i]);
    }
  }

  private static void log(float[] x, float[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = FloatMath.log(x[i]);
    }
  }

  private static void sigmoid(float[] x, float[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = FloatMath.sigmoid(x[i]);
    }
  }

  private static void tanh(float[] x, float[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = FloatMath.tanh(x[i]);
    }
  }

  private static void softplus(float[] x, float[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = FloatMath.softplus(x[i]);
    }
  }

  private static void add(float[] a, float[] b, float[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = a[i] + b[i];
    }
  }

  private static void subtract(float[] a, float[] b, float[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = a[i] - b[i];
    }
  }

  private static void multiply(float[] a, float[] b, float[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = a[i] * b[i];
    }
  }

  private static void divide(float[] a, float[] b, float[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = a[i] / b[i];
    }
  }

  private static void maximum(float[] a, float[] b, float[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = Math.max(a[i], b[i]);
    }
  }

  private static void minimum(float[] a, float[] b, float[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = Math.min(a[i], b[i]);
    }
  }

  private static void equal(float[] a, float[] b, float[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = a[i] == b[i] ? 1f : 0f;
    }
  }

  private static void notEqual(float[] a, float[] b, float[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = a[i] != b[i] ? 1f : 0f;
    }
  }

  private static void less(float[] a, float[] b, float[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = a[i] < b[i] ? 1f : 0f;
    }
  }

  private static void lessEqual(float[] a, float[] b, float[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = a[i] <= b[i] ? 1f : 0f;
    }
  }

  private static void greater(float[] a, float[] b, float[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = a[i] > b[i] ? 1f : 0f;
    }
  }

  private static void greaterEqual(float[] a, float[] b, float[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = a[i] >= b[i] ? 1f : 0f;
    }
  }

  private static void power(float[] a, float[] b, float[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = (float) Math.pow(a[i], b[i]);
    }
  }

  /// Without a branch, which a random mask would make the processor mispredict (5 ns an element
  /// instead of 0.9).
  static void select(float[] condition, float[] then, float[] otherwise, float[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = select(condition[i], then[i], otherwise[i]);
    }
  }

  static float select(float condition, float then, float otherwise) {
    int mask =
        -(Float.floatToRawIntBits(condition) & Integer.MAX_VALUE) >> 31; // all ones unless ±0
    return Float.intBitsToFloat(
        (mask & Float.floatToRawIntBits(then)) | (~mask & Float.floatToRawIntBits(otherwise)));
  }

  static float apply(float x, Unary op) {
    return (float) op.applyAsDouble(x);
  }

  static float apply(float a, float b, Binary op) {
    return (float) op.applyAsDouble(a, b);
  }
}
