package dev.descent.lab.state;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// What training makes small, by name.
public enum LossName {
  /// −log of the probability that the right class gets.
  CROSS_ENTROPY(true, false),
  /// The mean squared error; for two classes that of tanh against ±1.
  MSE(true, true),
  /// The mean of max(0, 1 − t·z), t = ±1.
  HINGE(true, false),
  /// The mean absolute error.
  MAE(false, true),
  /// Quadratic near 0, then linear.
  HUBER(false, true);

  private final boolean forClasses;
  private final boolean forNumbers;

  LossName(boolean forClasses, boolean forNumbers) {
    this.forClasses = forClasses;
    this.forNumbers = forNumbers;
  }

  /// Whether it is for labels of two classes.
  public boolean isForClasses() {
    return forClasses;
  }

  /// Whether it is for labels that are numbers.
  public boolean isForNumbers() {
    return forNumbers;
  }

  /// Whether it is for data with so many classes, 0 for numbers.
  public boolean fits(int classes) {
    return classes == 0 ? forNumbers : classes == 2 ? forClasses : this == CROSS_ENTROPY;
  }

  /// The name.
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /// The names of those that fit data with so many classes, 0 for numbers.
  public static List<String> fitting(int classes) {
    return Arrays.stream(values()).filter(l -> l.fits(classes)).map(LossName::label).toList();
  }

  static LossName named(Fields fields, String field, String usual) {
    String name = fields.text(field, 20, usual);
    return Arrays.stream(values())
        .filter(loss -> loss.label().equals(name))
        .findFirst()
        .orElseThrow(() ->
            fields.error(
                field,
                "there is no loss \"%s\"; there are: %s"
                    .formatted(name, Arrays.stream(values()).map(LossName::label).toList())));
  }
}
