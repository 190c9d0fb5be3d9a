package dev.descent.cli.plot;

/// How an axis is divided.
public enum Scale {
  /// Equal steps are equally long.
  LINEAR,
  /// Equal factors are equally long. Values that are not positive have no place on it.
  LOG;

  /// Whether a value has a place on an axis.
  boolean holds(double value) {
    return Double.isFinite(value) && (this == LINEAR || value > 0);
  }

  double apply(double value) {
    return this == LOG ? Math.log10(value) : value;
  }
}
