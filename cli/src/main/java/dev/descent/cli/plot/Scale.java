package dev.descent.cli.plot;

/// How an axis is divided.
public enum Scale {
  /// Equal steps are equally long.
  LINEAR,
  /// Equal factors are equally long. Values that are not positive have no place on it.
  LOG;

  /// The length of an axis must be a number as well.
  private static final double MOST = 1e300;

  /// Whether a value has a place on an axis.
  boolean holds(double value) {
    return Math.abs(value) <= MOST && (this == LINEAR || value > 0);
  }

  double apply(double value) {
    return this == LOG ? Math.log10(value) : value;
  }
}
