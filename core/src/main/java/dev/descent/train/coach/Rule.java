package dev.descent.train.coach;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/// One thing that the coach looks for: a pure function of what was seen.
///
/// @param name the rule's name, such as `dead-relu`
/// @param scope when it may speak again
/// @param basis what it looks at
/// @param look the advice, if there is a reason for it
record Rule(String name, Scope scope, Basis basis, Function<Observations, Optional<Finding>> look) {
  /// What a rule looks at, and so when its answer can be another.
  enum Basis {
    /// Losses, which come with each step.
    LOSSES,
    /// Anything but losses after the first: closer looks, epochs.
    LOOKS
  }

  /// When a rule that has spoken may speak again.
  enum Scope {
    /// Never: what it is about does not change in a run.
    RUN,
    /// Once nothing was found for 200 steps.
    STEPS,
    /// Once nothing was found for three epochs.
    EPOCHS
  }

  /// What a rule has found; see [Advice].
  record Finding(String evidence, String text, String suggestion) {}

  /// What the rule has to say.
  Optional<Advice> advice(Observations seen) {
    return look.apply(seen)
        .map(found -> new Advice(name, found.evidence, found.text, found.suggestion));
  }

  /// A number for people: three significant digits.
  static String figure(double number) {
    if (!Double.isFinite(number) || number == 0) {
      return number == 0 ? "0" : Double.toString(number);
    }
    BigDecimal rounded = new BigDecimal(number).round(new MathContext(3));
    double size = Math.abs(number);
    return size >= 1e-3 && size < 1e6
        ? rounded.stripTrailingZeros().toPlainString()
        : String.format(Locale.ROOT, "%.1e", number);
  }

  /// A share for people: whole per cent.
  static String percent(double share) {
    return Math.round(100 * share) + " %";
  }
}
