package dev.descent.nn;

/// What a column of a table is to [TableInput].
///
/// @param categories how many categories it has, with codes from 1; 0 for a column of numbers
/// @param missing whether cells can be missing, so that the network is told when one is
/// @param mean the mean of the numbers
/// @param deviation their standard deviation; 0 if they are all equal
public record TableColumn(int categories, boolean missing, double mean, double deviation) {
  public TableColumn {
    if (categories < 0) {
      throw new IllegalArgumentException(
          "a column cannot have " + categories + " categories; for numbers it is 0");
    }
    if (!(Math.abs(mean) < Double.POSITIVE_INFINITY)
        || !(deviation >= 0 && deviation < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "mean and deviation must be finite, not " + mean + " and " + deviation);
    }
  }

  /// A column of numbers.
  public static TableColumn numeric(double mean, double deviation, boolean missing) {
    return new TableColumn(0, missing, mean, deviation);
  }

  /// A column of categories.
  ///
  /// @param categories at least 1
  public static TableColumn categorical(int categories, boolean missing) {
    if (categories < 1) {
      throw new IllegalArgumentException("a column needs at least one category");
    }
    return new TableColumn(categories, missing, 0, 1);
  }

  /// What a difference from the mean is divided by.
  double scale() {
    return deviation == 0 ? 1 : deviation;
  }

  /// The number of inputs that the network gets from the column.
  int width() {
    return Math.max(1, categories) + (missing ? 1 : 0);
  }
}
