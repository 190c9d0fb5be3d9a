package dev.descent.cli.plot;

import java.util.List;

/// A range of values laid along a range of pixels.
///
/// @param low the least value
/// @param high the greatest, above the least
record Axis(Scale scale, double low, double high, double from, double to) {
  /// The place of a value, in pixels.
  double place(double value) {
    double start = scale.apply(low);
    return from + (to - from) * (scale.apply(value) - start) / (scale.apply(high) - start);
  }

  /// About so many round values, at most.
  ///
  /// @param least the shortest step between them; 0 for any
  List<Double> ticks(int most, double least) {
    return Ticks.of(scale, low, high, most, least);
  }

  /// A range around values.
  ///
  /// @param margin how much is left free at both ends, as a share of the range
  static Axis around(Scale scale, double least, double greatest, double margin) {
    if (least > greatest) {
      return new Axis(scale, scale == Scale.LOG ? 0.1 : 0, 1, 0, 1); // there are no values
    }
    if (scale == Scale.LOG) {
      double decades = Math.log10(greatest) - Math.log10(least);
      double factor = least == greatest ? 2 : Math.pow(10, decades * margin);
      return new Axis(scale, least / factor, greatest * factor, 0, 1);
    }
    // Less than that cannot be divided any more.
    double room =
        greatest - least < 1e-300
            ? Math.max(Math.abs(least) / 2, 0.5)
            : (greatest - least) * margin;
    // What is never negative needs no room below 0.
    double low = least >= 0 ? Math.max(0, least - room) : least - room;
    return new Axis(scale, low, greatest + room, 0, 1);
  }

  Axis along(double newFrom, double newTo) {
    return new Axis(scale, low, high, newFrom, newTo);
  }
}
