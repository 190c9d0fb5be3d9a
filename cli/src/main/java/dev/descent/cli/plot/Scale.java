package dev.descent.cli.plot;

/// How an axis is divided.
public enum Scale {
  /// Equal steps are equally long.
  LINEAR,
  /// Equal factors are equally long. Values that are not positive have no place on it.
  LOG;

  /// The length of an axis, and what is free at its ends, must be numbers as well.
  private static final double MOST = 1e250;

  /// Whether a value has a place on an axis.
  boolean holds(double value) {
    return Math.abs(value) <= MOST && (this == LINEAR || value >= 1 / MOST);
  }

  double apply(double value) {
    return this == LOG ? Math.log10(value) : value;
  }
}
