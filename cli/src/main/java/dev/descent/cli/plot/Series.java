package dev.descent.cli.plot;

import org.jspecify.annotations.Nullable;

/// One curve. Points that are not finite, or not positive on a logarithmic axis, are gaps in it.
///
/// @param xs places along the axis, ascending
/// @param ys as many values
/// @param low the lower edge of a band around the curve, such as mean − spread; null for none
/// @param high the upper edge
/// @param marked whether each point has a mark
/// @param faint whether it stays in the background, in the colour of the series before it
@SuppressWarnings("ArrayRecordComponent") // Never compared.
public record Series(
    String name,
    double[] xs,
    double[] ys,
    double @Nullable [] low,
    double @Nullable [] high,
    boolean marked,
    boolean faint) {
  public Series {
    if (xs.length != ys.length
        || (low != null && low.length != ys.length)
        || (high != null && high.length != ys.length)) {
      throw new IllegalArgumentException(
          "the series '%s' has %d places, but %d values or edges of another number"
              .formatted(name, xs.length, ys.length));
    }
  }

  /// A plain curve.
  public static Series of(String name, double[] xs, double[] ys) {
    return new Series(name, xs, ys, null, null, false, false);
  }

  /// With a mark at each point.
  public Series asMarked() {
    return new Series(name, xs, ys, low, high, true, faint);
  }

  /// Thin and pale, behind the others, in the colour of the series before it.
  public Series asFaint() {
    return new Series(name, xs, ys, low, high, marked, true);
  }

  /// With a band around it.
  public Series withBand(double[] newLow, double[] newHigh) {
    return new Series(name, xs, ys, newLow, newHigh, marked, faint);
  }

  /// A moving average: each value counts with `weight`, all before it with the rest.
  public Series smoothed(String newName, double weight) {
    double[] smooth = new double[ys.length];
    double sum = 0;
    double share = 0;
    for (int i = 0; i < ys.length; i++) {
      if (Double.isFinite(ys[i])) {
        // Weights of what is not there yet are left out, or the curve would begin near zero.
        sum += weight * (ys[i] - sum);
        share += weight * (1 - share);
        smooth[i] = sum / share;
      } else {
        smooth[i] = ys[i];
      }
    }
    return of(newName, xs, smooth);
  }
}
