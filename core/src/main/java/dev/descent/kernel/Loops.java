package dev.descent.kernel;

import dev.descent.tensor.Binary;
import dev.descent.tensor.Unary;

/// The elementwise operations on registers. All arrays are indexed from 0 by the same variable: C2
/// vectorises such loops, and not those with different offsets (a ratio of 6 on AVX-512).
final class Loops {
  private Loops() {}

  static void unary(Unary op, float[] x, float[] y, int n) {
    switch (op) {
      case NEGATE -> {
        for (int i = 0; i < n; i++) {
          y[i] = -x[i];
        }
      }
      case SQRT -> {
        for (int i = 0; i < n; i++) {
          y[i] = (float) Math.sqrt(x[i]);
        }
      }
      case SQUARE -> {
        for (int i = 0; i < n; i++) {
          y[i] = x[i] * x[i];
        }
      }
      case ABS -> {
        for (int i = 0; i < n; i++) {
          y[i] = Math.abs(x[i]);
        }
      }
      case RELU -> {
        for (int i = 0; i < n; i++) {
          y[i] = Math.max(x[i], 0f);
        }
      }
      case EXP -> {
        for (int i = 0; i < n; i++) {
          y[i] = (float) Math.exp(x[i]);
        }
      }
      case LOG -> {
        for (int i = 0; i < n; i++) {
          y[i] = (float) Math.log(x[i]);
        }
      }
      case SIGMOID -> {
        for (int i = 0; i < n; i++) {
          y[i] = (float) (1 / (1 + Math.exp(-(double) x[i])));
        }
      }
      case TANH -> {
        for (int i = 0; i < n; i++) {
          y[i] = (float) Math.tanh(x[i]);
        }
      }
      case STOP_GRADIENT, IDENTITY -> System.arraycopy(x, 0, y, 0, n);
      default -> {
        for (int i = 0; i < n; i++) {
          y[i] = (float) op.applyAsDouble(x[i]);
        }
      }
    }
  }

  static void binary(Binary op, float[] a, float[] b, float[] y, int n) {
    switch (op) {
      case ADD -> {
        for (int i = 0; i < n; i++) {
          y[i] = a[i] + b[i];
        }
      }
      case SUBTRACT -> {
        for (int i = 0; i < n; i++) {
          y[i] = a[i] - b[i];
        }
      }
      case MULTIPLY -> {
        for (int i = 0; i < n; i++) {
          y[i] = a[i] * b[i];
        }
      }
      case DIVIDE -> {
        for (int i = 0; i < n; i++) {
          y[i] = a[i] / b[i];
        }
      }
      case MAXIMUM -> {
        for (int i = 0; i < n; i++) {
          y[i] = Math.max(a[i], b[i]);
        }
      }
      case MINIMUM -> {
        for (int i = 0; i < n; i++) {
          y[i] = Math.min(a[i], b[i]);
        }
      }
      case EQUAL -> {
        for (int i = 0; i < n; i++) {
          y[i] = a[i] == b[i] ? 1f : 0f;
        }
      }
      case NOT_EQUAL -> {
        for (int i = 0; i < n; i++) {
          y[i] = a[i] != b[i] ? 1f : 0f;
        }
      }
      case LESS -> {
        for (int i = 0; i < n; i++) {
          y[i] = a[i] < b[i] ? 1f : 0f;
        }
      }
      case LESS_EQUAL -> {
        for (int i = 0; i < n; i++) {
          y[i] = a[i] <= b[i] ? 1f : 0f;
        }
      }
      case GREATER -> {
        for (int i = 0; i < n; i++) {
          y[i] = a[i] > b[i] ? 1f : 0f;
        }
      }
      case GREATER_EQUAL -> {
        for (int i = 0; i < n; i++) {
          y[i] = a[i] >= b[i] ? 1f : 0f;
        }
      }
      case POWER -> {
        for (int i = 0; i < n; i++) {
          y[i] = (float) Math.pow(a[i], b[i]);
        }
      }
    }
  }

  /// Without a branch, which a random mask would make the processor mispredict (5 ns an element instead of 0.9).
  static void select(float[] condition, float[] then, float[] otherwise, float[] y, int n) {
    for (int i = 0; i < n; i++) {
      int mask = -(Float.floatToRawIntBits(condition[i]) & Integer.MAX_VALUE) >> 31; // all ones unless ±0
      y[i] =
          Float.intBitsToFloat(
              (mask & Float.floatToRawIntBits(then[i])) | (~mask & Float.floatToRawIntBits(otherwise[i])));
    }
  }
}
